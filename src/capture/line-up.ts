import { median } from '../dsp/statistics.ts';
import type { Frames, Seconds } from '../dsp/units.ts';
import { Failure } from '../store/failure.ts';
import type { PositionRun } from './song-position.ts';
import type { Take } from './read-take.ts';

/** Takes lined up by where in the song they were. */
export interface LinedUp {
  /** For each take, its frame that sounds together with the passage's first. */
  startFrames: Frames[];
  /** Length of the passage that every take has, without a jump. */
  frames: Frames;
  /** The song's position at its beginning, in beats. */
  startBeat: number;
  notes: string[];
}

/**
 * Lines up takes of one recording. All were made by one audio engine, so one take lies a whole number of frames before
 * or behind another, and at the right number both tell the same position of the song wherever both were recording: that
 * number is looked for, and every frame of the two is held against it.
 *
 * Where Live played a loop, the longest pass that all takes have is the passage.
 *
 * @throws Failure 'input', in one sentence, where rates differ, a take never ran, lost samples, belongs to another
 *   recording, or fits in more than one place, and where they have less than `LEAST_BEATS` in common.
 */
export function lineUp(takes: readonly Take[]): LinedUp {
  const [first, ...others] = takes;
  const otherRate = others.find(({ sampleRateHz }) => sampleRateHz !== first.sampleRateHz);
  if (otherRate) {
    throw new Failure(
      'input',
      `"${first.track}" was recorded at ${first.sampleRateHz} Hz and "${otherRate.track}" at ${otherRate.sampleRateHz} Hz: record all tracks together.`,
    );
  }
  const still = takes.find(({ runs }) => !runs.some(({ marks }) => marks.length > 0));
  if (still) {
    throw new Failure(
      'input',
      `"${still.track}" was recorded while Live stood still: press Record, then play the song, then stop.`,
    );
  }
  const { reference, fits } = chooseReference(takes);
  const stretches = fits.reduce(
    (kept, { offset, agreed }) =>
      crossed(
        kept,
        agreed.map(([from, to]) => [from + offset, to + offset]),
      ),
    takes[reference].runs.map(({ startFrame, endFrame }): Stretch => [startFrame, endFrame]),
  );
  const longest = stretches.reduce((best, stretch) => (lengthOf(stretch) > lengthOf(best) ? stretch : best), [0, 0]);
  const run = takes[reference].runs.find(
    ({ startFrame, endFrame }) => startFrame <= longest[0] && longest[0] < endFrame,
  );
  const startBeat = run === undefined ? 0 : beatAt(run, longest[0]);
  const beats = run === undefined ? 0 : beatAt(run, longest[1]) - startBeat;
  if (!(beats >= LEAST_BEATS)) {
    throw new Failure(
      'input',
      `The takes have only ${Math.max(0, Math.floor(beats))} beats in common, and ${LEAST_BEATS} are needed: record a longer part of the song.`,
    );
  }
  return {
    startFrames: fits.map(({ offset }) => longest[0] - offset),
    frames: lengthOf(longest),
    startBeat,
    notes: [...lateNotes(takes, fits, longest[0]), ...earlyNotes(takes, fits, longest[1])],
  };
}

/** Four bars: the shortest excerpt over which stems are compared with their mix. */
export const LEAST_BEATS = 16;

/** From one frame to one past the last. */
type Stretch = readonly [from: Frames, to: Frames];

/** How one take lies against another. */
interface Fit {
  /** Add it to a frame of the take to have the frame of the other. */
  offset: Frames;
  /** Stretches, in frames of the take, over which both tell the same position. */
  agreed: Stretch[];
  /** Frames over which only one of them ran, or they tell different positions. */
  contradicted: Frames;
  /** How many offsets fit as well. */
  rivals: number;
}

/** The first take that most others fit to; a take with a fault of its own fits to none. */
function chooseReference(takes: readonly Take[]): { reference: number; fits: Fit[] } {
  let best: { reference: number; fits: Fit[]; good: number } | undefined;
  for (const reference of takes.keys()) {
    const fits = takes.map((take) => bestFit(take, takes[reference]));
    const good = fits.filter(isWhole).length;
    if (best === undefined || good > best.good) best = { reference, fits, good };
    if (2 * good > takes.length) break;
  }
  const { reference, fits } = best!;
  const at = fits.findIndex((fit) => !isWhole(fit));
  if (at >= 0) throw misfit(takes[at], takes[reference], fits[at]);
  const vague = fits.findIndex(({ rivals }, take) => take !== reference && rivals > 0);
  if (vague >= 0) {
    throw new Failure(
      'input',
      `Live played a loop, and which pass "${takes[vague].track}" has cannot be told: start recording before Live plays, or switch the loop off.`,
    );
  }
  return { reference, fits };
}

function isWhole({ agreed, contradicted }: Fit): boolean {
  return agreed.length > 0 && contradicted <= MOST_CONTRADICTED;
}

/** Where a run begins and ends is told to a frame or two. */
const MOST_CONTRADICTED: Frames = 16;

function bestFit(take: Take, other: Take): Fit {
  if (take === other) {
    const agreed = take.runs.map(({ startFrame, endFrame }): Stretch => [startFrame, endFrame]);
    return { offset: 0, agreed, contradicted: 0, rivals: 0 };
  }
  const fits = offsetsBetween(take, other)
    .map((offset) => fitAt(offset, take, other))
    .filter(({ agreed }) => agreed.length > 0)
    .sort((a, b) => a.contradicted - b.contradicted || agreedFrames(b) - agreedFrames(a));
  if (fits.length === 0) return { offset: 0, agreed: [], contradicted: Infinity, rivals: 0 };
  // Fractions may round either way; a frame is no other place.
  const elsewhere = fits.filter(({ offset }) => Math.abs(offset - fits[0].offset) > 1);
  return { ...fits[0], rivals: elsewhere.filter(isWhole).length };
}

/** Every whole number of frames by which some beat that both have would come together. */
function offsetsBetween(take: Take, other: Take): Frames[] {
  const found = new Set<Frames>();
  for (const run of take.runs) {
    for (const against of other.runs) {
      const shared = sharedBeats(run, against);
      if (shared.length > 0) found.add(Math.round(median(shared.map(([here, there]) => there - here))));
    }
  }
  return [...found];
}

function fitAt(offset: Frames, take: Take, other: Take): Fit {
  // Only what both recorded can be held against each other.
  const window: Stretch = [Math.max(0, -offset), Math.min(take.frames, other.frames - offset)];
  const agreed: Stretch[] = [];
  for (const run of take.runs) {
    for (const against of other.runs) {
      const both = common([run.startFrame, run.endFrame], [against.startFrame - offset, against.endFrame - offset]);
      if (lengthOf(both) <= 0) continue;
      const shared = sharedBeats(run, against).filter(([here]) => here >= both[0] - 1 && here <= both[1]);
      const isAlike =
        shared.length > 0
          ? shared.every(([here, there]) => Math.abs(there - here - offset) <= MOST_OFF)
          : lengthOf(both) < LONGEST_BEAT_SECONDS * take.sampleRateHz &&
            (hasNoBeat(run, both) || hasNoBeat(against, both, offset));
      if (isAlike) agreed.push(both);
    }
  }
  const ran = (runs: readonly PositionRun[], by: Frames): Frames =>
    runs.reduce((sum, run) => sum + Math.max(0, lengthOf(common(window, [run.startFrame - by, run.endFrame - by]))), 0);
  const together = agreed.reduce((sum, stretch) => sum + lengthOf(stretch), 0);
  const contradicted = ran(take.runs, 0) + ran(other.runs, offset) - 2 * together;
  return { offset, agreed, contradicted, rivals: 0 };
}

/** Offsets are whole frames; half a frame is lost in rounding, and a little in the floats of the phase. */
const MOST_OFF: Frames = 0.75;

/** At 20 beats a minute, Live's slowest. */
const LONGEST_BEAT_SECONDS = 3;

function hasNoBeat({ marks }: PositionRun, [from, to]: Stretch, by: Frames = 0): boolean {
  return !marks.some((mark) => mark - by >= from && mark - by < to);
}

/** The frames of every beat that both runs have. */
function sharedBeats(run: PositionRun, other: PositionRun): [here: number, there: number][] {
  const from = Math.max(run.firstBeat, other.firstBeat);
  const to = Math.min(run.firstBeat + run.marks.length, other.firstBeat + other.marks.length);
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => [
    run.marks[from + i - run.firstBeat],
    other.marks[from + i - other.firstBeat],
  ]);
}

function misfit(take: Take, other: Take, { agreed }: Fit): Failure {
  for (const [one, two] of [
    [take, other],
    [other, take],
  ]) {
    const lost = lostSamples(one, two);
    if (lost === undefined) continue;
    const samples = `${Math.abs(lost.frames)} ${Math.abs(lost.frames) === 1 ? 'sample' : 'samples'}`;
    const seconds = (lost.atFrame / one.sampleRateHz).toFixed(1);
    return new Failure(
      'input',
      `"${one.track}" ${lost.frames > 0 ? `lost ${samples}` : `has ${samples} twice`} ${seconds} s into its take: the disk or the processor was too slow, so close other programs and record again.`,
    );
  }
  return new Failure(
    'input',
    agreed.length === 0
      ? `"${take.track}" and "${other.track}" were not recorded together: record all tracks anew.`
      : `"${take.track}" was elsewhere in the song than "${other.track}" for a while: record all tracks anew.`,
  );
}

/** The first place where a take goes on nearer to what comes later in the other than before, and by how much. */
function lostSamples(take: Take, other: Take): { frames: Frames; atFrame: Frames } | undefined {
  const known = take.runs.filter(({ marks }) => marks.length > 0);
  for (let i = 1; i < known.length; i++) {
    const [before, after] = [known[i - 1], known[i]];
    for (const against of other.runs) {
      const offsetOf = (run: PositionRun): number | undefined => {
        const shared = sharedBeats(run, against);
        return shared.length > 0 ? median(shared.map(([here, there]) => there - here)) : undefined;
      };
      const [one, two] = [offsetOf(before), offsetOf(after)];
      const frames = one === undefined || two === undefined ? 0 : Math.round(two - one);
      // What a loop repeats lies further off than a beat.
      if (frames !== 0 && Math.abs(frames) < take.sampleRateHz) return { frames, atFrame: before.endFrame };
    }
  }
  return undefined;
}

/** Says which takes made the passage begin late. */
function lateNotes(takes: readonly Take[], fits: readonly Fit[], fromFrame: Frames): string[] {
  const rate = takes[0].sampleRateHz;
  const songStart = Math.min(...takes.flatMap(({ runs }, i) => runs.map((run) => run.startFrame + fits[i].offset)));
  return takes.flatMap(({ track }, i) => {
    const late: Seconds = (fits[i].offset - songStart) / rate;
    return late >= 1 && fits[i].offset <= fromFrame
      ? [`"${track}" was recorded from ${late.toFixed(1)} s after the song began; all files begin there.`]
      : [];
  });
}

/** Says which takes made the passage end early. */
function earlyNotes(takes: readonly Take[], fits: readonly Fit[], toFrame: Frames): string[] {
  const rate = takes[0].sampleRateHz;
  const songEnd = Math.max(...takes.flatMap(({ runs }, i) => runs.map((run) => run.endFrame + fits[i].offset)));
  return takes.flatMap(({ track, frames }, i) => {
    const end = frames + fits[i].offset;
    const early: Seconds = (songEnd - end) / rate;
    return early >= 1 && end >= toFrame
      ? [`"${track}" was recorded until ${early.toFixed(1)} s before the song stopped; all files end there.`]
      : [];
  });
}

/** The song's position at a frame of a run: between beats in a straight line, beyond the outer ones as between them. */
function beatAt({ marks, firstBeat }: PositionRun, frame: Frames): number {
  if (marks.length === 0) return 0;
  const after = marks.findIndex((mark) => mark > frame);
  const i = Math.max(1, after < 0 ? marks.length - 1 : after);
  if (marks.length < 2) return firstBeat;
  return firstBeat + i - 1 + (frame - marks[i - 1]) / (marks[i] - marks[i - 1]);
}

function crossed(some: readonly Stretch[], others: readonly Stretch[]): Stretch[] {
  return some.flatMap((one) => others.map((other) => common(one, other)).filter((stretch) => lengthOf(stretch) > 0));
}

function common([from, to]: Stretch, [otherFrom, otherTo]: Stretch): Stretch {
  return [Math.max(from, otherFrom), Math.min(to, otherTo)];
}

function lengthOf([from, to]: Stretch): Frames {
  return to - from;
}

function agreedFrames({ agreed }: Fit): Frames {
  return agreed.reduce((sum, stretch) => sum + lengthOf(stretch), 0);
}

import type { StemDefects } from '../analysis/stem-defects.ts';
import type { Decibels, Hertz, Normal } from '../dsp/units.ts';
import type { SetSnapshot, TrackSnapshot } from '../live/live-set.ts';
import type { StemMapping } from '../store/stem-map-document.ts';
import { CANCELLING_CORRELATION } from './findings/inverted-side.ts';
import { rumbleOf } from './findings/rumble.ts';
import { audibilityDb, coveredShare, gramIndex, SILENCE_RATIO, summedEnergy, type MixModel } from './mix-model.ts';
import { MAIN_INDEX, type StemContext, type StereoEnergy } from './stem-context.ts';

/** Stems that may be changed, and a note for every one that may not. */
export interface StemContexts {
  /** The main track comes last, if the set has one and it may be changed. */
  contexts: StemContext[];
  notes: string[];
}

/**
 * Brings each stem of the model together with its track in the set.
 *
 * Left out, with a note: stems without a track of their name, or with several; locked tracks; muted ones, which the
 * bounce cannot have heard. Devices stay closed on a frozen track, whose mixer still works.
 *
 * @param stems the stem map; the model's stems are found in it by track name
 * @param defects what each stem shows of itself, by the name of its track
 */
export function stemContexts(
  model: MixModel,
  stems: readonly StemMapping[],
  snapshot: SetSnapshot,
  lockedTracks: readonly string[],
  defects: ReadonlyMap<string, StemDefects> = new Map(),
): StemContexts {
  const contexts: StemContext[] = [];
  const notes: string[] = [];
  model.stems.forEach((name, index) => {
    const mapping = stems.find(({ track, leftOut }) => track === name && leftOut === '');
    const found = tracksNamed(snapshot, name);
    if (mapping?.role === 'master') return;
    if (found.length === 0) notes.push(`${name}: the set has no track of this name, so it is left as it is.`);
    else if (found.length > 1)
      notes.push(
        `${name}: the set has ${String(found.length)} tracks of this name; give each its own and suggest again.`,
      );
    else if (lockedTracks.some((locked) => sameName(locked, name)))
      notes.push(`${name}: locked, so it is left as it is.`);
    else if (found[0].muted) notes.push(`${name}: muted in the set, so it is left as it is.`);
    else {
      if (found[0].frozen) notes.push(`${name}: frozen, so only its fader and pan may change.`);
      const audible = audibilityDb(model, index);
      contexts.push({
        index,
        file: mapping?.file ?? '',
        name,
        role: mapping?.role ?? 'unknown',
        roleConfidence: mapping?.roleConfidence ?? 0,
        track: found[0],
        audibilityDb: audible,
        coveredShare: coveredShare(model, index, audible),
        sideToMidDb: sideToMidDb(model, index),
        sideOfOneStem: new Float64Array(model.bandCentreHz.length),
        stereoEnergy: sumsOf(model, index, () => true),
        leanDb: leanDb(model, index),
        followsMid: followsMid(model, index),
        cancelsInMono: (defects.get(name)?.correlation ?? 1) <= CANCELLING_CORRELATION,
        rumble: rumbleOf(model, index),
        rings: defects.get(name)?.rings ?? [],
        devicesOpen: !found[0].frozen,
      });
    }
  });
  const movable = contexts.filter(({ devicesOpen }) => devicesOpen).map(({ index }) => index);
  return { contexts: [...contexts, ...mainContext(model, snapshot, lockedTracks, movable)], notes };
}

/** The whole mix as a stem of its own: heard in every band that the mix has. */
function mainContext(
  model: MixModel,
  snapshot: SetSnapshot,
  lockedTracks: readonly string[],
  movable: readonly number[],
): StemContext[] {
  const track = snapshot.tracks.find(({ kind }) => kind === 'main');
  if (track === undefined || lockedTracks.some((locked) => sameName(locked, track.name))) return [];
  const stems = model.stems.length;
  const energyOf = (part: 'mid' | 'side'): Float64Array =>
    Float64Array.from(model.bandCentreHz, (_, b) =>
      model.sections.reduce((sum, section) => sum + Math.max(0, summedEnergy(section[part], stems, b)), 0),
    );
  const [mid, side] = [energyOf('mid'), energyOf('side')];
  const ownSide = (stem: number, b: number): number => {
    const own = gramIndex(stems, b, stem, stem);
    return model.sections.reduce((sum, section) => sum + section.side[own], 0);
  };
  const loudest = mid.reduce((most, power, b) => Math.max(most, power + side[b]), 0);
  return [
    {
      index: MAIN_INDEX,
      file: '',
      name: track.name,
      role: 'master',
      roleConfidence: 1,
      track,
      audibilityDb: mid.map((power, b) => (power + side[b] > loudest * SILENCE_RATIO ? 0 : -Infinity)),
      coveredShare: new Float64Array(mid.length),
      sideToMidDb: side.map((power, b) => (power > 0 ? 10 * Math.log10(power / mid[b]) : -Infinity)),
      sideOfOneStem: side.map((power, b) =>
        power > 0 ? Math.min(1, Math.max(0, ...movable.map((stem) => ownSide(stem, b))) / power) : 0,
      ),
      stereoEnergy: { middle: 0, sides: 0, shared: 0 },
      leanDb: 0,
      followsMid: 0,
      cancelsInMono: false,
      rumble: undefined,
      rings: [],
      devicesOpen: true,
    },
  ];
}

function tracksNamed(snapshot: SetSnapshot, name: string): TrackSnapshot[] {
  const playable = snapshot.tracks.filter(({ kind }) => kind !== 'main');
  const exact = playable.filter((track) => track.name.normalize() === name.normalize());
  return exact.length > 0 ? exact : playable.filter((track) => sameName(track.name, name));
}

function sameName(a: string, b: string): boolean {
  return a.normalize().trim().toLowerCase() === b.normalize().trim().toLowerCase();
}

function sideToMidDb(model: MixModel, stem: number): Float64Array {
  return Float64Array.from(model.bandCentreHz, (_, b) => {
    const own = gramIndex(model.stems.length, b, stem, stem);
    const [mid, side] = (['mid', 'side'] as const).map((part) =>
      model.sections.reduce((sum, section) => sum + section[part][own], 0),
    );
    return side > 0 ? 10 * Math.log10(side / mid) : -Infinity;
  });
}

/**
 * With M = (L+R)/√2 and S = (L−R)/√2: L² = (M² + S²)/2 + M·S and R² = (M² + S²)/2 − M·S. A sound that was panned has a
 * side that follows its middle; a wide one leans by chance, and says nothing. The pan pot moves lows and the rest
 * alike: what leans in the one only, such as a bass of which one side comes late, was not panned.
 */
function leanDb(model: MixModel, stem: number): Decibels {
  const whole = registerOf(model, stem, () => true);
  if (whole.lean === undefined) return 0;
  const registers = [
    registerOf(model, stem, (hz) => hz < LOWS_END_HZ),
    registerOf(model, stem, (hz) => hz >= SOUND_FROM_HZ),
  ].filter(({ energy }) => energy > LEAST_OF_STEM * whole.energy);
  const leans = [whole, ...registers].flatMap(({ lean }) => lean ?? []);
  const isOneWay = leans.every((lean) => lean > 0) || leans.every((lean) => lean < 0);
  return isOneWay ? leans.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a)) : 0;
}

/** How much of its side goes with its middle, as a coherence: 1 of what a pan pot has moved; 0 of what is mono. */
function followsMid(model: MixModel, stem: number): Normal {
  const { middle, sides, shared } = sumsOf(model, stem, () => true);
  return sides > 0 && middle > 0 ? Math.min(1, Math.abs(shared) / Math.sqrt(middle * sides)) : 0;
}

/** Energy of a stem in some bands, and how it leans there; `undefined` where it is wide. */
function registerOf(
  model: MixModel,
  stem: number,
  isIn: (hz: Hertz) => boolean,
): { energy: number; lean: Decibels | undefined } {
  const { middle, sides, shared } = sumsOf(model, stem, isIn);
  const energy = middle + sides;
  const isWide = sides > NEARLY_MONO * middle && Math.abs(shared) < LEAST_COHERENCE * Math.sqrt(middle * sides);
  const lean = 10 * Math.log10((energy + 2 * shared) / (energy - 2 * shared));
  return { energy, lean: isWide ? undefined : Number.isFinite(lean) ? lean : 0 };
}

/** Over all sections, in some bands. */
function sumsOf(model: MixModel, stem: number, isIn: (hz: Hertz) => boolean): StereoEnergy {
  const own = { middle: 0, sides: 0, shared: 0 };
  for (const { mid, side, midSide } of model.sections) {
    for (let b = 0; b < model.bandCentreHz.length; b++) {
      if (!isIn(model.bandCentreHz[b])) continue;
      const at = gramIndex(model.stems.length, b, stem, stem);
      own.middle += mid[at];
      own.sides += side[at];
      own.shared += midSide[at];
    }
  }
  return own;
}

/** Where the lows of a bass end, and from where on what makes one side of them late is no longer heard. */
const LOWS_END_HZ: Hertz = 150;
const SOUND_FROM_HZ: Hertz = 300;
/** −30 dB: what is left below of a lead, or above of a sub, tells nothing of where it stands. */
const LEAST_OF_STEM = 1e-3;
/** −15 dB: less of a side leans by a few decibels at most, and stands in the middle. */
const NEARLY_MONO = 0.03;
/**
 * A mono sound that was panned has 1. Pads, leads and plucks of seven mixes that were panned a third to half of the
 * way have 0.55 to 0.66, what nobody panned 0.18 at most, but for drums and a lead that stand at a side; a very wide
 * one that was panned a third of the way has 0.49, and one that leans by 3 dB by itself 0.3.
 */
const LEAST_COHERENCE = 0.4;

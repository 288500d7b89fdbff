import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { MAIN_TRACK } from '../audio/stem-names.ts';
import { lineUp } from '../capture/line-up.ts';
import type { Take } from '../capture/read-take.ts';
import type { StemLag } from '../capture/stem-lag.ts';
import type { Frames } from '../dsp/units.ts';
import { AUDIO_EXTENSIONS } from '../library/scan-folder.ts';
import { captureDocument, type CaptureDocument } from '../store/capture-document.ts';
import { Failure } from '../store/failure.ts';
import { readDocumentIfThere, readGivenDocument, writeDocument } from '../store/json-document.ts';
import { takesDocument, type TakeEntry } from '../store/takes-document.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

/** Names the takes of a folder and what their tracks' mixers stood at. */
export const TAKES_FILE = 'takes.json';
/** Beside a bounce and stems that were made of takes. */
export const CAPTURE_FILE = 'capture.json';

/**
 * Makes a bounce and stems of takes: lines them up to the sample, takes out what devices delayed, puts each through its
 * track's fader and pan, and writes them under the names that Live's export gives. Files of an older capture in the
 * same folder that no take stands for any more go.
 *
 * @param takes folder of takes with their `takes.json`
 * @param out folder for the bounce and stems; made where there is none
 * @throws Failure 'input', in one sentence, where a take is missing, faulty, or does not belong to the others; nothing
 *   is written then.
 */
export async function capture(
  workshop: Workshop,
  { takes: folder, out }: { takes: string; out: string },
): Promise<CaptureDocument> {
  const { workers, progress, signal } = workshop;
  const entries = await takesIn(folder);
  progress.stage('Listening to the takes', entries.length);
  const takes = await onEvery(
    workers,
    entries,
    ({ file, track }) => workers.run('readTake', { track, file: path.join(folder, file) }, signal),
    (done, { track }) => progress.step(done, track),
  );
  const main = entries.findIndex(({ isMain }) => isMain);
  if (takes[main].peak === 0) {
    throw new Failure(
      'input',
      `The take of ${MAIN_TRACK} is silent: check that the song was heard while it was recorded.`,
    );
  }
  const linedUp = lineUp(takes);
  const lags = await lagsOf(workshop, takes, main, linedUp.startFrames, linedUp.frames);
  const starts = linedUp.startFrames.map((start, i) => start + lags[i].frames);
  // Every file must have sound from its take from the first frame to the last.
  const head = Math.max(0, ...starts.map((start) => -start));
  const tail = Math.max(0, ...takes.map((take, i) => starts[i] + linedUp.frames - take.frames));
  const frames = linedUp.frames - head - tail;

  await mkdir(out, { recursive: true });
  const names = fileNames(entries);
  progress.stage('Writing the stems', entries.length);
  const { sampleRateHz } = takes[0];
  const written = await onEvery(
    workers,
    [...takes.keys()],
    (i) =>
      workers.run(
        'writeStem',
        {
          take: { file: takes[i].file, startFrame: starts[i] + head, frames },
          sampleRateHz,
          volumeDb: entries[i].volumeDb ?? -Infinity,
          pan: entries[i].pan,
          file: path.join(out, names[i]),
        },
        signal,
      ),
    (done, i) => progress.step(done, takes[i].track),
  );
  const stems = takes.map(({ track }, i) => ({
    file: path.join(out, names[i]),
    track,
    startFrame: starts[i] + head,
    lagFrames: lags[i].frames,
    lagFrom: lags[i].from,
    peakDb: Number.isFinite(written[i].peakDb) ? written[i].peakDb : null,
  }));
  const made: CaptureDocument = {
    schema: 'coproducer.capture/1',
    createdAt: workshop.now().toISOString(),
    folder: path.resolve(out),
    mix: stems[main].file,
    sampleRate: sampleRateHz,
    durationSeconds: frames / sampleRateHz,
    startBeat: linedUp.startBeat,
    stems: stems.filter((_, i) => i !== main),
    notes: [...linedUp.notes, ...notesOn(stems, entries, main)],
  };
  await removeLeftovers(out, names);
  await writeDocument(captureDocument, path.join(out, CAPTURE_FILE), made);
  return made;
}

async function takesIn(folder: string): Promise<TakeEntry[]> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) throw new Failure('input', `${folder} does not exist: give a folder of takes.`);
  if (!names.includes(TAKES_FILE)) {
    throw new Failure(
      'input',
      `${folder} holds no takes of Coproducer (${TAKES_FILE} is missing): give a folder that has both.`,
    );
  }
  const { takes } = await readGivenDocument(takesDocument, path.join(folder, TAKES_FILE));
  const missing = takes.find(({ file }) => !names.includes(file));
  if (missing) {
    throw new Failure(
      'input',
      `The take of "${missing.track}" is missing: switch its Coproducer on, and record again.`,
    );
  }
  if (takes.filter(({ isMain }) => isMain).length !== 1) {
    throw new Failure(
      'input',
      `There must be one take of ${MAIN_TRACK}: put Coproducer on the main track, too, and record again.`,
    );
  }
  if (takes.length < 2) {
    throw new Failure(
      'input',
      `There is a take of ${MAIN_TRACK} only: put Coproducer on the other tracks, too, and record again.`,
    );
  }
  return takes;
}

interface KnownLag {
  frames: Frames;
  from: CaptureDocument['stems'][number]['lagFrom'];
}

/** What each stem's lag is: as measured; else as measured about where most others lie; else that of most others. */
async function lagsOf(
  { workers, progress, signal }: Workshop,
  takes: readonly Take[],
  main: number,
  startFrames: readonly Frames[],
  frames: Frames,
): Promise<KnownLag[]> {
  progress.stage('Comparing with the mix', takes.length);
  const startOf = (i: number): { file: string; startFrame: Frames } => ({
    file: takes[i].file,
    startFrame: startFrames[i],
  });
  const time = (i: number, near?: Frames): Promise<StemLag> =>
    workers.run(
      'timeStem',
      { mix: startOf(main), stem: startOf(i), frames, ...(near !== undefined && { near }) },
      signal,
    );
  const first = await onEvery(
    workers,
    [...takes.keys()],
    async (i): Promise<StemLag> => (i === main ? { frames: 0, isSure: true } : time(i)),
    (done, i) => progress.step(done, takes[i].track),
  );
  const common = commonest(first.flatMap(({ frames: lag, isSure }, i) => (isSure && i !== main ? [lag] : [])));
  const second = await onEvery(workers, [...takes.keys()], async (i) =>
    first[i].isSure || common === undefined ? first[i] : time(i, common),
  );
  return second.map(({ frames: lag, isSure }): KnownLag => {
    if (isSure) return { frames: Math.abs(lag) < LEAST_LAG ? 0 : lag, from: 'measured' };
    return { frames: common ?? 0, from: common === undefined ? 'unknown' : 'other stems' };
  });
}

/** A tenth of a millisecond at 48 kHz: an equaliser on the main track smears a stem by as much. */
const LEAST_LAG: Frames = 5;

function commonest(lags: readonly Frames[]): Frames | undefined {
  const counts = new Map<Frames, number>();
  for (const lag of lags) {
    const rounded = Math.abs(lag) < LEAST_LAG ? 0 : lag;
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).at(0)?.[0];
}

/** What stands in front of a track's name, as the name typed in Live's export does. */
const TYPED_NAME = 'Capture';

/** `Capture.wav` for the bounce, `Capture Bass.wav` for a track; a number behind names that come twice. */
function fileNames(entries: readonly TakeEntry[]): string[] {
  const seen = new Map<string, number>();
  return entries.map(({ track, isMain }) => {
    if (isMain) return `${TYPED_NAME}.wav`;
    const plain = track.replace(FORBIDDEN, '_').trim() || '_';
    const times = (seen.get(plain.toLowerCase()) ?? 0) + 1;
    seen.set(plain.toLowerCase(), times);
    return `${TYPED_NAME} ${plain}${times > 1 ? ` (${times})` : ''}.wav`;
  });
}

/** No file system takes all of these. */
// eslint-disable-next-line no-control-regex -- control characters are what must not be in a name
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f]/g;

function notesOn(
  stems: readonly CaptureDocument['stems'][number][],
  entries: readonly TakeEntry[],
  main: number,
): string[] {
  return stems.flatMap(({ track, lagFrames, lagFrom, peakDb }, i) => {
    if (i === main) {
      return [
        ...behindNotes(entries[i]),
        ...(peakDb !== null && peakDb > 0
          ? [`The mix goes ${peakDb.toFixed(1)} dB over full scale: what plays it clips there.`]
          : []),
      ];
    }
    if (peakDb === null) return [`"${track}" is silent.`];
    const lag = Math.abs(lagFrames);
    return [
      ...(lagFrom === 'measured' && lag > 0
        ? [
            `"${track}" came ${lag} samples ${lagFrames < 0 ? 'before' : 'behind'} the mix, as devices delay it; it was moved.`,
          ]
        : []),
      ...(lagFrom === 'measured'
        ? []
        : [
            `"${track}" is hardly heard in the mix, or repeats itself, so devices' delay could not be measured; it lies ${lagFrom === 'unknown' ? 'where the song was' : 'as most others do'}.`,
          ]),
      ...behindNotes(entries[i]),
      ...(entries[i].isAutomated
        ? [`Fader or pan of "${track}" is automated: the stem has them as they stood when recording began.`]
        : []),
    ];
  });
}

function behindNotes({ track, devicesBehind: names }: TakeEntry): string[] {
  if (names.length === 0) return [];
  return [
    `${names.join(', ')} on "${track}" ${names.length === 1 ? 'comes' : 'come'} behind Coproducer and so not into the recording: move Coproducer to the end.`,
  ];
}

/** Stems of an older capture would be taken for tracks that are still there. */
async function removeLeftovers(out: string, names: readonly string[]): Promise<void> {
  const before = await readDocumentIfThere(captureDocument, path.join(out, CAPTURE_FILE));
  for (const { file } of before?.stems ?? []) {
    const name = path.basename(file);
    if (!names.includes(name) && AUDIO_EXTENSIONS.has(path.extname(name).toLowerCase())) {
      await rm(path.join(out, name), { force: true });
    }
  }
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inNewProcess, runOwnJob } from './child-jobs.ts';
import { encodeCopies, renderMaterial, writeExcerpts, writeLooped } from './material.ts';
import { commandLinePeers, loadEssentia } from './peers.ts';
import { processorSeconds } from './processor-time.ts';
import { medianOf, tableOf, type Row } from './table.ts';

/**
 * What an analysis costs against the peers installed on this machine, measured in turns so that all see the same load:
 * `npm run bench` takes some minutes, `npm run bench -- --quick` half a minute. Prints medians, their ratios and the
 * targets; asserts nothing.
 */
async function bench(size: Size): Promise<void> {
  const build = spawnSync(process.execPath, [join('scripts', 'build.mjs')], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('The program does not build.');
  const folder = mkdtempSync(join(tmpdir(), 'coproducer-bench-'));
  try {
    await measure(folder, size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Size {
  songBars: number;
  /** The short track, and the long one as a multiple of it. */
  trackSeconds: number;
  longFactor: number;
  rounds: number;
  essentiaSeconds: number;
  library: { files: number; seconds: number };
}

const FULL: Size = {
  songBars: 64,
  trackSeconds: 300,
  longFactor: 1.6,
  rounds: 5,
  essentiaSeconds: 60,
  library: { files: 215, seconds: 16 },
};
const QUICK: Size = {
  songBars: 24,
  trackSeconds: 60,
  longFactor: 1.6,
  rounds: 1,
  essentiaSeconds: 15,
  library: { files: 8, seconds: 16 },
};

const PROGRAM = join('dist', 'coproducer.cjs');
/** Enough sound for every path of the analysis to be compiled. */
const WARM_UP_SECONDS = 40;
const FILES_FOR_THREADS = 4;
/** The library of the targets: references of five minutes, in equal parts of the formats, on two cores. */
const TARGET_LIBRARY = { files: 215, seconds: 300, cores: 2 };

async function measure(folder: string, size: Size): Promise<void> {
  const song = renderMaterial(size.songBars);
  const warmUp = await writeLooped(join(folder, 'warm up.wav'), song, WARM_UP_SECONDS);
  const track = await writeLooped(join(folder, 'track.wav'), song, size.trackSeconds);
  const long = await writeLooped(join(folder, 'long track.wav'), song, size.longFactor * size.trackSeconds);
  const copies = encodeCopies(track);
  const library = await writeExcerpts(join(folder, 'library'), song, size.library.files, size.library.seconds);

  const peers = commandLinePeers();
  const present = peers.filter(({ installed }) => installed);
  const times = new Map<string, number[]>();
  const note = (name: string, value: number): void => void times.set(name, [...(times.get(name) ?? []), value]);
  for (let round = 0; round < size.rounds; round++) {
    for (const { job, command } of present) note(job, processorSeconds(command(track)));
    note('cold', processorSeconds(analyseCommand(track, join(folder, `home ${round}`))));
    const { seconds, residentBytes } = inNewProcess('analyse', warmUp, track, long, ...copies.map(({ file }) => file));
    note('warm', seconds[1]);
    note('long', seconds[2]);
    copies.forEach(({ format }, i) => note(format, seconds[3 + i]));
    note('resident', residentBytes);
    note('spectra', inNewProcess('spectra', track));
    for (const threads of [1, 2]) {
      note(`threads ${threads}`, inNewProcess('threads', String(threads), String(FILES_FOR_THREADS), track, warmUp));
    }
  }
  const essentiaThere = loadEssentia() !== undefined;
  if (essentiaThere) {
    const seconds = inNewProcess('essentia', track, String(size.essentiaSeconds));
    note('essentia.js', (seconds * size.trackSeconds) / size.essentiaSeconds);
  }
  const learn = [process.execPath, PROGRAM, 'learn', library, '--home', join(folder, 'library home'), '--json'];
  processorSeconds(learn);
  const started = performance.now();
  processorSeconds(learn);
  note('learn again', (performance.now() - started) / 1000);

  const missing = [
    ...peers.filter(({ installed }) => !installed).map(({ name }) => name),
    ...(essentiaThere ? [] : ['essentia.js']),
  ];
  print(size, times, [...present.map(({ job }) => job), ...(essentiaThere ? ['essentia.js'] : [])], missing);
}

function analyseCommand(file: string, home: string): string[] {
  return [process.execPath, PROGRAM, 'analyze', file, '--home', home, '--json'];
}

function print(
  size: Size,
  times: ReadonlyMap<string, readonly number[]>,
  peers: readonly string[],
  missing: readonly string[],
): void {
  const valuesOf = (name: string): readonly number[] => times.get(name) ?? [];
  const ratio = (what: string, name: string, other: string, target?: string): Row[] => {
    const [values, others] = [valuesOf(name), valuesOf(other)];
    if (values.length === 0 || others.length === 0) return [];
    // Both were measured in the same round, under the same load.
    const ratios = values.map((value, i) => value / others[Math.min(i, others.length - 1)]);
    return [{ what, value: medianOf(values), against: medianOf(others), ratio: medianOf(ratios), target }];
  };
  const seconds = (what: string, name: string, target?: string): Row => ({
    what,
    value: medianOf(valuesOf(name)),
    target,
  });
  const ffmpeg = 'ffmpeg ebur128=peak=true';
  const perFile = medianOf(
    ['warm', 'FLAC', 'MP3'].filter((name) => times.has(name)).map((name) => medianOf(valuesOf(name))),
  );
  const rows: Row[] = [
    ...ratio(`cold analyze ÷ ${ffmpeg}`, 'cold', ffmpeg, '≤ 0.9'),
    ...ratio(`further file ÷ ${ffmpeg}`, 'warm', ffmpeg, '≤ 0.6'),
    ...peers
      .filter((name) => name !== ffmpeg && name !== 'essentia.js')
      .flatMap((name) => ratio(`further file ÷ ${name}`, 'warm', name)),
    ...ratio('essentia.js ÷ further file', 'essentia.js', 'warm', '≥ 50'),
    ...ratio('further file ÷ stereo spectra alone', 'warm', 'spectra', '≤ 3.5'),
    ...ratio(`${size.longFactor} × as long ÷ track`, 'long', 'warm', '1.44–1.76'),
    ...ratio('FLAC ÷ WAV', 'FLAC', 'warm'),
    ...ratio('MP3 ÷ WAV', 'MP3', 'warm'),
    ...ratio('one worker ÷ two, wall time', 'threads 1', 'threads 2', '≥ 1.8'),
    {
      what: 'memory of a process after all of these files, MB',
      value: medianOf(valuesOf('resident')) / 1e6,
      target: '≤ 200',
    },
    seconds(`learn again, ${size.library.files} cached, wall s`, 'learn again', '≤ 2 for 215'),
    {
      what: `${TARGET_LIBRARY.files} references of 5 min, 2 cores, s (reckoned)`,
      value: (perFile * TARGET_LIBRARY.files * TARGET_LIBRARY.seconds) / size.trackSeconds / TARGET_LIBRARY.cores,
      target: '≤ 240',
    },
  ];
  process.stdout.write(
    `\nOf ${size.trackSeconds} s stereo, 24-bit, 44.1 kHz: processor seconds, medians of ${size.rounds}\n\n`,
  );
  process.stdout.write(tableOf(rows));
  if (missing.length > 0) process.stdout.write(`\nNot installed: ${missing.join(', ')}\n`);
}

void runOwnJob().then((ran) => (ran ? undefined : bench(process.argv.includes('--quick') ? QUICK : FULL)));

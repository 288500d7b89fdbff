import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inNewProcess, runOwnJob } from './child-jobs.ts';
import { IdleShare } from './idle-share.ts';
import { writeLargeProfile } from './large-profile.ts';
import { encodeCopies, renderMaterial, writeExcerpts, writeLibrary, writeLooped } from './material.ts';
import { commandLinePeers, loadEssentia } from './peers.ts';
import { processorSeconds } from './processor-time.ts';
import { medianOf, tableOf, type Row } from './table.ts';

/**
 * What an analysis costs against the peers installed on this machine, measured in turns so that all see the same load.
 * Prints medians, least values, their ratios and the targets; asserts nothing.
 *
 * `npm run bench` takes some minutes; `-- --quick` half a minute; `-- --only cold,further` those parts alone;
 * `-- --library 215` measures a library of so many whole tracks (50 MB each) instead of reckoning from 12.
 */
async function bench({ size, only }: Options): Promise<void> {
  const build = spawnSync(process.execPath, [join('scripts', 'build.mjs')], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('The program does not build.');
  const folder = mkdtempSync(join(tmpdir(), 'coproducer-bench-'));
  try {
    await measure(folder, size, only);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PARTS = ['cold', 'further', 'formats', 'spectra', 'threads', 'essentia', 'cached', 'library', 'open'] as const;
type Part = (typeof PARTS)[number];

interface Options {
  size: Size;
  only: ReadonlySet<Part>;
}

interface Size {
  songBars: number;
  /** The short track, and the long one as a multiple of it. */
  trackSeconds: number;
  longFactor: number;
  rounds: number;
  essentiaSeconds: number;
  /** Short files of a library that is learnt a second time. */
  cached: { files: number; seconds: number };
  /** Whole tracks of a library that is learnt for the first time. */
  libraryFiles: number;
}

const FULL: Size = {
  songBars: 64,
  trackSeconds: 300,
  longFactor: 1.6,
  rounds: 5,
  essentiaSeconds: 60,
  cached: { files: 215, seconds: 16 },
  libraryFiles: 12,
};
const QUICK: Size = {
  songBars: 24,
  trackSeconds: 60,
  longFactor: 1.6,
  rounds: 1,
  essentiaSeconds: 15,
  cached: { files: 8, seconds: 16 },
  libraryFiles: 6,
};

/** @throws Error for an option or a part that there is not */
function optionsOf(words: readonly string[]): Options {
  let size = words.includes('--quick') ? QUICK : FULL;
  let only: ReadonlySet<Part> = new Set(PARTS);
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '--quick') continue;
    const value = words[++i] ?? '';
    if (words[i - 1] === '--only') only = new Set(value.split(',').map(partOf));
    else if (words[i - 1] === '--library' && Number(value) > 0) size = { ...size, libraryFiles: Number(value) };
    else throw new Error(`There is no option ${words[i - 1]} ${value}: --quick, --only PARTS, --library FILES.`);
  }
  return { size, only };
}

function partOf(name: string): Part {
  const part = PARTS.find((known) => known === name);
  if (part === undefined) throw new Error(`There is no part ${name}: ${PARTS.join(', ')}.`);
  return part;
}

const PROGRAM = join('dist', 'coproducer.cjs');
/** What it loads. */
const PROGRAM_PART = join('dist', 'program.js');
/** Enough sound for every path of the analysis to be compiled. */
const WARM_UP_SECONDS = 40;
const FILES_FOR_THREADS = 4;
/** The library of the targets: references of five minutes, in equal parts of the formats. */
const LARGE_PROFILE = 1000;
const TARGET_LIBRARY = { files: 215, seconds: 300 };

async function measure(folder: string, size: Size, only: ReadonlySet<Part>): Promise<void> {
  const song = renderMaterial(size.songBars);
  const warmUp = await writeLooped(join(folder, 'warm up.wav'), song, WARM_UP_SECONDS);
  const track = await writeLooped(join(folder, 'track.wav'), song, size.trackSeconds);
  const long = await writeLooped(join(folder, 'long track.wav'), song, size.longFactor * size.trackSeconds);
  const copies = encodeCopies(track);

  const withoutNetwork = copyWithoutNetwork(join(folder, 'program', 'dist'));
  if (only.has('cold')) {
    // Both keep what V8 has compiled of them from their first run on.
    for (const program of [PROGRAM, withoutNetwork]) {
      processorSeconds(analyseCommand(program, warmUp, join(folder, 'first home')));
    }
  }

  const peers = commandLinePeers();
  const present = peers.filter(({ installed }) => installed);
  const times = new Map<string, number[]>();
  const note = (name: string, value: number): void => void times.set(name, [...(times.get(name) ?? []), value]);
  const idle = new IdleShare();
  for (let round = 0; round < size.rounds; round++) {
    for (const { job, command } of present) note(job, processorSeconds(command(track)));
    if (only.has('cold')) {
      const programs = { cold: PROGRAM, 'cold, unheard': withoutNetwork };
      for (const [name, program] of Object.entries(programs)) {
        note(name, processorSeconds(analyseCommand(program, track, join(folder, `${name} home ${round}`))));
      }
    }
    const coded = only.has('formats') ? copies : [];
    const files = [warmUp, track, long, ...coded.map(({ file }) => file), track];
    const { seconds, residentBytes } = inNewProcess('analyse', ...files);
    note('warm', seconds[1]);
    note('long', seconds[2]);
    coded.forEach(({ format }, i) => note(format, seconds[3 + i]));
    note('settled', seconds[files.length - 1]);
    note('resident', residentBytes / 1e6);
    if (only.has('further')) note('described', inNewProcess('describe', warmUp, track)[1]);
    if (only.has('spectra')) note('spectra', inNewProcess('spectra', track));
    if (!only.has('threads')) continue;
    for (const threads of [1, 2]) {
      const words = [String(threads), String(FILES_FOR_THREADS), track, warmUp];
      const { wallSeconds: wall, processorSeconds: processor } = inNewProcess('threads', ...words);
      note(`threads ${threads}`, wall);
      note(`processor of threads ${threads}`, processor);
    }
    const [peer] = present;
    if (peer === undefined) continue;
    note('peer, one after the other', 2 * wallSeconds(peer.command(track)));
    note('peer, two at once', wallSeconds(twoAtOnce(peer.command(track))));
  }
  const essentiaThere = loadEssentia() !== undefined;
  if (essentiaThere && only.has('essentia')) {
    const seconds = inNewProcess('essentia', track, String(size.essentiaSeconds));
    note('essentia.js', (seconds * size.trackSeconds) / size.essentiaSeconds);
  }
  if (only.has('cached')) {
    const short = await writeExcerpts(join(folder, 'cached'), song, size.cached.files, size.cached.seconds);
    const learn = learnCommand(short, join(folder, 'cached home'));
    processorSeconds(learn);
    for (let round = 0; round < size.rounds; round++) note('cached', wallSeconds(learn));
  }
  if (only.has('library')) {
    const files = [track, ...copies.map(({ file }) => file)];
    const library = await writeLibrary(join(folder, 'library'), files, size.libraryFiles);
    note('library', wallSeconds(learnCommand(library, join(folder, 'library home'))));
  }

  if (only.has('open')) {
    const { kept, plain } = await writeLargeProfile(folder, LARGE_PROFILE);
    for (let round = 0; round < size.rounds; round++) {
      const { keptMs, plainMs } = inNewProcess('open', kept, plain);
      note('open', keptMs);
      note('plain JSON', plainMs);
    }
  }

  const missing = [
    ...peers.filter(({ installed }) => !installed).map(({ name }) => name),
    ...(essentiaThere ? [] : ['essentia.js']),
  ];
  print(
    size,
    times,
    present.map(({ job }) => job),
  );
  process.stdout.write(`\nIdle while measuring: ${Math.round(100 * idle.value)} % of ${cpus().length} processors\n`);
  if (missing.length > 0) process.stdout.write(`Not installed: ${missing.join(', ')}\n`);
}

function learnCommand(folder: string, home: string): string[] {
  return [process.execPath, PROGRAM, 'learn', folder, '--home', home, '--json'];
}

/** The command in two processes that share nothing: what two processors of this machine give. */
function twoAtOnce(command: readonly string[]): string[] {
  return ['sh', '-c', '"$@" & "$@" && wait $!', 'sh', ...command];
}

function wallSeconds(command: readonly string[]): number {
  const started = performance.now();
  processorSeconds(command);
  return (performance.now() - started) / 1000;
}

function analyseCommand(program: string, file: string, home: string): string[] {
  return [process.execPath, program, 'analyze', file, '--home', home, '--json'];
}

/** The program in a folder that holds no network: it measures everything, and describes no sound by what was learnt. */
function copyWithoutNetwork(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const file of [PROGRAM, PROGRAM_PART]) copyFileSync(file, join(folder, basename(file)));
  return join(folder, basename(PROGRAM));
}

function print(size: Size, times: ReadonlyMap<string, readonly number[]>, peers: readonly string[]): void {
  const valuesOf = (name: string): readonly number[] => times.get(name) ?? [];
  const ratio = (what: string, name: string, other: string, target?: string): Row[] => {
    const [values, others] = [valuesOf(name), valuesOf(other)];
    if (values.length === 0 || others.length === 0) return [];
    // Both were measured in the same round, under the same load.
    const ratios = values.map((value, i) => value / others[Math.min(i, others.length - 1)]);
    const [least, leastOther] = [Math.min(...values), Math.min(...others)];
    return [
      {
        what,
        value: medianOf(values),
        least,
        against: medianOf(others),
        ratio: medianOf(ratios),
        leastRatio: least / leastOther,
        target,
      },
    ];
  };
  const alone = (what: string, name: string, target: string, factor = 1): Row[] => {
    const values = valuesOf(name).map((value) => factor * value);
    return values.length === 0 ? [] : [{ what, value: medianOf(values), least: Math.min(...values), target }];
  };
  const ffmpeg = 'ffmpeg ebur128=peak=true';
  const { files, seconds } = TARGET_LIBRARY;
  const libraryFactor = (files / size.libraryFiles) * (seconds / size.trackSeconds);
  const rows: Row[] = [
    ...ratio(`cold analyze, all measurements ÷ ${ffmpeg}`, 'cold, unheard', ffmpeg, '≤ 0.9'),
    ...ratio('  and what similar needs (network)', 'cold', ffmpeg),
    ...ratio(`further file, all measurements ÷ ${ffmpeg}`, 'warm', ffmpeg, '≤ 0.6'),
    ...ratio(`the same, when some files came before ÷ ${ffmpeg}`, 'settled', ffmpeg, '≤ 0.6'),
    ...ratio('  further file, and what similar needs (network)', 'described', ffmpeg),
    ...peers.filter((name) => name !== ffmpeg).flatMap((name) => ratio(`further file ÷ ${name}`, 'warm', name)),
    ...ratio('essentia.js ÷ further file', 'essentia.js', 'warm', '≥ 50'),
    ...ratio('further file ÷ its spectra alone (three windows)', 'warm', 'spectra', '≤ 3.5'),
    ...ratio(`${size.longFactor} × as long ÷ track`, 'long', 'warm', '1.44–1.76'),
    ...ratio('FLAC ÷ WAV', 'FLAC', 'warm'),
    ...ratio('MP3 ÷ WAV', 'MP3', 'warm'),
    ...ratio('one worker ÷ two, wall time', 'threads 1', 'threads 2', '≥ 1.8'),
    ...ratio('  their processor time', 'processor of threads 1', 'processor of threads 2'),
    ...ratio(`  two of ${peers[0]}: in turn ÷ at once, wall time`, 'peer, one after the other', 'peer, two at once'),
    ...alone('memory of a process after all of these files, MB', 'resident', '≤ 200'),
    ...alone(`learn again, ${size.cached.files} cached, wall s`, 'cached', '≤ 2 for 215'),
    ...alone(
      `learn ${files} references of 5 min, wall s${libraryFactor === 1 ? '' : `, reckoned from ${size.libraryFiles}`}`,
      'library',
      '≤ 240 on 2 cores',
      libraryFactor,
    ),
    ...ratio(`open ${LARGE_PROFILE} tracks, ms ÷ JSON.parse of all their digits`, 'open', 'plain JSON', '≤ 150 ms'),
  ];
  process.stdout.write(
    `\nOf ${size.trackSeconds} s stereo, 24-bit, 44.1 kHz: processor seconds of ${size.rounds} rounds in turns\n\n`,
  );
  process.stdout.write(tableOf(rows));
}

void runOwnJob().then((ran) => (ran ? undefined : bench(optionsOf(process.argv.slice(2)))));

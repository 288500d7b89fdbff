import { copyFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { apply } from '../../src/assistant/apply.ts';
import { planFiles } from '../../src/assistant/plans.ts';
import { suggest } from '../../src/assistant/suggest.ts';
import { Random } from '../../src/demo/random.ts';
import type { Normal } from '../../src/dsp/units.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { renderSet } from '../../src/live/render-set.ts';
import { demoSong, otherSong, siblingSong, type SongSeed } from '../bench/fixes/demo-songs.ts';
import { bouncedAgain, mixedAgain } from '../bench/fixes/family.ts';
import { COMMON_FAULTS, FAULT_KINDS } from '../bench/fixes/faults/fault-kinds.ts';
import { MAIN } from '../bench/fixes/faults/planted-fault.ts';
import { bandFramesOf } from '../bench/fixes/judges/band-frames.ts';
import { stemError } from '../bench/fixes/judges/stem-error.ts';
import { SongStudio, type WorkInProgress } from '../bench/fixes/song-studio.ts';

/** A fix that a plan made, what it said and what came of it. */
export interface JudgedFix {
  seed: number;
  /** What the plan aimed at: mixes of the song itself, or other songs of its style. */
  profile: string;
  faults: readonly string[];
  kind: string;
  sentence: string;
  track: string;
  /** P(improves) before anything corrected it. */
  reckoned: Normal;
  /** Whether its stem came nearer to the one without faults. */
  improved: boolean;
}

const FAMILY = 'family';
const STYLE = 'style';
/** Mixes of the song and of one by the same hand; songs by others. */
const OWN = 5;
const SIBLINGS = 3;
const OTHERS = 6;
/** How many faults the cases have in turn; where there is none, whatever is done is too much. */
const FAULTS_IN_TURN = [1, 2, 3, 4, 0] as const;
/** What a stem changes by without anyone hearing it: no judge hears less. */
const UNCHANGED_DB = 0.01;

/** Makes a song, spoils it again and again, and tells of every fix that is planned for it. */
export async function planOfSong(
  of: SongSeed,
  folders: { material: string; work: string },
  cases: number,
  onFix: (fix: JudgedFix) => void,
): Promise<void> {
  const song = await demoSong(of, join(folders.material, 'clean'));
  const studio = await SongStudio.open(song, folders.material, folders.work);
  let sibling: ReturnType<typeof siblingSong> | undefined;
  await studio.learnFrom(FAMILY, [
    ...Array.from({ length: OWN }, (_, i) => () => bouncedAgain(song, i)),
    ...Array.from({ length: SIBLINGS }, (_, i) => () => bouncedAgain((sibling ??= siblingSong(of, 1)), i)),
  ]);
  await studio.learnFrom(
    STYLE,
    Array.from({ length: OTHERS }, (_, i) => () => bouncedAgain(otherSong(of, i + 1), i)),
  );
  for (let number = 0; number < cases; number++) {
    const random = new Random(of.seed, `confidence ${String(number)}`);
    const clean = new Map(song.stems.map(({ name, signal }) => [name, signal] as const));
    // Where nothing is wrong, the mix is of another day, which is all that differs.
    const count = FAULTS_IN_TURN[number % FAULTS_IN_TURN.length];
    const truth = count === 0 ? mixedAgain(song, 100 + number) : clean;
    const changed = new Map<string, StereoSignal>(count === 0 ? truth : []);
    const faults: string[] = [];
    for (let i = 0; i < count; i++) {
      const kind = random.pick(number % 2 === 0 ? COMMON_FAULTS : FAULT_KINDS);
      const drawn = kind.draw({ song, audibility: studio.audibility, random, taken: new Set(changed.keys()) });
      const signal = drawn && clean.get(drawn.stem);
      if (drawn?.plant === undefined || signal === undefined || drawn.stem === MAIN) continue;
      changed.set(drawn.stem, drawn.plant(signal));
      faults.push(`${drawn.stem}: ${drawn.words}`);
    }
    const work = await studio.work(changed);
    const profile = number % 2 === Math.floor(number / FAULTS_IN_TURN.length) % 2 ? FAMILY : STYLE;
    for (const fix of await judged(studio, work, truth, profile)) onFix({ seed: of.seed, profile, faults, ...fix });
    await rm(dirname(work.mixFile), { recursive: true });
  }
}

/** Plans for a work and judges every stem that the plan changes. */
async function judged(
  studio: SongStudio,
  work: WorkInProgress,
  truth: ReadonlyMap<string, StereoSignal>,
  profile: string,
): Promise<Pick<JudgedFix, 'kind' | 'sentence' | 'track' | 'reckoned' | 'improved'>[]> {
  const { plan, planFile } = await suggest(studio.workshop, {
    mix: work.mixFile,
    stems: work.stemsFolder,
    amount: 100,
    profile,
  });
  const fixes = plan.fixes.filter(({ advice }) => !advice);
  if (fixes.length === 0) return [];
  const setFile = join(dirname(work.mixFile), 'after.set.json');
  await copyFile(planFiles(studio.workshop, plan.id).set, setFile);
  await apply(studio.workshop, { plan: planFile, set: setFile, only: undefined, dryRun: false });
  const set = await EmbeddedSet.load(setFile);
  const nameOf = (file: string): string => /Song ([^/\\]+)\.wav$/.exec(file)?.[1] ?? '';
  const stems = plan.stems.map(({ track, file }) => ({ track, name: nameOf(file) }));
  const touched = stems.filter(({ track }) => fixes.some((fix) => fix.track === track));
  const keys = stems.filter(({ name }) => studio.song.stems.some((stem) => stem.name === name && stem.role === 'kick'));
  const sources = new Map(
    [...touched, ...keys].flatMap(({ track, name }) => {
      const signal = work.stems.get(name);
      return signal === undefined ? [] : [[track, signal] as const];
    }),
  );
  const { stems: rendered } = await renderSet(set, sources, {});
  await set.close();
  return touched.flatMap(({ track, name }) => {
    const [clean, before, after] = [truth.get(name), work.stems.get(name), rendered.get(track)];
    if (clean === undefined || before === undefined || after === undefined) return [];
    const goal = bandFramesOf(clean);
    const error = (signal: StereoSignal): number => (signal === clean ? 0 : stemError(bandFramesOf(signal), goal));
    const change = error(after) - error(before);
    if (Math.abs(change) <= UNCHANGED_DB) return [];
    return fixes
      .filter((fix) => fix.track === track)
      .flatMap(({ kind, sentence, chances }) =>
        chances?.reckoned === undefined
          ? []
          : [{ kind, sentence, track, reckoned: chances.reckoned, improved: change < 0 }],
      );
  });
}

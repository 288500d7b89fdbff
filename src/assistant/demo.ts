import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StereoSignal } from '../audio/audio-source.ts';
import { writeWav } from '../audio/write-wav.ts';
import { readSignal } from '../audio/read-signal.ts';
import { composeSong, type SongRecipe } from '../demo/compose-song.ts';
import { describeFault } from '../demo/faults.ts';
import { masterSong } from '../demo/master-song.ts';
import type { Song, SongStyle } from '../demo/song.ts';
import { EmbeddedSet } from '../live/embedded-set.ts';
import { renderSet } from '../live/render-set.ts';
import type { DemoDocument } from '../store/demo-document.ts';
import type { GapDocument } from '../store/gap-document.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import type { VerificationDocument } from '../store/verification-document.ts';
import { apply } from './apply.ts';
import { planFiles } from './plans.ts';
import type { SongOrder } from './render-song-files.ts';
import { answersFault, demoFaults } from './demo-faults.ts';
import { learn } from './learn.ts';
import { measureGap } from './measure-gap.ts';
import { suggest } from './suggest.ts';
import { verify } from './verify.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

export interface DemoRequest {
  /** Where the songs go, in a folder of their seed; the home if undefined. */
  out: string | undefined;
  /** How many reference songs are made. */
  references: number;
  seed: number;
}

/** What is told as soon as it is known. */
export type DemoStage =
  | { name: 'learned'; profile: ProfileDocument }
  | { name: 'measured'; gap: GapDocument }
  | { name: 'planned'; plan: PlanDocument }
  | { name: 'verified'; verification: VerificationDocument };

/** Long enough for every kind of section twice, short enough to render in seconds. */
const BARS = 48;

/**
 * The work in progress is uplifting trance; the library holds the other styles too, so that there is something to
 * choose between.
 */
const STYLE_OF_MIX: SongStyle = 'uplifting';

/** Name of the profile that the demo learns; a producer's own profiles are left alone. */
const PROFILE = 'demo';

/**
 * Runs the whole loop on songs made on the spot: renders a library and a mix with faults planted on purpose, learns,
 * measures, plans, applies to an embedded set, bounces that set through the device models and the song's own mastering,
 * and verifies. Nobody is asked, so that all fixes of the plan are applied, those that are only also possible, too; and
 * what happens to them is nobody's taste: it is kept with the songs, and begins anew each time.
 *
 * @param onStage told each result as it comes
 */
export async function runDemo(
  { home, ...others }: Workshop,
  request: DemoRequest,
  onStage: (stage: DemoStage) => void,
): Promise<DemoDocument> {
  const root = join(request.out ?? join(home.root, 'demo'), `Seed ${request.seed}`);
  const workshop = { ...others, home: { ...home, eventsFile: join(root, 'events.log') } };
  const started = workshop.now().getTime();
  const folders = { library: join(root, 'References'), stems: join(root, 'Work in progress') };
  // Songs of an earlier version would be learned along with the new ones. Only the home's own folder is ours to empty.
  if (request.out === undefined) await rm(root, { recursive: true, force: true });
  await rm(workshop.home.eventsFile, { force: true });
  const song = composeSong(recipeOfMix(request.seed));
  const faults = demoFaults(request.seed);

  const written = await renderSongs(workshop, request, folders);
  const { profile } = await learn(workshop, { folder: folders.library, name: PROFILE, makeCurrent: false });
  onStage({ name: 'learned', profile });

  const { gap } = await measureGap(workshop, { mix: written.mix, profile: PROFILE });
  onStage({ name: 'measured', gap });

  const { plan, planFile } = await suggest(workshop, {
    mix: written.mix,
    stems: folders.stems,
    profile: PROFILE,
    amount: 100,
  });
  onStage({ name: 'planned', plan });

  const applied = await apply(workshop, { plan: planFile, set: undefined, only: undefined, all: true, dryRun: false });
  if (applied.receipt === undefined) throw new Error('An apply that is no dry run gives a receipt.');
  const newMix = join(root, `${song.title} after.wav`);
  await bounce(workshop, plan, song, newMix);

  const verification = await verify(workshop, { mix: newMix, plan: planFile });
  onStage({ name: 'verified', verification });
  return {
    schema: 'coproducer.demo/1',
    styleDelta: verification.styleDelta,
    styleScore: verification.styleScore,
    faults: faults.map((fault) => ({
      fault: describeFault(fault),
      found: plan.fixes.some((fix) => answersFault(fix, fault)),
    })),
    paths: {
      home: workshop.home.root,
      library: folders.library,
      mix: written.mix,
      stems: folders.stems,
      plan: planFile,
      receipt: applied.receiptFile,
      newMix,
      truth: written.truth,
    },
    seconds: (workshop.now().getTime() - started) / 1000,
  };
}

/** The song of the work in progress: of a seed that no reference has. */
function recipeOfMix(seed: number): SongRecipe {
  return { seed: seed * SEEDS_PER_DEMO, style: STYLE_OF_MIX, bars: BARS };
}

/** Each demo seed owns this many song seeds: the mix has the first, the references the following ones. */
const SEEDS_PER_DEMO = 1000;

/**
 * More than half of the references are of the style of the mix, so that it can be told from the others and has a range
 * of its own.
 */
const STYLES_IN_TURN: readonly SongStyle[] = [
  STYLE_OF_MIX,
  STYLE_OF_MIX,
  'progressive',
  STYLE_OF_MIX,
  'psy',
  STYLE_OF_MIX,
  'tech',
  STYLE_OF_MIX,
];

function recipeOfReference(seed: number, index: number): SongRecipe {
  const style = STYLES_IN_TURN[index % STYLES_IN_TURN.length];
  return { seed: seed * SEEDS_PER_DEMO + 1 + index, style, bars: BARS };
}

async function renderSongs(
  { workers, progress, signal }: Workshop,
  { references, seed }: DemoRequest,
  folders: { library: string; stems: string },
): Promise<{ mix: string; truth: string }> {
  const orders: SongOrder[] = [
    { recipe: recipeOfMix(seed), folder: folders.stems, stems: true, faults: demoFaults(seed) },
    ...Array.from({ length: references }, (_, index) => ({
      recipe: recipeOfReference(seed, index),
      folder: folders.library,
      stems: false,
      faults: [],
    })),
  ];
  progress.stage('Making songs', orders.length);
  const [mix] = await onEvery(
    workers,
    orders,
    (order) => workers.run('renderSong', order, signal),
    (done, { recipe }) => progress.step(done, `${recipe.style} trance`),
  );
  if (mix.master === undefined) throw new Error('A song that was asked for with its master has one.');
  return { mix: mix.master, truth: mix.truth };
}

/**
 * Bounces the changed set: stems through the device models, and their sum through the song's own mastering, which the
 * tool cannot see into, as it could not see into a producer's mastering plug-in.
 */
async function bounce(
  { progress, signal, ...workshop }: Workshop,
  plan: PlanDocument,
  song: Song,
  newMix: string,
): Promise<void> {
  progress.stage('Bouncing the changed set', plan.stems.length);
  const set = await EmbeddedSet.load(planFiles(workshop, plan.id).set);
  const sources = new Map<string, StereoSignal>();
  for (const { track, file } of plan.stems) sources.set(track, await readSignal(file));
  let done = 0;
  const { mix } = await renderSet(set, sources, {
    main: (sum) => masterSong(sum, song.master),
    onStem: async (track) => progress.step(++done, track),
    ...(signal === undefined ? {} : { signal }),
  });
  await writeWav(newMix, mix, { format: 'pcm24' });
}

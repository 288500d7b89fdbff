import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { measureGap, type MeasuredGap } from '../../../src/assistant/measure-gap.ts';
import { suggest } from '../../../src/assistant/suggest.ts';
import { mean } from '../../../src/dsp/statistics.ts';
import { donePart } from '../../../src/fixes/done-part.ts';
import { partedFixes } from '../../../src/fixes/put-forward.ts';
import { featureKey, type AnalysisDocument } from '../../../src/store/analysis-document.ts';
import { levelsOnly } from './baselines/levels-only.ts';
import { masterEqOnly } from './baselines/master-eq-only.ts';
import type { SoundInHalves } from './baselines/reference-sound.ts';
import { judgedStretches } from './bench-song.ts';
import { carryOut } from './carry-out.ts';
import type { DrawnFault } from './faults/planted-fault.ts';
import { evidenceOf, harmOf } from './gap-evidence.ts';
import { bandFramesOf } from './judges/band-frames.ts';
import { spectralDistance, type SpectralDistance } from './judges/spectral-distance.ts';
import { stemError } from './judges/stem-error.ts';
import type { Outcome, Part, Treatment } from './outcome.ts';
import { faultOutcome, fixOutcome } from './plan-outcome.ts';
import { predictionErrors } from './prediction-errors.ts';
import type { SongStudio, WorkInProgress } from './song-studio.ts';

export interface Case {
  part: Part;
  /** The work is another song by the same hand. */
  sibling?: boolean;
  /** Name of the profile the plan aims at. */
  profile: string;
  faults: readonly DrawnFault[];
  work: WorkInProgress;
  /** The same work without its faults. */
  truth: WorkInProgress;
  /** Bounce the first fixes one by one too. */
  eachFix?: boolean;
  /** The references' sound, to try what the plan has to beat. */
  baselines?: SoundInHalves;
}

/** Plans for a work, carries the plan out, bounces again, and judges. */
export async function runCase(studio: SongStudio, one: Case): Promise<Outcome> {
  const { work, truth } = one;
  const gapOf = (mix: string, cluster?: string, inFormOf?: AnalysisDocument): Promise<MeasuredGap> =>
    measureGap(studio.workshop, { mix, profile: one.profile, cluster, inFormOf });

  const { plan, planFile } = await suggest(studio.workshop, {
    mix: work.mixFile,
    stems: work.stemsFolder,
    amount: 100,
    profile: one.profile,
  });
  // Everything is measured against the style that the plan chose, as `verify` does.
  const { cluster } = plan.target;
  const clean = await gapOf(truth.mixFile, cluster);
  const before = await gapOf(work.mixFile, cluster);
  const done = await carryOut(studio, work, plan, planFile);
  const after = await gapOf(done.mixFile, cluster, before.analysis);

  // What was kept aside was not done, and promises nothing.
  const promised = donePart(plan, new Map(partedFixes(plan.fixes).forward.map(({ id }) => [id, 1])), {
    values: new Map(before.analysis.features.map(({ id, scope, value }) => [featureKey(id, scope), value])),
    rows: before.yardstick.rows,
  });
  const predictions = predictionErrors('plan', promised.predicted, before.analysis, after.analysis);
  if (one.eachFix === true) {
    for (const { id, predicted } of plan.fixes.filter(({ advice }) => !advice).slice(0, FIXES_APART)) {
      const alone = await carryOut(studio, work, plan, planFile, [id]);
      const { analysis } = await gapOf(alone.mixFile, cluster, before.analysis);
      predictions.push(...predictionErrors('fix', predicted.features, before.analysis, analysis));
    }
  }
  const rivals = await rivalsOf(studio, one, cluster);
  const stretches = judgedStretches(studio.song);
  const distanceOf = (mix: StereoSignal): SpectralDistance => spectralDistance(mix, truth.mix, stretches);
  const faulty = new Set(one.faults.map(({ stem }) => stem));
  return {
    song: studio.song.name,
    part: one.part,
    sibling: one.sibling ?? false,
    faults: one.faults.map((fault) => faultOutcome(fault, plan)),
    fixes: plan.fixes.map((fix) => fixOutcome(fix, plan, faulty, errorChange(work.stems, done.stems, truth.stems))),
    styleDelta: {
      clean: clean.gap.styleDelta,
      before: before.gap.styleDelta,
      predicted: promised.styleDelta.predicted,
      after: after.gap.styleDelta,
    },
    stemErrorDb: { before: meanStemError(work.stems, truth.stems), after: meanStemError(done.stems, truth.stems) },
    treatments: {
      nothing: { styleDelta: before.gap.styleDelta, ...distanceOf(work.mix) },
      plan: { styleDelta: after.gap.styleDelta, ...distanceOf(done.mix) },
      ...Object.fromEntries(rivals.map(([name, { mix, styleDelta }]) => [name, { styleDelta, ...distanceOf(mix) }])),
    },
    predictions,
    harm: harmOf(before, after, clean),
    evidence: { ...evidenceOf(before, clean), notes: plan.notes },
  };
}

/** How many fixes of a plan are bounced one by one where that is asked for. */
const FIXES_APART = 3;

/** By how much each stem's distance from the truth changed. */
function errorChange(
  before: ReadonlyMap<string, StereoSignal>,
  after: ReadonlyMap<string, StereoSignal>,
  truth: ReadonlyMap<string, StereoSignal>,
): (stem: string) => number | undefined {
  return (stem) => {
    const [from, to, clean] = [before, after, truth].map((stems) => stems.get(stem));
    if (from === undefined || to === undefined || clean === undefined) return undefined;
    const error = (signal: StereoSignal): number =>
      signal === clean ? 0 : stemError(bandFramesOf(signal), bandFramesOf(clean));
    return error(to) - error(from);
  };
}

function meanStemError(stems: ReadonlyMap<string, StereoSignal>, truth: ReadonlyMap<string, StereoSignal>): number {
  return mean(
    [...truth].map(([name, clean]) => {
      const own = stems.get(name) ?? clean;
      return own === clean ? 0 : stemError(bandFramesOf(own), bandFramesOf(clean));
    }),
  );
}

async function rivalsOf(
  studio: SongStudio,
  { work, baselines, profile }: Case,
  cluster: string,
): Promise<[Treatment, { mix: StereoSignal; styleDelta: number }][]> {
  if (baselines === undefined) return [];
  const mixes: [Treatment, StereoSignal][] = [
    ['master equaliser', masterEqOnly(work.mix, baselines)],
    ['levels', levelsOnly(work, baselines)],
  ];
  return Promise.all(
    mixes.map(async ([name, mix]) => {
      const file = await studio.bounce(mix, work.mixFile.replace(/\.wav$/, ` ${name}.wav`));
      const { gap } = await measureGap(studio.workshop, { mix: file, profile, cluster });
      return [name, { mix, styleDelta: gap.styleDelta }] as [Treatment, { mix: StereoSignal; styleDelta: number }];
    }),
  );
}

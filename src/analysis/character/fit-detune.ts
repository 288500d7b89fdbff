import type { Cents, Normal } from '../../dsp/units.ts';
import { BandModels } from './band-models.ts';
import type { ClusterCorrelation } from './cluster-correlation.ts';
import { unisonShapes, type UnisonShape } from './unison-shapes.ts';

/** The unison that explains a cluster correlation best, and how well. */
export interface DetuneFit {
  /** Of the outermost voices from the middle. */
  detuneCents: Cents;
  voices: number;
  /** Share of what lone lines leave unexplained that the unison explains. */
  gain: Normal;
  /** Share of the variation over the distances that is explained at all. */
  explained: Normal;
  /** What a swinging pitch leaves unexplained, against what the unison does: below 1 it fits better. */
  swinging: number;
  /** Power of the pairs by half octave, from the lowest up: 1 and more where a unison is all there is. */
  pairPower: readonly number[];
}

/**
 * Fits every shape of `unisonShapes` at 2.5–65 cents to all half octaves at once: what a unison has in common over the
 * spectrum is that its pairs lie the same number of cents apart everywhere, while lines blurred by short notes or a
 * decay are the same number of hertz wide. Least squares; shapes that fit nearly as well have their say in the detune,
 * for whether there is one faint voice more at the edges is often a close call.
 *
 * `undefined` where there are no bands, and where lone lines explain all but a few thousandths of what there is.
 */
export function fitDetune({ hzPerBin, bands }: ClusterCorrelation): DetuneFit | undefined {
  if (bands.length === 0) return undefined;
  const stages = BLURS.map(
    (blur) => new BandModels(bands.map(({ centreHz, values }) => ({ values, bins: centreHz / hzPerBin / blur }))),
  );
  const wideners = stages.map((models) => lowest(WIDER, (wider) => models.setWider(wider)));
  const lone = Math.min(...stages.map((models, i) => models.setWider(wideners[i])));
  const { variation } = stages[0];
  if (lone <= EXPLAINED_BY_LINES * variation) return undefined;
  const models = lowest(stages, (stage) =>
    Math.min(...SCOUTS.map((shape) => stage.best(shape, COARSE, 'every second').left)),
  );
  const trials = UNISON_SHAPES.map((shape) => ({ shape, ...models.best(shape, COARSE, 'every second') }))
    .sort((one, other) => one.left - other.left)
    .filter(({ shape }, rank) => rank < SHORT_LIST || shape.voices === 0)
    .map(({ shape, scale }) => tryShape(models, shape, ladder(scale / WIDELY, scale * WIDELY, 1.12)));
  const unisons = trials
    .filter(({ shape }) => shape.voices > 0)
    .sort((one, other) => one.left - other.left)
    .slice(0, REFINED)
    .map((trial) => refine(models, trial));
  const best = lowest(unisons, ({ left }) => left);
  const swinging = refine(
    models,
    lowest(trials, ({ shape, left }) => (shape.voices === 0 ? left : Infinity)),
  );
  const say = unisons.map(({ left }) => (best.left / left) ** SAY_EXPONENT);
  const heard = (value: (trial: Trial) => number): number =>
    unisons.reduce((sum, trial, i) => sum + say[i] * value(trial), 0) / say.reduce((sum, weight) => sum + weight, 0);
  return {
    detuneCents: Math.exp(heard(({ detuneCents }) => Math.log(detuneCents))),
    voices: Math.round(heard(({ shape }) => shape.voices)),
    gain: Math.max(0, 1 - best.left / lone),
    explained: Math.max(0, 1 - best.left / variation),
    swinging: swinging.left / best.left,
    pairPower: models.fit(best.shape, best.detuneCents).map(({ weight }) => weight),
  };
}

const UNISON_SHAPES: readonly UnisonShape[] = unisonShapes();
/** Enough shapes to tell the blur by: the first of 2, 3, 5 and 7 voices, and the swing. */
const SCOUTS = [0, 2, 3, 5, 7].map((count) => UNISON_SHAPES.find(({ voices }) => voices === count) as UnisonShape);
/** Lines may be wider than the window makes them, by so much; and a share of them by so much more. */
const BLURS = [1, 1.3, 1.8, 2.6];
const WIDER = [1.6, 2.2, 3, 4.5];
/** Lone saws leave less than this share, tight unisons three times as much. */
const EXPLAINED_BY_LINES: Normal = 0.004;
/** Steps of an eighth, then around the shapes that fit best, and of two percent around the best of those. */
const COARSE = ladder(2.5, 65, 1.12);
const SHORT_LIST = 14;
/** Two coarse steps. */
const WIDELY = 1.26;
const REFINED = 6;
/** A shape that leaves a tenth more has a third of the say. */
const SAY_EXPONENT = 12;

interface Trial {
  shape: UnisonShape;
  detuneCents: Cents;
  left: number;
}

function tryShape(models: BandModels, shape: UnisonShape, choices: readonly Cents[]): Trial {
  const { scale, left } = models.best(shape, choices);
  return { shape, detuneCents: scale, left };
}

function refine(models: BandModels, { shape, detuneCents }: Trial): Trial {
  return tryShape(models, shape, ladder(detuneCents / 1.1, detuneCents * 1.1, 1.02));
}

function ladder(from: Cents, to: Cents, ratio: number): Cents[] {
  return Array.from({ length: Math.ceil(Math.log(to / from) / Math.log(ratio)) + 1 }, (_, i) => from * ratio ** i);
}

function lowest<T>(items: readonly T[], value: (item: T) => number): T {
  let best = items[0];
  let least = Infinity;
  for (const item of items) {
    const here = value(item);
    if (here < least) {
      best = item;
      least = here;
    }
  }
  return best;
}

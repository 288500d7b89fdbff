import type { Decibels, Normal } from '../../dsp/units.ts';
import { severityOf } from '../../gap/yardstick.ts';
import { featureKey } from '../../store/analysis-document.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { FixKind, Move } from '../fix-kind.ts';
import type { MasterChain } from '../master-chain.ts';
import type { FeatureMove } from '../predict/plan-effect.ts';
import type { StemContext } from '../stem-context.ts';
import type { ConsideredFix, ModelTrust } from '../taste-view.ts';

/**
 * P(improves): that the style delta really falls, when the prediction of each feature may be off by the model's
 * error.
 *
 * The errors are taken to be normal and independent, of size e/scale in severity. A row that is left at severity z
 * adds w·z² to the square of the style delta, which is then off by 2·w·z·e/scale, and by w·(e/scale)² where it just
 * comes to lie inside its band; P is the normal distribution at the relief of all rows over that of all errors.
 *
 * @param moved what the fix does to each row
 * @param residualDb how far the stems are from explaining the bounce; most of it cancels, since only ratios are used
 * @param trust what later bounces have told of this device model
 */
export function chanceToImprove(moved: readonly FeatureMove[], residualDb: Decibels, trust: ModelTrust): Normal {
  const errorDb = Math.hypot(MODEL_ERROR_DB * trust.errorFactor, RESIDUAL_SHARE * residualDb);
  let relief = 0;
  let variance = 0;
  for (const { row, before, after, relief: own } of moved) {
    relief += own * trust.gain;
    if (before === after || (severityOf(row, before) === 0 && severityOf(row, after) === 0)) continue;
    const error = errorDb / row.scale;
    variance += (row.weight * error * Math.max(2 * Math.abs(severityOf(row, after)), error)) ** 2;
  }
  return variance > 0 ? normalDistribution(relief / Math.sqrt(variance)) : relief > 0 ? 1 : 0;
}

/**
 * That a fix does what it is for: that the feature it is made for really moves its way, when the prediction may be
 * off by the model's error. Together with the belief that what it is for is wrong, this is the P(improves) of a fix
 * that the likelihood asks for: what is wrong may lie inside the references' bands, where the style delta does not
 * fall.
 *
 * @param moved what the fix does to the feature that it is made for
 * @param residualDb how far the stems are from explaining the bounce; most of it cancels, since only ratios are used
 * @param trust what later bounces have told of this device model
 */
export function chanceToMove(
  { row: { feature }, before, after }: FeatureMove,
  residualDb: Decibels,
  trust: ModelTrust,
): Normal {
  // In just-noticeable differences, of whatever unit: of level that is a decibel.
  const error = feature.jnd * Math.hypot(MODEL_ERROR_JNDS * trust.errorFactor, RESIDUAL_SHARE * residualDb);
  return normalDistribution((Math.abs(after - before) * trust.gain) / error);
}

/**
 * P(improves) of a fix that a stem asks for by itself: that its measure really comes down, and that it was no sound
 * that is meant.
 */
export function chanceOfReading({ before, after }: { before: Decibels; after: Decibels }, trust: ModelTrust): Normal {
  return MEANT_FACTOR * normalDistribution(((before - after) * trust.gain) / (DEVICE_ERROR_DB * trust.errorFactor));
}

/** Gain reduction on music, as the compressors' own `fidelity` has it. */
const DEVICE_ERROR_DB: Decibels = 1;
/**
 * One stem in twenty lies outside of its role's range without a fault; of those that are shown, take one in five for
 * meant.
 */
const MEANT_FACTOR: Normal = 0.8;

/** With stems that explain only most of the bounce, a fix is worth a second listen. */
export function trustFactor({ trust }: Pick<MasterChain, 'trust'>): Normal {
  return trust === 'poor' ? POOR_TRUST : 1;
}

const POOR_TRUST = 0.7;

/**
 * That what was found in a stem itself is wrong there: no false alarm among 43 clean stems of four songs, none missed
 * among as many that were spoilt; by the rule of succession.
 */
export const FINDING_CHANCE: Normal = 0.97;

/**
 * Ninety-five of a hundred predictions lie within half a decibel of a render, so the standard deviation is a quarter.
 */
const MODEL_ERROR_DB: Decibels = 0.25;
/** The same of features of any unit: a decibel is what is just noticed of most. */
const MODEL_ERROR_JNDS = 0.25;
/**
 * Measured with compressing masters: a tenth of what the master does beyond gain and response reaches the prediction.
 */
const RESIDUAL_SHARE = 0.1;

/**
 * How much can go wrong. High: near the cap, or a large move of the kick, on which everything else is balanced.
 * Medium: more than a typical move, a boost, or a switch that takes sound away.
 */
export function riskOf(move: Move, kind: FixKind, stem: StemContext): Fix['risk'] {
  const size = kind.sized ? Math.abs(move.size) / kind.typicalSize : 1;
  if (size > HIGH_SIZE || (stem.role === 'kick' && size > 1)) return 'high';
  const isBoost = kind.sized && move.size > 0 && move.kind !== 'pan';
  return size > 1 || (isBoost && size > BOOST_SIZE) || !kind.sized ? 'medium' : 'low';
}

/** A move as the taste judges it; `benefit` is the share of the style delta that it takes off by itself. */
export function consideredFix(move: Move, kind: FixKind, stem: StemContext, benefit: Normal): ConsideredFix {
  return {
    kind: kind.name,
    role: stem.role,
    relativeSize: kind.sized ? Math.abs(move.size) / kind.typicalSize : 1,
    benefit,
    risk: riskOf(move, kind, stem),
  };
}

/** What a fix is for, in distances from the references' own median, as it was before any answer moved it. */
export function aimOf({ row, before, after }: FeatureMove): NonNullable<ConsideredFix['aim']> {
  const distance = (value: number): number => (value - row.median) / row.scale + (row.refinement?.shift ?? 0);
  return { key: featureKey(row.feature.id, row.scope), from: distance(before), to: distance(after) };
}

/** In typical sizes of the kind; the caps lie at two. */
const HIGH_SIZE = 1.7;
const BOOST_SIZE = 0.5;

/** Φ(x) by Zelen and Severo's rational approximation (Abramowitz & Stegun 26.2.17), good to 1e−7. */
function normalDistribution(x: number): Normal {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}

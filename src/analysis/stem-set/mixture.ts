import { gramProducts } from '../../dsp/gram-products.ts';

/** How far one signal is a sum of others. */
export interface Mixture {
  /** Gain of each part, 0 or more, in the order asked for. */
  gains: number[];
  /** 0–1: the share of the signal's energy that the sum of the parts explains. */
  explained: number;
}

/** Inner products of all signals with each other. */
export type Gram = readonly Float64Array[];

/** Rounds of coordinate descent; parts are stems, hardly correlated, so it settles in a few. */
const ROUNDS = 200;
const SETTLED = 1e-7;

/**
 * Fits a signal by a sum of parts with gains of 0 or more, least squares (non-negative least squares by coordinate
 * descent on the Gram matrix; the problem is convex, so the way there does not matter). Without energy nothing is
 * explained.
 */
export function mixtureOf(gram: Gram, target: number, parts: readonly number[]): Mixture {
  const gains = parts.map(() => 0);
  const energy = gram[target][target];
  if (energy <= 0) return { gains, explained: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    let largestStep = 0;
    for (let i = 0; i < parts.length; i++) {
      const own = gram[parts[i]][parts[i]];
      if (own <= 0) continue;
      let rest = gram[target][parts[i]];
      for (let j = 0; j < parts.length; j++) if (j !== i) rest -= gains[j] * gram[parts[i]][parts[j]];
      const gain = Math.max(0, rest / own);
      largestStep = Math.max(largestStep, Math.abs(gain - gains[i]));
      gains[i] = gain;
    }
    if (largestStep < SETTLED) break;
  }
  let residual = energy;
  for (let i = 0; i < parts.length; i++) {
    residual -= 2 * gains[i] * gram[target][parts[i]];
    for (let j = 0; j < parts.length; j++) residual += gains[i] * gains[j] * gram[parts[i]][parts[j]];
  }
  return { gains, explained: Math.max(0, Math.min(1, 1 - residual / energy)) };
}

/** Inner products of equally sampled signals; where one ends early the rest counts as silence. */
export function gramOf(signals: readonly Float32Array[]): Gram {
  const length = Math.max(0, ...signals.map((signal) => signal.length));
  const rows = signals.map((signal) => {
    if (signal.length === length) return signal;
    const row = new Float32Array(length);
    row.set(signal);
    return row;
  });
  const products = gramProducts(rows);
  return signals.map((_, i) => products.subarray(i * signals.length, (i + 1) * signals.length));
}

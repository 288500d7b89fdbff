import type { Normal } from '../dsp/units.ts';

/** A probability that was stated, and what came. */
export interface Forecast {
  stated: Normal;
  came: 0 | 1;
}

/** How well stated probabilities agree with what came. */
export interface Calibration {
  count: number;
  /** Mean squared error of the stated probabilities; NaN without forecasts. */
  brier: number;
  /** The same of one who always states the share that came, which nobody knows beforehand. */
  baseBrier: number;
  /** 1 − brier / baseBrier: above 0, the statements say more than the share alone. NaN where all came out the same. */
  skill: number;
  bins: CalibrationBin[];
}

export interface CalibrationBin {
  /** Range of stated probabilities. */
  from: Normal;
  to: Normal;
  count: number;
  /** Mean of what was stated, and share of what came, with the interval that holds its truth in 95 of 100 cases. */
  stated: Normal;
  came: Normal;
  low: Normal;
  high: Normal;
}

/** More bins than three say nothing with fewer than thousands of forecasts. */
const EDGES: readonly Normal[] = [0, 0.5, 0.75, 1];

/**
 * Brier score against the base rate, and reliability in at most three bins. The expected calibration error is left out
 * on purpose: with 30 forecasts a perfect forecaster shows 0.14 of it.
 */
export function calibrationOf(forecasts: readonly Forecast[]): Calibration {
  const count = forecasts.length;
  const share = forecasts.reduce((sum, { came }) => sum + came, 0) / count;
  const brier = forecasts.reduce((sum, { stated, came }) => sum + (stated - came) ** 2, 0) / count;
  const baseBrier = share * (1 - share);
  const bins = EDGES.slice(1).flatMap((to, i): CalibrationBin[] => {
    const from = EDGES[i];
    const inside = forecasts.filter(({ stated }) => stated >= from && (stated < to || to === 1));
    if (inside.length === 0) return [];
    const came = inside.reduce((sum, one) => sum + one.came, 0);
    const [low, high] = wilsonInterval(came, inside.length);
    const stated = inside.reduce((sum, one) => sum + one.stated, 0) / inside.length;
    return [{ from, to, count: inside.length, stated, came: came / inside.length, low, high }];
  });
  return { count, brier, baseBrier, skill: baseBrier === 0 ? NaN : 1 - brier / baseBrier, bins };
}

/** Φ⁻¹(0.975). */
const Z95 = 1.959964;

/** The 95 % interval of a share by Wilson (1927): never outside 0 … 1, and honest for few cases. */
function wilsonInterval(came: number, count: number): [Normal, Normal] {
  const share = came / count;
  const spread = Z95 ** 2 / count;
  const centre = (share + spread / 2) / (1 + spread);
  const half = (Z95 / (1 + spread)) * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

import { mean } from '../../src/dsp/statistics.ts';
import type { Normal } from '../../src/dsp/units.ts';

/** From what a model says to what comes of it: ln odds = offset + slope × ln odds. */
export interface Calibration {
  offset: number;
  slope: number;
  stated(chance: Normal): Normal;
}

/** Chances beyond are as sure as can be. */
const SUREST: Normal = 0.99;
/** As many imagined fixes of even odds each way, so that a few fixes do not make a certainty (Platt 1999). */
const PRIOR = 1;
const ROUNDS = 50;

/**
 * The logistic map under which what came is likeliest (Platt scaling, by Newton's method).
 *
 * @returns the map that changes nothing where there are no fixes
 */
export function fitCalibration(fixes: readonly { chance: Normal; improved: boolean }[]): Calibration {
  let [offset, slope] = [0, 1];
  if (fixes.length === 0) return calibrationOf(offset, slope);
  const came = mean(fixes.map(({ improved }) => Number(improved)));
  const rows = [
    ...fixes.map(({ chance, improved }) => ({ x: logit(chance), y: Number(improved), weight: 1 })),
    { x: 0, y: came > 0.5 ? 0 : 1, weight: PRIOR },
  ];
  for (let round = 0; round < ROUNDS; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, RIDGE, 0, RIDGE];
    for (const { x, y, weight } of rows) {
      const p = sigmoid(offset + slope * x);
      const [error, curve] = [weight * (y - p), weight * p * (1 - p)];
      g0 += error;
      g1 += error * x;
      h00 += curve;
      h01 += curve * x;
      h11 += curve * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    offset += (h11 * g0 - h01 * g1) / determinant;
    slope += (h00 * g1 - h01 * g0) / determinant;
  }
  return calibrationOf(offset, slope);
}

/** Keeps Newton's steps finite where all fixes came. */
const RIDGE = 1e-3;

function calibrationOf(offset: number, slope: number): Calibration {
  return { offset, slope, stated: (chance) => sigmoid(offset + slope * logit(chance)) };
}

function logit(chance: Normal): number {
  const held = Math.min(SUREST, Math.max(1 - SUREST, chance));
  return Math.log(held / (1 - held));
}

function sigmoid(x: number): Normal {
  return 1 / (1 + Math.exp(-x));
}

import type { Normal } from '../dsp/units.ts';
import { gaussian, seededRandom, type Random } from '../dsp/seeded-random.ts';
import { logistic, type AcceptanceEstimate } from './acceptance-model.ts';

/** One of several fixes for the same place in a plan. */
export interface Rival {
  /** What it is worth with the expected liking; greater is better. */
  worth: number;
  estimate: AcceptanceEstimate;
  /** Whether it may be tried although another one is worth more: not where it is large or takes sound away. */
  safe: boolean;
}

/** A rival worth less than this share of the best is no near equal. */
const NEAR_EQUAL = 0.8;
/** The probability of a choice is counted over so many draws. */
const DRAWS = 200;

/**
 * Thompson sampling among near equals: each rival's liking is drawn from what is believed of it, and the one that is
 * worth most with the drawn liking is taken. So what is well known is chosen by its worth, and what is not is tried now
 * and then (Chapelle & Li 2011). The best is always a rival; the others only where they are safe and nearly as good.
 *
 * @param seed the same seed gives the same choice
 * @returns its place, and the share of all draws that would have taken it
 */
export function thompsonChoice(rivals: readonly Rival[], seed: number): { index: number; propensity: Normal } {
  const best = rivals.reduce((top, { worth }, index) => (worth > rivals[top].worth ? index : top), 0);
  const near = rivals.flatMap(({ worth, safe }, index) =>
    index === best || (safe && rivals[best].safe && worth >= NEAR_EQUAL * rivals[best].worth) ? [index] : [],
  );
  if (near.length === 1) return { index: best, propensity: 1 };
  const random = seededRandom(seed);
  const index = draw(rivals, near, random);
  let taken = 1;
  for (let i = 1; i < DRAWS; i++) if (draw(rivals, near, random) === index) taken++;
  return { index, propensity: taken / DRAWS };
}

function draw(rivals: readonly Rival[], near: readonly number[], random: Random): number {
  let top = near[0];
  let most = -Infinity;
  for (const index of near) {
    const { worth, estimate } = rivals[index];
    const drawn = worth * (logistic(estimate.logOdds + estimate.deviation * gaussian(random)) / estimate.willing);
    if (drawn > most) [top, most] = [index, drawn];
  }
  return top;
}

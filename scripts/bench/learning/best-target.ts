import { chanceAt, TARGETS, type HiddenTaste, type PutFix } from './simulated-producer.ts';

export interface AnsweredFix {
  fix: PutFix;
  taken: boolean;
}

/**
 * The best that can be said of a hidden target from some answers: its posterior mean for one who knows how such
 * producers' targets are drawn, and the habits and the carelessness of this one. What any learner can be expected to
 * recover lies below.
 */
export function bestTarget(producer: HiddenTaste, feature: string, answered: readonly AnsweredFix[]): number {
  const own = answered.filter(({ fix }) => fix.feature === feature);
  const offsets = [0, ...GRID, ...GRID.map((far) => -far)];
  const odds = offsets.map((offset) => {
    const prior = offset === 0 ? 1 - TARGETS.share : TARGETS.share / (2 * GRID.length);
    return own.reduce((product, { fix, taken }) => {
      const chance = chanceAt(producer, fix, offset);
      return product * (taken ? chance : 1 - chance);
    }, prior);
  });
  const total = odds.reduce((sum, value) => sum + value, 0);
  return offsets.reduce((sum, offset, i) => sum + (odds[i] / total) * offset, 0);
}

/** All distances are equally likely. */
const GRID = Array.from({ length: 31 }, (_, i) => TARGETS.nearest + ((TARGETS.farthest - TARGETS.nearest) * i) / 30);

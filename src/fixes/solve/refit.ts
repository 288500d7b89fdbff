import type { Move } from '../fix-kind.ts';
import { dot } from '../../dsp/dot.ts';

/** A move whose size is to be fitted within limits. */
export interface FreeMove {
  move: Move;
  /** False: the size stays. */
  sized: boolean;
  limits: readonly [number, number];
  /** Width of the prior on the size. */
  typicalSize: number;
}

/**
 * Fits the sizes of all moves together: damped Gauss–Newton (Levenberg–Marquardt) on the residuals and on the prior
 * size/typical, with the sizes held inside their limits.
 *
 * Derivatives are forward differences over a hundredth of a typical size. They are exact enough: every step is taken
 * only if it lowers the cost.
 *
 * @returns the same moves with new sizes; unchanged where nothing is gained
 */
export function refit(free: readonly FreeMove[], residualsOf: (moves: readonly Move[]) => Float64Array): Move[] {
  const fitted = free.map((_, i) => i).filter((i) => free[i].sized);
  const sizes = free.map(({ move, limits }) => clamp(move.size, limits));
  const sizedAt = (i: number, size: number): Move => ({ ...free[i].move, size });
  const movesAt = (at: readonly number[]): Move[] => at.map((size, i) => sizedAt(i, size));
  const prior = (at: readonly number[]): number =>
    fitted.reduce((sum, i) => sum + (at[i] / free[i].typicalSize) ** 2, 0);

  let current = [...sizes];
  let moves = movesAt(current);
  let residuals = residualsOf(moves);
  let cost = sumOfSquares(residuals) + prior(current);
  let damping = FIRST_DAMPING;
  for (let round = 0; round < MOST_ROUNDS && fitted.length > 0; round++) {
    const columns = fitted.map((i) => {
      const step = DIFFERENCE * free[i].typicalSize * (current[i] >= free[i].limits[1] ? -1 : 1);
      // The others are handed over as they are: what is known of them is found by them.
      const moved = residualsOf(moves.map((move, j) => (j === i ? sizedAt(i, current[i] + step) : move)));
      return derivative(residuals, moved, step);
    });
    const { matrix, right } = normalEquations(columns, residuals);
    fitted.forEach((i, k) => {
      const weight = 1 / free[i].typicalSize ** 2;
      matrix[k][k] += weight;
      right[k] -= weight * current[i];
    });
    const before = cost;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const step = solveSymmetric(matrix, right, damping);
      const tried = [...current];
      fitted.forEach((i, k) => {
        tried[i] = clamp(current[i] + step[k], free[i].limits);
      });
      const triedMoves = movesAt(tried);
      const triedResiduals = residualsOf(triedMoves);
      const triedCost = sumOfSquares(triedResiduals) + prior(tried);
      if (triedCost < cost) {
        [current, moves, residuals, cost] = [tried, triedMoves, triedResiduals, triedCost];
        damping /= DAMPING_FACTOR;
        break;
      }
      damping *= DAMPING_FACTOR;
    }
    if (cost > before * (1 - CONVERGED)) break;
  }
  return moves;
}

/** Share of a typical size over which a derivative is taken. */
const DIFFERENCE = 0.01;
/** Gauss–Newton is near its end after three or four rounds. */
const MOST_ROUNDS = 6;
const MOST_ATTEMPTS = 4;
const FIRST_DAMPING = 1e-3;
const DAMPING_FACTOR = 8;
/** A round that gains less than a thousandth is the last. */
const CONVERGED = 1e-3;

function derivative(from: Float64Array, to: Float64Array, step: number): Float64Array {
  const slope = new Float64Array(from.length);
  for (let r = 0; r < slope.length; r++) slope[r] = (to[r] - from[r]) / step;
  return slope;
}

function normalEquations(
  columns: readonly Float64Array[],
  residuals: Float64Array,
): { matrix: number[][]; right: number[] } {
  return {
    matrix: columns.map((a) => columns.map((b) => dot(a, b))),
    right: columns.map((a) => -dot(a, residuals)),
  };
}

/** Solves (A + damping·diag A)·x = b by Gaussian elimination; A is at most eight by eight and positive definite. */
function solveSymmetric(matrix: readonly (readonly number[])[], right: readonly number[], damping: number): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) : value)));
  const x = [...right];
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j < n; j++) a[i][j] -= factor * a[k][j];
      x[i] -= factor * x[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k] -= a[k][j] * x[j];
    x[k] /= a[k][k];
  }
  return x;
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}

function sumOfSquares(values: Float64Array): number {
  return dot(values, values);
}

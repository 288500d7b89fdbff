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
 * The slopes are reckoned once, and follow from each step by what it did (C. G. Broyden, 1965): that is as good as
 * reckoning them anew, for a step is taken only if it lowers the cost, and where none does they are reckoned anew.
 *
 * @param slopes of the residuals by each size, see `slopeOf`, as far as they are known near by
 * @param wanted a fit that costs more is of no use: one that lies further above that than its last step has gained is
 *   not brought to its end, for each step gains less than the one before
 * @returns the same moves with new sizes; unchanged where nothing is gained
 */
export function refit(
  free: readonly FreeMove[],
  residualsOf: (moves: readonly Move[]) => Float64Array,
  slopes: readonly (Float64Array | undefined)[] = [],
  wanted = Infinity,
): Move[] {
  const fitted = free.map((_, i) => i).filter((i) => free[i].sized);
  const prior = (at: readonly Move[]): number =>
    fitted.reduce((sum, i) => sum + (at[i].size / free[i].typicalSize) ** 2, 0);

  let moves: readonly Move[] = free.map(({ move, limits }) => ({ ...move, size: clamp(move.size, limits) }));
  let residuals = residualsOf(moves);
  let cost = sumOfSquares(residuals) + prior(moves);
  let damping = FIRST_DAMPING;
  const reckoned = (known: readonly (Float64Array | undefined)[]): Float64Array[] =>
    fitted.map((i) => known[i]?.slice() ?? slopeOf(free[i], i, moves, residuals, residualsOf));
  let columns = reckoned(slopes);
  let areExact = fitted.every((i) => slopes[i] === undefined);
  for (let round = 0; round < MOST_ROUNDS && fitted.length > 0; round++) {
    const before = cost;
    const { matrix, right } = normalEquations(columns, residuals);
    fitted.forEach((i, k) => {
      const weight = 1 / free[i].typicalSize ** 2;
      matrix[k][k] += weight;
      right[k] -= weight * moves[i].size;
    });
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const step = solveSymmetric(matrix, right, damping);
      const tried = moves.map((move, i) => {
        const k = fitted.indexOf(i);
        return k < 0 ? move : { ...move, size: clamp(move.size + step[k], free[i].limits) };
      });
      const triedResiduals = residualsOf(tried);
      const triedCost = sumOfSquares(triedResiduals) + prior(tried);
      if (triedCost < cost) {
        const steps = fitted.map((i) => tried[i].size - moves[i].size);
        const scales = fitted.map((i) => free[i].typicalSize);
        follow(columns, steps, scales, residuals, triedResiduals);
        [moves, residuals, cost] = [tried, triedResiduals, triedCost];
        damping /= DAMPING_FACTOR;
        break;
      }
      damping *= DAMPING_FACTOR;
    }
    if (cost < before) areExact = false;
    if (cost - wanted > before - cost) break;
    if (cost <= before * (1 - CONVERGED)) continue;
    if (cost < before || areExact) break;
    columns = reckoned([]);
    areExact = true;
    damping = FIRST_DAMPING;
  }
  return [...moves];
}

/**
 * How the residuals change with the size of one of some moves, by a forward difference over a hundredth of its typical
 * size: exact enough, since no step is taken on trust.
 *
 * @param residuals with the moves as they are
 */
export function slopeOf(
  { limits, typicalSize }: FreeMove,
  at: number,
  moves: readonly Move[],
  residuals: Float64Array,
  residualsOf: (moves: readonly Move[]) => Float64Array,
): Float64Array {
  const { size } = moves[at];
  const step = DIFFERENCE * typicalSize * (size >= limits[1] ? -1 : 1);
  // The others are handed over as they are: what is known of them is found by them.
  const moved = residualsOf(moves.map((move, j) => (j === at ? { ...move, size: size + step } : move)));
  const slope = new Float64Array(residuals.length);
  for (let r = 0; r < slope.length; r++) slope[r] = (moved[r] - residuals[r]) / step;
  return slope;
}

/** Corrects slopes by what a step did beyond what they foretold, along the step, sizes in parts of the typical ones. */
function follow(
  columns: readonly Float64Array[],
  steps: readonly number[],
  scales: readonly number[],
  before: Float64Array,
  after: Float64Array,
): void {
  const length = steps.reduce((sum, step, k) => sum + (step / scales[k]) ** 2, 0);
  if (length === 0) return;
  const missed = new Float64Array(before.length);
  for (let r = 0; r < missed.length; r++) missed[r] = after[r] - before[r];
  columns.forEach((column, k) => {
    for (let r = 0; r < missed.length; r++) missed[r] -= column[r] * steps[k];
  });
  columns.forEach((column, k) => {
    const share = steps[k] / (scales[k] ** 2 * length);
    for (let r = 0; r < missed.length; r++) column[r] += share * missed[r];
  });
}

/** Share of a typical size over which a slope is taken. */
const DIFFERENCE = 0.01;
/** Gauss–Newton is near its end after three or four rounds. */
const MOST_ROUNDS = 6;
const MOST_ATTEMPTS = 4;
const FIRST_DAMPING = 1e-3;
const DAMPING_FACTOR = 8;
/** A round that gains less than a thousandth is the last. */
const CONVERGED = 1e-3;

function normalEquations(
  columns: readonly Float64Array[],
  residuals: Float64Array,
): { matrix: number[][]; right: number[] } {
  const matrix = columns.map(() => new Array<number>(columns.length).fill(0));
  columns.forEach((a, k) => {
    for (let j = 0; j <= k; j++) matrix[k][j] = matrix[j][k] = dot(a, columns[j]);
  });
  return { matrix, right: columns.map((a) => -dot(a, residuals)) };
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

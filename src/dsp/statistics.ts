import { kernelsSupported } from './kernels/kernel-instance.ts';
import { neighboursOnKernel } from './kernels/wasm-select-rank.ts';

/** Arithmetic mean. Without values, `NaN`; a `NaN` among the values gives `NaN`, here and in every function below. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Standard deviation of a sample (n − 1 in the denominator). One value has none: 0. Without values, `NaN`. */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return values.length === 0 ? NaN : values[0] - values[0];
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** The middle value, or the mean of the two in the middle. Without values, `NaN`. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, the default of R and NumPy).
 *
 * @param share 0 (the smallest value) to 1 (the largest); held inside that range
 * @returns `NaN` without values
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return NaN;
  const position = Math.min(Math.max(share, 0), 1) * (values.length - 1);
  const rank = Math.floor(position);
  const pays = values.length >= SMALLEST_FOR_KERNEL && kernelsSupported();
  const [below, above] = pays ? neighboursOnKernel(values, rank) : neighbours(values, rank);
  return rank === position ? below : between(below, above, position - rank);
}

/** Below, calling the kernel costs more than the selection. */
const SMALLEST_FOR_KERNEL = 48;

/** `neighboursOnKernel` in plain TypeScript. */
export function neighbours(values: ArrayLike<number>, rank: number): readonly [below: number, above: number] {
  const parted = new Float64Array(values);
  if (holdsNaN(parted)) return [NaN, NaN];
  const below = selectRank(parted, rank);
  let above = Infinity;
  for (let i = rank + 1; i < parted.length; i++) above = Math.min(above, parted[i]);
  return [below, above];
}

/** A loop and not `some`, whose call for every value takes longer than the selection. */
function holdsNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** Equal neighbours may be infinite, whose difference is not a number. */
function between(below: number, above: number, share: number): number {
  return below === above ? below : below + (above - below) * share;
}

/**
 * The value that sorting would put at `rank`; afterwards none before it is greater and none behind it smaller. Hoare's
 * selection (Communications of the ACM 4(7), 1961, algorithm 65), the pivot from the middle, so that sorted values are
 * no bad case.
 */
function selectRank(values: Float64Array, rank: number): number {
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const pivot = values[(first + last) >> 1];
    let from = first;
    let until = last;
    while (from <= until) {
      while (values[from] < pivot) from++;
      while (values[until] > pivot) until--;
      if (from > until) break;
      const value = values[from];
      values[from++] = values[until];
      values[until--] = value;
    }
    if (rank <= until) last = until;
    else if (rank >= from) first = from;
    else break;
  }
  return values[rank];
}

/**
 * Where a value stands among others: the percentage of them below it, with those equal counted half.
 *
 * @returns 0–100; `NaN` without values or for a value that is not a number
 */
export function percentileRank(values: ArrayLike<number>, value: number): number {
  if (Number.isNaN(value)) return NaN;
  let score = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return NaN;
    if (values[i] < value) score += 1;
    else if (values[i] === value) score += 0.5;
  }
  return (100 * score) / values.length;
}

/** Middle of ascending values; the mean of the two middle ones where their count is even. NaN for no values. */
export function medianOfSorted(sorted: ArrayLike<number>): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** A sorted copy. Typed arrays sort numbers many times faster, and a profile sorts every column many times. */
export function ascending(values: ArrayLike<number>): number[] {
  const typed = new Float64Array(values).sort();
  const sorted = new Array<number>(typed.length);
  for (let i = 0; i < typed.length; i++) sorted[i] = typed[i];
  return sorted;
}

/** 1 / Φ⁻¹(3/4): makes the median absolute deviation of a normal distribution its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** √(π/2): does the same for the mean absolute deviation. */
const MEAN_DEVIATION_TO_SIGMA = Math.sqrt(Math.PI / 2);
/** The small-sample bias of the MAD for 2 … 9 values (Croux & Rousseeuw 1992, table 1); beyond them n / (n − 0.8). */
const SMALL_SAMPLE_FACTOR: readonly number[] = [1, 1, 1.196, 1.495, 1.363, 1.206, 1.2, 1.14, 1.129, 1.107];

/**
 * Robust standard deviation of ascending values: 1.4826 × median absolute deviation × small-sample factor. Where more
 * than half of the values are equal, so that the MAD is 0, the mean absolute deviation about the median takes its place
 * (Iglewicz & Hoaglin 1993). 0 for fewer than two values and for equal values.
 */
export function robustSpread(sorted: ArrayLike<number>): number {
  const count = sorted.length;
  if (count < 2) return 0;
  const centre = medianOfSorted(sorted);
  const mad = medianDeviation(sorted, centre);
  if (mad > 0) return MAD_TO_SIGMA * mad * (SMALL_SAMPLE_FACTOR[count] ?? count / (count - 0.8));
  let deviations = 0;
  for (let i = 0; i < count; i++) deviations += Math.abs(sorted[i] - centre);
  return (MEAN_DEVIATION_TO_SIGMA * deviations) / count;
}

/** Median of |value − centre|: no second sort, as this runs once for every feature and track left out. */
function medianDeviation(sorted: ArrayLike<number>, centre: number): number {
  const count = sorted.length;
  const right = firstFrom(sorted, centre);
  const deviation = deviationOfRank(sorted, centre, right, count >> 1);
  return count % 2 === 1 ? deviation : (deviationOfRank(sorted, centre, right, (count >> 1) - 1) + deviation) / 2;
}

/** Where the first of ascending values lies that is no smaller; behind them all where none is. */
function firstFrom(sorted: ArrayLike<number>, least: number): number {
  let first = 0;
  let end = sorted.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (sorted[middle] < least) first = middle + 1;
    else end = middle;
  }
  return first;
}

/**
 * The deviation from the centre that `rank` others do not exceed. Below the centre deviations rise to the left, above
 * it to the right: halving finds how many of the lesser ones lie below.
 *
 * @param right the first value that is no smaller than the centre
 */
function deviationOfRank(sorted: ArrayLike<number>, centre: number, right: number, rank: number): number {
  const count = sorted.length;
  let below = Math.max(0, rank - (count - right));
  let most = Math.min(rank, right);
  while (below < most) {
    const middle = (below + most) >> 1;
    if (centre - sorted[right - 1 - middle] < sorted[right + rank - middle - 1] - centre) below = middle + 1;
    else most = middle;
  }
  const above = right + rank - below;
  return Math.min(
    below < right ? centre - sorted[right - 1 - below] : Infinity,
    above < count ? sorted[above] - centre : Infinity,
  );
}

/**
 * Quantile at rank p·(n + 1), held at the extremes (Hyndman & Fan 1996, type 6). Of all definitions the one whose share
 * of *new* values below is p on average, whatever the distribution: E F(x₍ₖ₎) = k / (n + 1).
 */
export function quantileOfSorted(sorted: readonly number[], p: number): number {
  const rank = Math.min(sorted.length, Math.max(1, p * (sorted.length + 1)));
  const lower = Math.floor(rank);
  const upper = Math.min(sorted.length, lower + 1);
  return sorted[lower - 1] + (rank - lower) * (sorted[upper - 1] - sorted[lower - 1]);
}

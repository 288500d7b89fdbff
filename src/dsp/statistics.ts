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
  const [result] = quantiles(values, [share]);
  return result;
}

/** Several quantiles of the same values with one sort; see `quantile`. */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  // Typed arrays sort NaN last.
  if (sorted.length === 0 || Number.isNaN(sorted[sorted.length - 1])) return shares.map(() => NaN);
  return shares.map((share) => {
    const position = Math.min(Math.max(share, 0), 1) * (sorted.length - 1);
    const below = sorted[Math.floor(position)];
    const above = sorted[Math.ceil(position)];
    // Equal neighbours may be infinite, whose difference is not a number.
    return below === above ? below : below + (above - below) * (position - Math.floor(position));
  });
}

/**
 * Median absolute deviation from the median, unscaled: multiply by 1.4826 to compare with a standard deviation of normally
 * distributed values. One value gives 0; without values, `NaN`.
 */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const centre = median(values);
  return median(Float64Array.from(values, (value) => Math.abs(value - centre)));
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

export interface Line {
  slope: number;
  intercept: number;
  /** Share of the variance of y that the line explains, 0–1; 1 where y does not vary. */
  rSquared: number;
}

/**
 * The straight line through points (x, y) with the least squared error in y.
 *
 * @returns slope 0 through the mean where x does not vary (as with a single point); all `NaN` without points
 */
export function linearRegression(x: ArrayLike<number>, y: ArrayLike<number>): Line {
  const meanX = mean(x);
  const meanY = mean(y);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (x.length === 0 || Number.isNaN(xx + yy)) return { slope: NaN, intercept: NaN, rSquared: NaN };
  const slope = xx === 0 ? 0 : xy / xx;
  return { slope, intercept: meanY - slope * meanX, rSquared: yy === 0 ? 1 : xx === 0 ? 0 : (xy * xy) / (xx * yy) };
}

/** Steps of the table in one doubling. */
const STEPS = 256;
/** Doublings up and down that the table of whole powers covers; beyond them the library takes over. */
const DOUBLINGS = 64;
const FRACTIONS = Float64Array.from({ length: STEPS }, (_, step) => 2 ** (step / STEPS));
const POWERS = Float64Array.from({ length: 2 * DOUBLINGS }, (_, index) => 2 ** (index - DOUBLINGS));
const STEPS_PER_NEPER = STEPS / Math.LN2;
const LIMIT = (DOUBLINGS - 1) * Math.LN2;

/**
 * eˣ for the gains of one sample after the other: within 4·10⁻¹³ of the library's, at a fraction of its time. A whole
 * number of 256ths of a doubling is looked up, what is left (at most 0.0014) goes through four terms of the series.
 */
export function exponential(x: number): number {
  if (!(x > -LIMIT && x < LIMIT)) return Math.exp(x);
  const steps = Math.round(x * STEPS_PER_NEPER);
  const rest = x - steps / STEPS_PER_NEPER;
  const series = 1 + rest * (1 + rest * (0.5 + rest / 6));
  return POWERS[(steps >> 8) + DOUBLINGS] * FRACTIONS[steps & (STEPS - 1)] * series;
}

/**
 * The natural logarithm of a positive number of ordinary size (2⁻¹²⁶ … 2¹²⁷), about three times as fast as `Math.log`.
 */
export function quickLog(x: number): number {
  float[0] = x;
  const bits = word[0];
  const place = (bits >> REST_BITS) & (PLACES - 1);
  // Of the mantissa's first twelve bits the logarithm is in a table; from there on it is straight, to 3·10⁻⁸.
  return ((bits >> 23) - 127) * Math.LN2 + LOGS[place] + (bits & REST_MASK) * SLOPES[place];
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

const PLACES = 4096;
const REST_BITS = 11;
const REST_MASK = 2 ** REST_BITS - 1;
/** Logarithms of 1 … 2, and by how much they rise to the next for each of the last eleven bits. */
export const LOGS = Float64Array.from({ length: PLACES }, (_, i) => Math.log(1 + i / PLACES));
export const SLOPES = Float64Array.from(
  { length: PLACES },
  (_, i) => (Math.log(1 + (i + 1) / PLACES) - Math.log(1 + i / PLACES)) / 2 ** REST_BITS,
);

/** As in `src/dsp/quick-log.ts`. */
const PLACES: i32 = 4096;
const REST_BITS: i32 = 11;
const REST_MASK: i32 = (1 << REST_BITS) - 1;
const LN2: f64 = 0.6931471805599453;

/** So many rows are taken at a time, whose results lie side by side. */
const ROWS_AT_ONCE: i32 = 16;

/**
 * scale·ln(gain·power + floor) + offset of every number of a row-major matrix in single precision, column after column,
 * with the logarithm of `quickLog`. `rows` is a multiple of `ROWS_AT_ONCE`.
 *
 * @param tables the logarithms of `quickLog`, then their slopes, in double precision
 */
export function logLevels(
  powers: usize,
  rows: i32,
  columns: i32,
  gain: f64,
  floor: f64,
  scale: f64,
  offset: f64,
  tables: usize,
  to: usize,
): void {
  const slopes = tables + (<usize>PLACES << 3);
  const rowBytes = <usize>columns << 2;
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    for (let column = 0; column < columns; column++) {
      let from = powers + <usize>first * rowBytes + (<usize>column << 2);
      let out = to + (<usize>(column * rows + first) << 2);
      const end = out + (<usize>ROWS_AT_ONCE << 2);
      for (; out < end; out += 4, from += rowBytes) {
        const bits = reinterpret<i32>(<f32>(<f64>load<f32>(from) * gain + floor));
        const place = <usize>((bits >> REST_BITS) & (PLACES - 1)) << 3;
        const logarithm =
          <f64>((bits >> 23) - 127) * LN2 +
          load<f64>(tables + place) +
          <f64>(bits & REST_MASK) * load<f64>(slopes + place);
        store<f32>(out, <f32>(scale * logarithm + offset));
      }
    }
  }
}

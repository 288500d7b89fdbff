/**
 * Shares the rows of a matrix out to the longer rows they lie in, and joins their columns: what `src/dsp/shared-rows.ts`
 * says, in the order in which it says it.
 *
 * @param matrix `count` rows of `columns` numbers, in single precision
 * @param columnTo where each column goes, as whole numbers
 * @param to receives `rows` rows of `width` numbers, in single precision; zeros before
 */
export function shareRows(
  matrix: usize,
  count: i32,
  columns: i32,
  columnTo: usize,
  first: f64,
  step: f64,
  start: f64,
  length: f64,
  rows: i32,
  width: i32,
  to: usize,
): void {
  for (let i = 0; i < count; i++, matrix += <usize>columns << 2) {
    const from = (first + (<f64>i - 0.5) * step - start) / length;
    const end = from + step / length;
    let row = <i32>Math.max(0, Math.floor(from));
    for (; row < rows && <f64>row < end; row++) {
      const share = (Math.min(end, <f64>(row + 1)) - Math.max(from, <f64>row)) / (end - from);
      const cells = to + (<usize>(row * width) << 2);
      for (let column = 0; column < columns; column++) {
        const cell = cells + (<usize>load<i32>(columnTo + (<usize>column << 2)) << 2);
        const value = share * <f64>load<f32>(matrix + (<usize>column << 2));
        store<f32>(cell, <f32>(<f64>load<f32>(cell) + value));
      }
    }
  }
}

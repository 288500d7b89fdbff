/**
 * Adds `rows` rows of a row-major matrix in single precision to sums in double precision. Four rows at a time, so that
 * a sum is fetched and put back once for all of them; the order of the additions is that of `addRows` in
 * `src/dsp/row-sums.ts`.
 */
export function addRows(sums: usize, matrix: usize, columns: i32, rows: i32): void {
  const rowBytes = <usize>columns << 2;
  const pairs = <usize>(columns & ~1) << 2;
  let row = 0;
  for (; row + 4 <= rows; row += 4, matrix += 4 * rowBytes) {
    for (let at: usize = 0; at < pairs; at += 8) {
      const to = sums + (at << 1);
      const from = matrix + at;
      const first = f64x2.add(promoted(from), promoted(from + rowBytes));
      const second = f64x2.add(promoted(from + 2 * rowBytes), promoted(from + 3 * rowBytes));
      v128.store(to, f64x2.add(v128.load(to), f64x2.add(first, second)));
    }
    if (pairs < rowBytes) {
      const to = sums + (pairs << 1);
      const from = matrix + pairs;
      const first = <f64>load<f32>(from) + <f64>load<f32>(from + rowBytes);
      const second = <f64>load<f32>(from + 2 * rowBytes) + <f64>load<f32>(from + 3 * rowBytes);
      store<f64>(to, load<f64>(to) + (first + second));
    }
  }
  for (; row < rows; row++, matrix += rowBytes) {
    for (let at: usize = 0; at < rowBytes; at += 4) {
      const to = sums + (at << 1);
      store<f64>(to, load<f64>(to) + <f64>load<f32>(matrix + at));
    }
  }
}

function promoted(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/**
 * Adds the rows of each of `count` spans, from one row up to but not including another (32-bit integers), to `columns`
 * sums of its own.
 */
export function spanSums(matrix: usize, columns: i32, from: usize, until: usize, count: i32, sums: usize): void {
  const rowBytes = <usize>columns << 2;
  for (let span = 0; span < count; span++, from += 4, until += 4, sums += 2 * rowBytes) {
    const first = load<i32>(from);
    const rows = load<i32>(until) - first;
    if (rows > 0) addRows(sums, matrix + <usize>first * rowBytes, columns, rows);
  }
}

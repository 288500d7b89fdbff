/**
 * Turns rows of `width` numbers in double precision, the first of them zeros, into the sums of all rows up to each, in
 * place: every number gets the one a row before it added.
 *
 * @param count of numbers behind the first row
 */
export function addUp(rows: usize, width: i32, count: i32): void {
  const rowBytes = <usize>width << 3;
  const end = rows + rowBytes + (<usize>count << 3);
  for (let at = rows + rowBytes; at < end; at += 8) store<f64>(at, load<f64>(at - rowBytes) + load<f64>(at));
}

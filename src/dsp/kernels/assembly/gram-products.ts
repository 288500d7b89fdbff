/** Bytes that are summed in single precision: 64 products a lane. */
const RUN_BYTES: usize = 1024;

/**
 * Adds Σ row(i)·row(j) to each element (i, j), i ≤ j, of a square matrix in double precision. Two rows meet two others
 * at a time: each number that is loaded serves twice.
 *
 * @param rows `count` rows of single precision, an even number, one behind the other
 * @param rowBytes a multiple of 16
 */
export function gramProducts(rows: usize, count: i32, rowBytes: usize, to: usize): void {
  for (let i = 0; i < count; i += 2) {
    for (let j = i; j < count; j += 2) {
      const at = to + ((<usize>(i * count + j)) << 3);
      addPairs(rows + <usize>i * rowBytes, rows + <usize>j * rowBytes, rowBytes, at, count);
    }
  }
}

@inline
function addPairs(one: usize, other: usize, rowBytes: usize, to: usize, count: i32): void {
  let aa: f64 = 0;
  let ab: f64 = 0;
  let ba: f64 = 0;
  let bb: f64 = 0;
  for (let from: usize = 0; from < rowBytes; from += RUN_BYTES) {
    const end = one + min<usize>(from + RUN_BYTES, rowBytes);
    let sumAa = f32x4.splat(0);
    let sumAb = f32x4.splat(0);
    let sumBa = f32x4.splat(0);
    let sumBb = f32x4.splat(0);
    for (let x = one + from, y = other + from; x < end; x += 16, y += 16) {
      const xa = v128.load(x);
      const xb = v128.load(x + rowBytes);
      const ya = v128.load(y);
      const yb = v128.load(y + rowBytes);
      sumAa = f32x4.add(sumAa, f32x4.mul(xa, ya));
      sumAb = f32x4.add(sumAb, f32x4.mul(xa, yb));
      sumBa = f32x4.add(sumBa, f32x4.mul(xb, ya));
      sumBb = f32x4.add(sumBb, f32x4.mul(xb, yb));
    }
    aa += laneSum(sumAa);
    ab += laneSum(sumAb);
    ba += laneSum(sumBa);
    bb += laneSum(sumBb);
  }
  const below = to + (<usize>count << 3);
  store<f64>(to, load<f64>(to) + aa);
  store<f64>(to, load<f64>(to, 8) + ab, 8);
  store<f64>(below, load<f64>(below) + ba);
  store<f64>(below, load<f64>(below, 8) + bb, 8);
}

@inline
function laneSum(values: v128): f64 {
  return (
    <f64>f32x4.extract_lane(values, 0) +
    <f64>f32x4.extract_lane(values, 1) +
    (<f64>f32x4.extract_lane(values, 2) + <f64>f32x4.extract_lane(values, 3))
  );
}

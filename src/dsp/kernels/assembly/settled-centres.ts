/**
 * k-means as in `src/dsp/settled-centres.ts`, from centres to where no point changes over any more, two points at a
 * time: every sum has the order of a plain loop.
 *
 * @param planes a plane of `stride` doubles for each axis, a coordinate a point; `stride` is even and no less than
 *   `count`, and what lies between is never read for a result
 * @param centres of `clusters` clusters, `axes` doubles each; moved in place
 * @param rounds the most there may be, each of assigning the points and moving the centres
 * @param labels `stride` whole numbers, set to −1
 * @param sums room for as many doubles as there are in `centres`
 * @param sizes room for a whole number a cluster
 */
export function settleCentres(
  planes: usize,
  stride: i32,
  count: i32,
  axes: i32,
  centres: usize,
  clusters: i32,
  rounds: i32,
  labels: usize,
  sums: usize,
  sizes: usize,
): void {
  const planeBytes = <usize>stride << 3;
  const centreBytes = <usize>axes << 3;
  for (let round = 0; round < rounds; round++) {
    if (!assign(planes, planeBytes, count, axes, centres, clusters, labels)) return;
    memory.fill(sums, 0, <usize>clusters * centreBytes);
    memory.fill(sizes, 0, <usize>clusters << 2);
    for (let i = 0; i < count; i++) {
      const cluster = <usize>load<i32>(labels + (<usize>i << 2));
      store<i32>(sizes + (cluster << 2), load<i32>(sizes + (cluster << 2)) + 1);
      let from = planes + (<usize>i << 3);
      let to = sums + cluster * centreBytes;
      for (let axis = 0; axis < axes; axis++) {
        store<f64>(to, load<f64>(to) + load<f64>(from));
        from += planeBytes;
        to += 8;
      }
    }
    for (let cluster: usize = 0; cluster < <usize>clusters; cluster++) {
      const size = load<i32>(sizes + (cluster << 2));
      // An empty cluster stays where it was.
      if (size === 0) continue;
      for (let axis: usize = 0; axis < <usize>axes; axis++) {
        const at = cluster * centreBytes + (axis << 3);
        store<f64>(centres + at, load<f64>(sums + at) / <f64>size);
      }
    }
  }
}

/** Labels every point with its nearest centre, the first of those that are as near; whether a label changed. */
function assign(
  planes: usize,
  planeBytes: usize,
  count: i32,
  axes: i32,
  centres: usize,
  clusters: i32,
  labels: usize,
): bool {
  let moved = false;
  for (let i = 0; i < count; i += 2) {
    const point = planes + (<usize>i << 3);
    let least = f64x2.splat(Infinity);
    let nearest = i64x2.splat(0);
    let centre = centres;
    for (let cluster = 0; cluster < clusters; cluster++) {
      let squares = f64x2.splat(0);
      let at = point;
      for (let axis = 0; axis < axes; axis++) {
        const apart = f64x2.sub(v128.load(at), v128.load64_splat(centre));
        squares = f64x2.add(squares, f64x2.mul(apart, apart));
        at += planeBytes;
        centre += 8;
      }
      const nearer = f64x2.lt(squares, least);
      least = v128.bitselect(squares, least, nearer);
      nearest = v128.bitselect(i64x2.splat(cluster), nearest, nearer);
    }
    const label = labels + (<usize>i << 2);
    const one = <i32>i64x2.extract_lane(nearest, 0);
    moved = moved || one !== load<i32>(label);
    store<i32>(label, one);
    if (i + 1 === count) break;
    const other = <i32>i64x2.extract_lane(nearest, 1);
    moved = moved || other !== load<i32>(label, 4);
    store<i32>(label, other, 4);
  }
  return moved;
}

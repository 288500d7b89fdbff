import { kernelsSupported } from './kernels/kernel-instance.ts';
import { settleCentresOnKernel } from './kernels/wasm-settled-centres.ts';

/** Points one behind the other, their coordinates beside each other. */
export interface PointCloud {
  readonly coordinates: Float64Array;
  readonly count: number;
  readonly dimensions: number;
}

/** Where centres have come to rest, and which of them each point is nearest to. */
export interface SettledCentres {
  centres: Float64Array;
  labels: Int32Array<ArrayBuffer>;
}

/**
 * Moves centres to the means of the points that are nearest to each, until no point changes over (Lloyd 1982), on the
 * kernels where this machine runs them, with the same result to the last bit. Of centres as near the first counts; one
 * that no point is nearest to stays where it is.
 *
 * @param start of the centres, as `coordinates`; not changed
 * @param mostRounds in which points are assigned and centres moved; where they end it, the labels are those before the
 *   last move
 */
export function settleCentres(cloud: PointCloud, start: Float64Array, mostRounds: number): SettledCentres {
  return kernelsSupported()
    ? settleCentresOnKernel(cloud, start, mostRounds)
    : settleCentresPlainly(cloud, start, mostRounds);
}

/** `settleCentres` in plain TypeScript. */
export function settleCentresPlainly(cloud: PointCloud, start: Float64Array, mostRounds: number): SettledCentres {
  const { coordinates, count, dimensions } = cloud;
  const centres = start.slice();
  const labels = new Int32Array(count).fill(-1);
  for (let round = 0; round < mostRounds; round++) {
    if (!assign(cloud, centres, labels)) break;
    const sums = new Float64Array(start.length);
    const sizes = new Int32Array(start.length / dimensions);
    for (let i = 0; i < count; i++) {
      const cluster = labels[i];
      sizes[cluster]++;
      for (let axis = 0; axis < dimensions; axis++) {
        sums[cluster * dimensions + axis] += coordinates[i * dimensions + axis];
      }
    }
    for (let at = 0; at < sums.length; at++) {
      const size = sizes[Math.floor(at / dimensions)];
      if (size > 0) centres[at] = sums[at] / size;
    }
  }
  return { centres, labels };
}

/** For each point its nearest centre, the first of those that are as near: its place among the centres. */
export function nearestCentres(cloud: PointCloud, centres: Float64Array): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(cloud.count);
  assign(cloud, centres, labels);
  return labels;
}

/** Labels every point with its nearest centre, and says whether any changed over. */
function assign({ coordinates, count, dimensions }: PointCloud, centres: Float64Array, labels: Int32Array): boolean {
  let moved = false;
  for (let i = 0; i < count; i++) {
    let nearest = 0;
    let least = Infinity;
    for (let k = 0; k * dimensions < centres.length; k++) {
      let squares = 0;
      for (let axis = 0; axis < dimensions; axis++) {
        const apart = coordinates[i * dimensions + axis] - centres[k * dimensions + axis];
        squares += apart * apart;
      }
      if (squares < least) {
        least = squares;
        nearest = k;
      }
    }
    moved ||= nearest !== labels[i];
    labels[i] = nearest;
  }
  return moved;
}

import type { PointCloud, SettledCentres } from '../settled-centres.ts';
import { scratchKernel } from './kernel-instance.ts';

/** `settleCentres` with two points in the lanes of vectors. */
export function settleCentresOnKernel(
  { coordinates, count, dimensions }: PointCloud,
  start: Float64Array,
  mostRounds: number,
): SettledCentres {
  const kernel = scratchKernel();
  const stride = 2 * Math.ceil(count / 2);
  const clusters = start.length / dimensions;
  return kernel.borrow(() => {
    const planesAt = kernel.reserve(DOUBLE_BYTES * stride * dimensions);
    const centresAt = kernel.place(start);
    const labelsAt = kernel.reserve(INTEGER_BYTES * stride);
    const sumsAt = kernel.reserve(DOUBLE_BYTES * start.length);
    const sizesAt = kernel.reserve(INTEGER_BYTES * clusters);
    const planes = kernel.doubles(planesAt, stride * dimensions);
    for (let axis = 0; axis < dimensions; axis++) {
      for (let i = 0; i < count; i++) planes[axis * stride + i] = coordinates[i * dimensions + axis];
    }
    kernel.integers(labelsAt, stride).fill(-1);
    const room = [labelsAt, sumsAt, sizesAt] as const;
    kernel.run.settleCentres(planesAt, stride, count, dimensions, centresAt, clusters, mostRounds, ...room);
    return {
      centres: kernel.doubles(centresAt, start.length).slice(),
      labels: kernel.integers(labelsAt, count).slice(),
    };
  });
}

const DOUBLE_BYTES = 8;
const INTEGER_BYTES = 4;

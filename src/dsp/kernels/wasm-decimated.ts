import { DECIMATION } from '../spectra-plan.ts';
import { scratchKernel } from './kernel-instance.ts';
import { FLOAT_BYTES, LANES } from './kernel-signal.ts';

/** `decimated` on the kernels. */
export function decimatedOnKernel(samples: Float32Array, taps: Float64Array): Float32Array {
  const kernel = scratchKernel();
  const padded = new Float32Array(LANES * Math.ceil(taps.length / LANES));
  padded.set(taps);
  const half = (taps.length - 1) / 2;
  const count = Math.ceil(samples.length / DECIMATION);
  return kernel.borrow(() => {
    const tapsAt = kernel.place(padded);
    const room = half + samples.length + padded.length;
    const inputAt = kernel.reserve(FLOAT_BYTES * room);
    const outputAt = kernel.reserve(FLOAT_BYTES * count);
    const input = kernel.floats(inputAt, room);
    input.fill(0, 0, half);
    input.set(samples, half);
    input.fill(0, half + samples.length);
    kernel.run.decimate(inputAt, outputAt, count, DECIMATION, tapsAt, padded.length);
    return kernel.floats(outputAt, count).slice();
  });
}

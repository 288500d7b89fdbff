import { kernelsSupported } from './kernels/kernel-instance.ts';
import { windowMeansOnKernel } from './kernels/wasm-window-means.ts';

/**
 * Means of windows of `length` numbers, one every `step` of them, as many as lie wholly within: on the kernels, where
 * this machine runs them, with the same result to the last bit.
 *
 * The numbers are cut into runs as long as a window, so that each window is the end of one run and the beginning of the
 * next: two additions a window instead of three hundred, and no subtraction, by which a sum would never read silence
 * after sound.
 */
export function windowMeans(values: ArrayLike<number>, length: number, step: number): Float64Array {
  return kernelsSupported() ? windowMeansOnKernel(values, length, step) : windowMeansPlainly(values, length, step);
}

/** `windowMeans` in plain TypeScript. */
export function windowMeansPlainly(values: ArrayLike<number>, length: number, step: number): Float64Array {
  const count = values.length < length ? 0 : Math.floor((values.length - length) / step) + 1;
  const windows = new Float64Array(count);
  const ends = new Float64Array(length);
  let next = 0;
  for (let run = 0; next < count; run += length) {
    // Sums from each number of the run to the run's end; the run behind it may be cut short.
    let end = 0;
    for (let i = length - 1; i >= 0; i--) ends[i] = end += values[run + i];
    let beginning = 0;
    for (let i = 0; i < length && next < count; i++) {
      if (run + i === next * step) windows[next++] = (ends[i] + beginning) / length;
      if (run + length + i < values.length) beginning += values[run + length + i];
    }
  }
  return windows;
}

import { ComplexFft } from './fft.ts';
import { kernelsSupported } from './kernels/kernel-instance.ts';
import { convolvedOnKernel } from './kernels/wasm-convolved.ts';

/** Of the lengths of an impulse: what is thrown away of a transform is a quarter, and its data still fit a cache. */
export const TRANSFORM_LENGTHS = 4;

/**
 * Both channels through a symmetric impulse, its delay of half its length taken away again: new samples, as many. On
 * the kernels, where this machine runs them, with the same result to the last bit.
 *
 * @param impulse a power of two long, 16 or more
 */
export function convolved(
  left: Float32Array,
  right: Float32Array,
  impulse: Float64Array,
): [Float32Array, Float32Array] {
  return (kernelsSupported() ? convolvedOnKernel : convolvedPlainly)(left, right, impulse);
}

/**
 * `convolved` in plain TypeScript: overlap-save. The impulse is real, so that left and right go through one transform
 * as the parts of a complex signal.
 */
export function convolvedPlainly(
  left: Float32Array,
  right: Float32Array,
  impulse: Float64Array,
): [Float32Array, Float32Array] {
  const size = TRANSFORM_LENGTHS * impulse.length;
  const lost = impulse.length;
  const step = size - lost;
  const delay = impulse.length / 2;
  const fft = new ComplexFft(size);
  const [hRe, hIm] = [new Float64Array(size), new Float64Array(size)];
  hRe.set(impulse);
  fft.forward(hRe, hIm);
  const frames = left.length;
  const [first, second] = [new Float32Array(frames), new Float32Array(frames)];
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  for (let start = 0; start < frames; start += step) {
    // Output [start, start + step) of the undelayed result needs input from start + delay − lost on.
    const from = start + delay - lost;
    const [begin, end] = [Math.max(0, from), Math.min(frames, from + size)];
    re.fill(0);
    im.fill(0);
    re.set(left.subarray(begin, end), begin - from);
    im.set(right.subarray(begin, end), begin - from);
    fft.forward(re, im);
    for (let n = 0; n < size; n++) {
      const real = re[n] * hRe[n] - im[n] * hIm[n];
      im[n] = re[n] * hIm[n] + im[n] * hRe[n];
      re[n] = real;
    }
    fft.inverse(re, im);
    const count = Math.min(frames, start + step) - start;
    first.set(re.subarray(lost, lost + count), start);
    second.set(im.subarray(lost, lost + count), start);
  }
  return [first, second];
}

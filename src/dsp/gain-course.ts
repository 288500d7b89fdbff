import { kernelsSupported } from './kernels/kernel-instance.ts';
import { gainCourseOnKernel } from './kernels/wasm-gain-course.ts';

/** A gain that goes in a straight line from block to block, linear. */
export interface GainCourse {
  start: number;
  /** Where each block ends, in samples, rising; the last one ends with the signal. */
  ends: Int32Array;
  /** What is reached there. */
  gains: Float64Array;
  /** What is beyond, up or down, is cut off afterwards; infinite where nothing is. */
  tip: number;
}

/**
 * New samples of both channels, times a gain, each rounded once: on the kernels, where this machine runs them, with the
 * same result to the last bit.
 */
export function withGainCourse(
  left: Float32Array,
  right: Float32Array,
  course: GainCourse,
): [Float32Array, Float32Array] {
  return (kernelsSupported() ? gainCourseOnKernel : withGainCoursePlainly)(left, right, course);
}

/** `withGainCourse` in plain TypeScript. */
export function withGainCoursePlainly(
  left: Float32Array,
  right: Float32Array,
  { start, ends, gains, tip }: GainCourse,
): [Float32Array, Float32Array] {
  const driven = [new Float32Array(left.length), new Float32Array(left.length)] as const;
  const steps = gainSteps({ start, ends, gains });
  let gain = start;
  for (let block = 0, n = 0; block < ends.length; block++) {
    for (; n < ends[block]; n++) {
      gain += steps[block];
      driven[0][n] = left[n] * gain;
      driven[1][n] = right[n] * gain;
    }
    gain = gains[block];
  }
  for (const samples of driven) {
    for (let n = 0; n < samples.length; n++) {
      if (samples[n] > tip) samples[n] = tip;
      else if (samples[n] < -tip) samples[n] = -tip;
    }
  }
  return [...driven];
}

/** What the gain changes by with each sample of each block. */
export function gainSteps({ start, ends, gains }: Pick<GainCourse, 'start' | 'ends' | 'gains'>): Float64Array {
  return gains.map((next, block) => {
    const [before, from] = block === 0 ? [start, 0] : [gains[block - 1], ends[block - 1]];
    return (next - before) / Math.max(1, ends[block] - from);
  });
}

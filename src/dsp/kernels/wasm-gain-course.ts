import { gainSteps, type GainCourse } from '../gain-course.ts';
import { scratchKernel } from './kernel-instance.ts';
import { CHUNK_FRAMES, FLOAT_BYTES } from './kernel-signal.ts';

/** `withGainCourse` on the kernels. */
export function gainCourseOnKernel(
  left: Float32Array,
  right: Float32Array,
  { start, ends, gains, tip }: GainCourse,
): [Float32Array, Float32Array] {
  const kernel = scratchKernel();
  const driven: [Float32Array, Float32Array] = [new Float32Array(left.length), new Float32Array(left.length)];
  return kernel.borrow(() => {
    const [endsAt, stepsAt, gainsAt] = [ends, gainSteps({ start, ends, gains }), gains].map((values) =>
      kernel.place(values),
    );
    // The gain that is reached, and the block.
    const state = kernel.place(Float64Array.of(start, 0));
    const [leftAt, rightAt] = driven.map(() => kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES));
    for (let from = 0; from < left.length; from += CHUNK_FRAMES) {
      const frames = Math.min(CHUNK_FRAMES, left.length - from);
      kernel.floats(leftAt, frames).set(left.subarray(from, from + frames));
      kernel.floats(rightAt, frames).set(right.subarray(from, from + frames));
      kernel.run.gainCourse(leftAt, rightAt, from, frames, endsAt, stepsAt, gainsAt, tip, state);
      driven[0].set(kernel.floats(leftAt, frames), from);
      driven[1].set(kernel.floats(rightAt, frames), from);
    }
    return driven;
  });
}

import { scratchKernel } from './kernel-instance.ts';
import { CHUNK_FRAMES, FLOAT_BYTES } from './kernel-signal.ts';

/** `addSamples` on the kernels. */
export function addSamplesOnKernel(sum: Float32Array, samples: Float32Array): void {
  const { run } = scratchKernel();
  inChunks(sum, [samples], (to, [from], frames) => run.addSamples(to, from, frames));
}

/** `addDifferences` on the kernels. */
export function addDifferencesOnKernel(sum: Float32Array, after: Float32Array, before: Float32Array): void {
  const { run } = scratchKernel();
  inChunks(sum, [after, before], (to, [one, other], frames) => run.addDifferences(to, one, other, frames));
}

/** Has the kernels change `sum` by others chunk by chunk. */
function inChunks(
  sum: Float32Array,
  others: readonly Float32Array[],
  change: (sum: number, others: readonly number[], frames: number) => void,
): void {
  const kernel = scratchKernel();
  kernel.borrow(() => {
    const room = (): number => kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES);
    const to = room();
    const places = others.map(room);
    for (let from = 0; from < sum.length; from += CHUNK_FRAMES) {
      const end = Math.min(sum.length, from + CHUNK_FRAMES);
      const chunk = kernel.floats(to, end - from);
      chunk.set(sum.subarray(from, end));
      others.forEach((other, i) => kernel.floats(places[i], end - from).set(other.subarray(from, end)));
      change(to, places, end - from);
      sum.set(chunk, from);
    }
  });
}

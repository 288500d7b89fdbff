import { scratchKernel } from './kernel-instance.ts';
import { CHUNK_FRAMES, FLOAT_BYTES } from './kernel-signal.ts';

/** `restoreIntegers` on the kernels, chunk by chunk. */
export function restoreIntegersOnKernel(samples: Float32Array, bits: number): void {
  const kernel = scratchKernel();
  kernel.borrow(() => {
    const at = kernel.reserve(FLOAT_BYTES * CHUNK_FRAMES);
    for (let from = 0; from < samples.length; from += CHUNK_FRAMES) {
      const chunk = samples.subarray(from, from + CHUNK_FRAMES);
      const room = kernel.floats(at, chunk.length);
      room.set(chunk);
      kernel.run.restoreIntegers(at, chunk.length, 2 ** (bits - 1));
      chunk.set(room);
    }
  });
}

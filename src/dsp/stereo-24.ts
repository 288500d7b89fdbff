import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmStereo24 } from './kernels/wasm-stereo-24.ts';
import type { Frames } from './units.ts';

/**
 * A place for interleaved stereo samples of 24 bits, little endian, and what parts them: by far the most common format
 * of masters. Put whole frames into `bytes`, decode some of them, and read `left` and `right`, full scale ±1 (a sample
 * is divided by 2²³, which is exact).
 */
export interface Stereo24 {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** Decodes `frames` frames, no more than `left` has room for, from frame `from` of the bytes on. */
  decode(from: Frames, frames: Frames): void;
}

/**
 * Room for `bytesFrames` frames of bytes and `frames` frames of samples in the memory of the kernels; `undefined` where
 * this machine does not run them.
 */
export function stereo24(bytesFrames: Frames, frames: Frames): Stereo24 | undefined {
  return kernelsSupported() ? new WasmStereo24(bytesFrames, frames) : undefined;
}

import type { Stereo24 } from '../stereo-24.ts';
import type { Frames } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES, LANES } from './kernel-signal.ts';

/** `Stereo24` on the kernels: bytes and samples lie in their memory, so that nothing is copied. */
export class WasmStereo24 implements Stereo24 {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly #kernel = new KernelInstance();
  readonly #at: { bytes: number; left: number; right: number };

  constructor(bytesFrames: Frames, frames: Frames) {
    const kernel = this.#kernel;
    const samples = FLOAT_BYTES * (frames + LANES);
    this.#at = {
      // A turn of the kernel takes four frames and reads four bytes more.
      bytes: kernel.reserve(STEREO_24_BYTES * (bytesFrames + LANES) + 4),
      left: kernel.reserve(samples),
      right: kernel.reserve(samples),
    };
    this.bytes = kernel.bytes(this.#at.bytes, STEREO_24_BYTES * bytesFrames);
    this.left = kernel.floats(this.#at.left, frames);
    this.right = kernel.floats(this.#at.right, frames);
  }

  decode(from: Frames, frames: Frames): void {
    const { bytes, left, right } = this.#at;
    this.#kernel.run.stereo24(bytes + STEREO_24_BYTES * from, left, right, frames);
  }
}

/** Bytes of a frame. */
const STEREO_24_BYTES = 6;

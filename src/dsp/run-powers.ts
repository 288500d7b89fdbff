import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmStretch } from './kernels/wasm-stretch.ts';
import type { Frames, Power } from './units.ts';

/**
 * A place for a stretch of stereo sound, and the crudest of filter banks on it: what averaging over 4 and over 64
 * samples leaves of left + right, which costs next to nothing.
 */
export interface Stretch {
  readonly left: Float32Array;
  readonly right: Float32Array;
  powers(): RunPowers;
}

/** Sums of squares of left + right, and of its means over runs of 4 and of 64 samples, each counted once a sample. */
export interface RunPowers {
  all: Power;
  /** Below about an eighth of the sample rate. */
  fours: Power;
  /** Below about a hundred-and-twentieth: 350 Hz at 44.1 kHz. */
  runs: Power;
}

/** The longer run; a stretch holds a whole number of them. */
export const RUN_FRAMES: Frames = 64;

/** Room for a stretch of `frames` samples, a multiple of `RUN_FRAMES`; on the kernels where this machine runs them. */
export function stretchOf(frames: Frames): Stretch {
  return kernelsSupported() ? new WasmStretch(frames) : new PlainStretch(frames);
}

/** `Stretch` in plain TypeScript. */
export class PlainStretch implements Stretch {
  readonly left: Float32Array;
  readonly right: Float32Array;

  constructor(frames: Frames) {
    this.left = new Float32Array(frames);
    this.right = new Float32Array(frames);
  }

  powers(): RunPowers {
    const [left, right] = [this.left, this.right];
    let all: Power = 0;
    let fours: Power = 0;
    let runs: Power = 0;
    for (let from = 0; from < left.length; from += RUN_FRAMES) {
      let runSum = 0;
      for (let n = from; n < from + RUN_FRAMES; n += 4) {
        let fourSum = 0;
        for (let i = n; i < n + 4; i++) {
          const both = left[i] + right[i];
          all += both * both;
          fourSum += both;
        }
        fours += (fourSum * fourSum) / 4;
        runSum += fourSum;
      }
      runs += (runSum * runSum) / RUN_FRAMES;
    }
    return { all, fours, runs };
  }
}

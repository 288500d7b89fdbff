import { Biquad } from './biquad.ts';
import { kWeighting } from './k-weighting.ts';
import { LOUDNESS_BLOCK_SECONDS } from './loudness.ts';
import type { Meter } from './meters.ts';
import type { Frames, Hertz } from './units.ts';

/**
 * Mean squares of the K-weighted channels, left + right, over consecutive blocks of 10 ms (ITU-R BS.1770-5): what all
 * functions of `loudness.ts` take. A last block that is not full is left out.
 *
 * Where 10 ms are no whole number of samples (22.05 kHz), the blocks' ends are rounded to samples and do not drift.
 */
export class KWeightedPower implements Meter<Float64Array> {
  readonly #sampleRateHz: Hertz;
  readonly #filters: [Biquad[], Biquad[]];
  readonly #power: number[] = [];
  #left = new Float64Array(0);
  #right = new Float64Array(0);
  #sum = 0;
  #done: Frames = 0;
  #position: Frames = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    const { shelf, highPass } = kWeighting(sampleRateHz);
    this.#filters = [
      [new Biquad(shelf), new Biquad(highPass)],
      [new Biquad(shelf), new Biquad(highPass)],
    ];
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    if (this.#left.length < frames) {
      this.#left = new Float64Array(frames);
      this.#right = new Float64Array(frames);
    }
    const [weightedLeft, weightedRight] = [this.#left, this.#right];
    weightedLeft.set(left.subarray(0, frames));
    weightedRight.set(right.subarray(0, frames));
    for (const filter of this.#filters[0]) filter.process(weightedLeft, frames);
    for (const filter of this.#filters[1]) filter.process(weightedRight, frames);

    for (let n = 0; n < frames;) {
      const blockEnd = blockBoundary(this.#power.length + 1, LOUDNESS_BLOCK_SECONDS, this.#sampleRateHz);
      const stop = Math.min(frames, n + blockEnd - this.#position);
      this.#position += stop - n;
      this.#done += stop - n;
      let sum = this.#sum;
      for (; n < stop; n++) sum += weightedLeft[n] * weightedLeft[n] + weightedRight[n] * weightedRight[n];
      this.#sum = sum;
      if (this.#position === blockEnd) {
        this.#power.push(this.#sum / this.#done);
        this.#sum = 0;
        this.#done = 0;
      }
    }
  }

  finish(): Float64Array {
    return Float64Array.from(this.#power);
  }
}

/** The sample at which the first `count` blocks of a length in seconds end, rounded once, so that nothing drifts. */
export function blockBoundary(count: number, blockSeconds: number, sampleRateHz: Hertz): Frames {
  return Math.round(count * blockSeconds * sampleRateHz);
}

import { Biquad, butterworthQs, lowPass } from '../../dsp/biquad.ts';
import { GrowingFloat32 } from '../../dsp/growing-array.ts';
import type { Frames, Hertz } from '../../dsp/units.ts';

/**
 * The mid signal (L+R)/√2 below 180 Hz at about 1 kHz: enough to tell the pitch of a kick, 240 kB a minute.
 *
 * Averages of whole groups of samples bring the rate to about 4 kHz (what folds down from there is 27 dB lower at
 * least), a fourth-order Butterworth low-pass at 180 Hz follows, and every fourth sample is kept.
 */
export class LowWaveformMeter {
  readonly sampleRateHz: Hertz;
  readonly #group: Frames;
  readonly #filters: Biquad[];
  readonly #values = new GrowingFloat32();
  #buffer = new Float32Array(0);
  #sum = 0;
  #inGroup: Frames = 0;
  #phase = 0;

  constructor(sampleRateHz: Hertz) {
    this.#group = Math.max(1, Math.round(sampleRateHz / MIDDLE_RATE_HZ));
    const middleRate = sampleRateHz / this.#group;
    this.sampleRateHz = middleRate / KEEP_EVERY;
    this.#filters = butterworthQs(4).map((q) => new Biquad(lowPass(middleRate, CORNER_HZ, q)));
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    const room = Math.ceil(frames / this.#group) + 1;
    if (this.#buffer.length < room) this.#buffer = new Float32Array(room);
    const buffer = this.#buffer;
    const scale = Math.SQRT1_2 / this.#group;
    let count = 0;
    for (let n = 0; n < frames;) {
      const end = Math.min(frames, n + this.#group - this.#inGroup);
      this.#inGroup += end - n;
      let sum = this.#sum;
      for (; n < end; n++) sum += left[n] + right[n];
      this.#sum = sum;
      if (this.#inGroup < this.#group) break;
      buffer[count++] = sum * scale;
      this.#sum = 0;
      this.#inGroup = 0;
    }
    for (const filter of this.#filters) filter.process(buffer, count);
    for (let i = 0; i < count; i++) {
      if (this.#phase === 0) this.#values.push(buffer[i]);
      this.#phase = (this.#phase + 1) % KEEP_EVERY;
    }
  }

  finish(): { sampleRateHz: Hertz; samples: Float32Array } {
    return { sampleRateHz: this.sampleRateHz, samples: this.#values.toArray() };
  }
}

/** The two steps of the decimation and the end of the band, as described at the meter. */
const MIDDLE_RATE_HZ: Hertz = 4000;
const KEEP_EVERY = 4;
const CORNER_HZ: Hertz = 180;

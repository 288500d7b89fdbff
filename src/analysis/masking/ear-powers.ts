import { ERB_BANDS } from '../../dsp/erb-bands.ts';
import { ComplexFft } from '../../dsp/fft.ts';
import { GrowingFloat32 } from '../../dsp/growing-array.ts';
import { binWeights } from '../../dsp/third-octaves.ts';
import type { Frames, Hertz, Power, Seconds } from '../../dsp/units.ts';
import { hannWindow, windowEnergy } from '../../dsp/window.ts';

/** Power in each band of the ear, row after row; all files have the same instants, whatever their rate. */
export interface EarPowers {
  /** Row r shows the window that starts at r · `hopSeconds`, 85 to 93 ms long. */
  hopSeconds: Seconds;
  rows: number;
  /** rows × `ERB_BANDS`: mean square of left and right together; 0 for bands above Nyquist. */
  powers: Float32Array;
}

/**
 * Close to a sixteenth note, and no tempo's sixteenth (150 BPM), so that the rows pass over every place of the beat.
 */
const HOP_SECONDS: Seconds = 0.1;
/** Nothing above this in a window: 24-bit noise. The row is silence and costs nothing. */
const SILENCE = 1e-6;

/** Measures the bands of a signal that goes by in blocks. */
export class EarPowerMeter {
  readonly #sampleRateHz: Hertz;
  readonly #size: Frames;
  readonly #fft: ComplexFft;
  readonly #window: Float64Array;
  readonly #windowEnergy: number;
  readonly #bands: ReturnType<typeof binWeights>[];
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  readonly #powers = new GrowingFloat32();
  #position: Frames = 0;
  #row = 0;
  #peak = 0;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    // The longest that fits into a hop: 4096 at 44.1 kHz, 11 Hz apart, a third of the narrowest band.
    this.#size = 2 ** Math.floor(Math.log2(HOP_SECONDS * sampleRateHz));
    this.#fft = new ComplexFft(this.#size);
    this.#window = hannWindow(this.#size);
    this.#windowEnergy = windowEnergy(this.#window);
    this.#bands = ERB_BANDS.map((band) => binWeights(band, this.#size, sampleRateHz));
    this.#left = new Float64Array(this.#size);
    this.#right = new Float64Array(this.#size);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let done = 0; done < frames;) {
      const into = this.#position - this.#start(this.#row);
      if (into < 0) {
        // Between two windows.
        const skipped = Math.min(frames - done, -into);
        this.#position += skipped;
        done += skipped;
        continue;
      }
      const take = Math.min(frames - done, this.#size - into);
      for (let i = 0; i < take; i++) {
        const l = left[done + i];
        const r = right[done + i];
        this.#left[into + i] = l;
        this.#right[into + i] = r;
        if (l > this.#peak || -l > this.#peak) this.#peak = l < 0 ? -l : l;
        if (r > this.#peak || -r > this.#peak) this.#peak = r < 0 ? -r : r;
      }
      this.#position += take;
      done += take;
      if (into + take === this.#size) this.#finishRow();
    }
  }

  /** An unfinished window at the end is left out. */
  finish(): EarPowers {
    return { hopSeconds: HOP_SECONDS, rows: this.#row, powers: this.#powers.take() };
  }

  #start(row: number): Frames {
    return Math.round(row * HOP_SECONDS * this.#sampleRateHz);
  }

  #finishRow(): void {
    const isSilent = this.#peak <= SILENCE;
    this.#row++;
    this.#peak = 0;
    if (isSilent) {
      for (let band = 0; band < ERB_BANDS.length; band++) this.#powers.push(0);
      return;
    }
    const [re, im, size] = [this.#left, this.#right, this.#size];
    for (let i = 0; i < size; i++) {
      re[i] *= this.#window[i];
      im[i] *= this.#window[i];
    }
    this.#fft.forward(re, im);
    for (const { firstBin, weights } of this.#bands) this.#powers.push(this.#bandPower(firstBin, weights));
  }

  /** Both channels' power by Parseval's theorem; the bins k and N − k of the joint transform hold it together. */
  #bandPower(firstBin: number, weights: Float64Array): Power {
    const [re, im, size] = [this.#left, this.#right, this.#size];
    let sum = 0;
    for (let i = 0; i < weights.length; i++) {
      const k = firstBin + i;
      const mirrored = (size - k) % size;
      sum += weights[i] * (re[k] ** 2 + im[k] ** 2 + (k === mirrored ? 0 : re[mirrored] ** 2 + im[mirrored] ** 2));
    }
    return sum / (2 * size * this.#windowEnergy);
  }
}

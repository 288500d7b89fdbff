import type { StereoSignal } from '../../audio/audio-source.ts';
import { ComplexFft } from '../../dsp/fft.ts';
import type { Decibels, Hertz, Power, Seconds } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';

/** The spectral peak of every moment of a signal. */
export interface ResonanceMoment {
  power: Power;
  peakHz: Hertz;
  /** Of the peak above the spectrum about an octave below it, and above it. */
  aboveLowerDb: Decibels;
  aboveUpperDb: Decibels;
}

/**
 * Follows the strongest broad peak of the spectrum between 250 Hz and 5 kHz, every 11.6 ms: spectra of 46 ms (Hann, mid),
 * smoothed over a third of an octave and tilted by +6 dB an octave, so that the harmonics of a saw lie level and the peak is
 * the filter's. A signal shorter than a window gives no moments.
 */
export function resonanceTrack(signal: StereoSignal): ResonanceMoment[] {
  const { sampleRateHz } = signal;
  const reader = READERS.get(sampleRateHz) ?? new MomentReader(sampleRateHz);
  READERS.set(sampleRateHz, reader);
  return reader.read(signal);
}

const WINDOW_SECONDS: Seconds = 2048 / 44100;
const OVERLAP = 4;
/** Between moments. */
export const RESONANCE_HOP_SECONDS: Seconds = WINDOW_SECONDS / OVERLAP;
/** Two octaves below the lowest peak, so that there is something to stand out from. */
const FROM_HZ: Hertz = 110;
const STEPS_PER_OCTAVE = 12;
/** 110 Hz to 10 kHz. */
const STEPS = 79;
/** 250 Hz and 5 kHz. */
const FIRST_PEAK = 14;
const LAST_PEAK = 66;
const NARROWEST_BINS = 4;
/** Keeps the level of nothing finite. */
const TINIEST_POWER: Power = 1e-20;

/** What all moments of one sample rate share: window, transform and the edges of the smoothing. */
class MomentReader {
  readonly #size: number;
  readonly #fft: ComplexFft;
  readonly #window: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** Power below each bin, of two moments. */
  readonly #sums: readonly [Float64Array, Float64Array];
  readonly #from = new Int32Array(STEPS);
  readonly #to = new Int32Array(STEPS);
  /** The tilt of each step, over the number of its bins. */
  readonly #scale = new Float64Array(STEPS);
  readonly #powers = new Float64Array(STEPS);

  constructor(sampleRateHz: Hertz) {
    const size = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
    this.#size = size;
    this.#fft = new ComplexFft(size);
    this.#window = hannWindow(size);
    [this.#re, this.#im] = [new Float64Array(size), new Float64Array(size)];
    this.#sums = [new Float64Array(size / 2 + 1), new Float64Array(size / 2 + 1)];
    const clip = (bin: number): number => Math.min(size / 2, Math.max(1, Math.round(bin)));
    for (let step = 0; step < STEPS; step++) {
      const centre = (FROM_HZ * 2 ** (step / STEPS_PER_OCTAVE) * size) / sampleRateHz;
      const half = Math.max(NARROWEST_BINS, centre * (2 ** (1 / 6) - 1));
      const [from, to] = [clip(centre - half), clip(centre + half) + 1];
      this.#from[step] = from;
      this.#to[step] = Math.min(to, size / 2);
      this.#scale[step] = (centre * centre) / (to - from);
    }
  }

  read({ left, right }: StereoSignal): ResonanceMoment[] {
    const [size, hop] = [this.#size, this.#size / OVERLAP];
    const [re, im, window] = [this.#re, this.#im, this.#window];
    const moments: ResonanceMoment[] = [];
    // Two moments at a time, as the real and imaginary part of one transform.
    for (let start = 0; start + size + hop <= left.length; start += 2 * hop) {
      for (let i = 0; i < size; i++) {
        re[i] = window[i] * (left[start + i] + right[start + i]);
        im[i] = window[i] * (left[start + hop + i] + right[start + hop + i]);
      }
      this.#fft.forward(re, im);
      this.#sumUp();
      for (const sums of this.#sums) moments.push(this.#momentOf(sums));
    }
    return moments;
  }

  #sumUp(): void {
    const [re, im, size] = [this.#re, this.#im, this.#size];
    const [first, second] = this.#sums;
    let [firstTotal, secondTotal] = [0, 0];
    for (let k = 1, mirror = size - 1; k < size / 2; k++, mirror--) {
      const even = re[k] + re[mirror];
      const odd = im[k] - im[mirror];
      firstTotal += even * even + odd * odd;
      const turnedEven = im[k] + im[mirror];
      const turnedOdd = re[k] - re[mirror];
      secondTotal += turnedEven * turnedEven + turnedOdd * turnedOdd;
      first[k + 1] = firstTotal;
      second[k + 1] = secondTotal;
    }
  }

  #momentOf(sums: Float64Array): ResonanceMoment {
    const powers = this.#powers;
    for (let step = 0; step < STEPS; step++) {
      powers[step] = (sums[this.#to[step]] - sums[this.#from[step]]) * this.#scale[step] + TINIEST_POWER;
    }
    let peak = FIRST_PEAK;
    for (let step = FIRST_PEAK; step <= LAST_PEAK; step++) if (powers[step] > powers[peak]) peak = step;
    const peakDb = 10 * Math.log10(powers[peak]);
    return {
      power: sums[this.#size / 2],
      peakHz: FROM_HZ * 2 ** (peak / STEPS_PER_OCTAVE),
      aboveLowerDb: peakDb - meanDb(powers, peak - 16, peak - 10),
      aboveUpperDb: peakDb - meanDb(powers, peak + 10, peak + 14),
    };
  }
}

/** Made once for each sample rate: a track has dozens of stretches, and they are short. */
const READERS = new Map<Hertz, MomentReader>();

/** Mean of the levels of at most seven steps: the level of their product, which no double is too small for. */
function meanDb(powers: Float64Array, from: number, to: number): Decibels {
  const [first, last] = [Math.max(0, from), Math.min(STEPS - 1, to)];
  let product = 1;
  for (let step = first; step <= last; step++) product *= powers[step];
  return (10 * Math.log10(product)) / (last - first + 1);
}

import { ComplexFft } from '../../dsp/fft.ts';
import type { Frames, Hertz, Normal, Seconds } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';

/** How far a sound consists of tones, and of how many notes. */
export interface Tones {
  /** Share of the power in narrow peaks of the spectrum: about 1 for a chord, little for noise. */
  tonality: Normal;
  /**
   * Pitch classes with a fifth or more of the strongest one's power: 1 for one voice, 3 for a triad; 0 without peaks.
   */
  notes: number;
}

/** 8192 at 44.1 kHz: a semitone apart from 90 Hz up. */
const WINDOW_SECONDS: Seconds = 0.186;
/** Where tones are looked for: the lowest bass to the top of what is played. */
const LOWEST_HZ: Hertz = 30;
const HIGHEST_HZ: Hertz = 5000;
/** A peak stands out by 10 dB of the middle of its surroundings, which are this many bins to both sides. */
const PEAK_RATIO = 10;
const SURROUNDINGS = 16;
/** Half the width of the main lobe of a Hann window, in bins. */
const LOBE = 2;
const STRONG: Normal = 0.2;

/** Finds the tones of single windows. */
export class ToneFinder {
  readonly windowFrames: Frames;
  readonly #sampleRateHz: Hertz;
  readonly #fft: ComplexFft;
  readonly #window: ArrayLike<number>;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(sampleRateHz: Hertz) {
    this.#sampleRateHz = sampleRateHz;
    this.windowFrames = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
    this.#fft = new ComplexFft(this.windowFrames);
    this.#window = hannWindow(this.windowFrames);
    this.#re = new Float64Array(this.windowFrames);
    this.#im = new Float64Array(this.windowFrames);
  }

  /** What lies beyond the end counts as silence; silence has no tones. */
  find(samples: Float32Array, start: Frames): Tones {
    const [re, im, size] = [this.#re, this.#im, this.windowFrames];
    for (let i = 0; i < size; i++) re[i] = this.#window[i] * (samples[start + i] ?? 0);
    im.fill(0);
    this.#fft.forward(re, im);
    const power = re.subarray(0, size / 2);
    for (let k = 0; k < power.length; k++) power[k] = re[k] ** 2 + im[k] ** 2;
    const binHz = this.#sampleRateHz / size;
    const [first, last] = [Math.ceil(LOWEST_HZ / binHz), Math.min(power.length - 1, Math.floor(HIGHEST_HZ / binHz))];
    let total = 0;
    for (let k = first; k < power.length; k++) total += power[k];
    if (total <= 0) return { tonality: 0, notes: 0 };
    const classes = new Float64Array(12);
    let inPeaks = 0;
    for (let k = Math.max(first, LOBE); k <= last - LOBE; k++) {
      if (!isPeak(power, k)) continue;
      let lobe = 0;
      for (let j = k - LOBE; j <= k + LOBE; j++) lobe += power[j];
      inPeaks += lobe;
      classes[pitchClass(binHz * middleOf(power, k))] += lobe;
    }
    const strongest = Math.max(...classes);
    return {
      tonality: Math.min(1, inPeaks / total),
      notes: strongest > 0 ? classes.filter((value) => value >= STRONG * strongest).length : 0,
    };
  }
}

function isPeak(power: Float64Array, k: number): boolean {
  if (!(power[k] > power[k - 1] && power[k] >= power[k + 1] && power[k] > power[k - 2] && power[k] >= power[k + 2])) {
    return false;
  }
  const around = [...power.slice(Math.max(0, k - SURROUNDINGS), k + SURROUNDINGS + 1)].sort((a, b) => a - b);
  return power[k] >= PEAK_RATIO * around[around.length >> 1];
}

/** The top of the parabola through the logarithms of three bins. */
function middleOf(power: Float64Array, k: number): number {
  const [a, b, c] = [power[k - 1], power[k], power[k + 1]].map((value) => Math.log(value + Number.MIN_VALUE));
  const bend = a - 2 * b + c;
  return bend === 0 ? k : k + (0.5 * (a - c)) / bend;
}

function pitchClass(hz: Hertz): number {
  return ((Math.round(12 * Math.log2(hz / 440)) % 12) + 12) % 12;
}

import { melBinWeights } from './mel-bands.ts';
import { binWeights, thirdOctavesBelowNyquist, type BinWeights, type ThirdOctave } from './third-octaves.ts';
import type { Frames, Hertz } from './units.ts';
import { hannWindow, kaiserSincAt, windowEnergy } from './window.ts';

/**
 * Everything about the shared short-time spectra that depends on the sample rate alone.
 *
 * One window cannot serve the whole range: 93 ms resolve 21 Hz, but the third octave at 50 Hz is 12 Hz wide. So bands
 * below 178 Hz come from a second transform, of the signal decimated by 16, with a window four times as long around the
 * moment of every other main one; and the two lowest, 6 and 7 Hz wide, from a third one twice as long again.
 */
export interface SpectraPlan {
  sampleRateHz: Hertz;
  bands: readonly ThirdOctave[];
  /** Spectra of the signal itself: the upper bands. */
  main: SpectrumPlan;
  /** Spectra of the decimated signal: the low bands, all of them, though the lowest are taken from `sub`. */
  low: SpectrumPlan;
  /** Taps of the decimator's low-pass, odd in number and symmetric. */
  decimator: Float64Array;
  /** Zeros before the decimated signal, which put the middle of its first window at that of the main one. */
  lowPadding: Frames;
  /** Spectra of the decimated signal over the longest windows: the bands that those of `low` are too short for. */
  sub: SpectrumPlan;
  /** The same zeros for the longest windows. */
  subPadding: Frames;
}

export interface SpectrumPlan {
  size: Frames;
  hop: Frames;
  hzPerBin: Hertz;
  window: Float64Array;
  /**
   * Turns |X|² of a bin into the mean square it stands for, both halves of the spectrum counted; the bins at 0 and at
   * Nyquist stand for themselves alone and get half. With it the bins add up to the mean square of the windowed signal
   * over that of the window (Parseval).
   */
  powerScale: number;
  weights: readonly BinWeights[];
  /** The mel bands (`mel-bands.ts`); none of the decimated signal. */
  melWeights: readonly BinWeights[];
}

/** The same spectra without mel bands. */
export function withoutMel(plan: SpectrumPlan): SpectrumPlan {
  return { ...plan, melWeights: [] };
}

/** Factor between the sample rate and that of the decimated signal. */
export const DECIMATION = 16;

/**
 * Rows whose spectra are averaged before they are shown to a listener: 0.19 s at 44.1 kHz, shorter than half a beat at
 * any tempo of dance music, and an eighth of the work.
 */
export const POOL_ROWS = 8;

/**
 * Rows of the main spectra from one of the bass to the next: those windows overlap by seven eighths even so, and what
 * lies between two rows is their mean.
 */
export const LOW_ROW_HOPS = 2;

/** The same of the longest windows, which overlap by three quarters. */
export const SUB_ROW_HOPS = 8;

/** Plan for a rate of at least 8 kHz; made once for each, and the same for all who ask. */
export function spectraPlan(sampleRateHz: Hertz): SpectraPlan {
  const plan = PLANS.get(sampleRateHz) ?? makePlan(sampleRateHz);
  PLANS.set(sampleRateHz, plan);
  return plan;
}

const PLANS = new Map<Hertz, SpectraPlan>();

function makePlan(sampleRateHz: Hertz): SpectraPlan {
  const size = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
  const bands = thirdOctavesBelowNyquist(sampleRateHz);
  const lowBands = bands.filter((band) => band.centreHz < CROSSOVER_HZ);
  const lowSize = (LOW_WINDOWS * size) / DECIMATION;
  const subSize = (SUB_WINDOWS * size) / DECIMATION;
  const subBands = bands.filter((band) => band.centreHz < SUB_CROSSOVER_HZ);
  const hop = size / OVERLAP;
  const lowRateHz = sampleRateHz / DECIMATION;
  return {
    sampleRateHz,
    bands,
    main: {
      ...spectrumPlan(size, hop, sampleRateHz, bands.slice(lowBands.length)),
      melWeights: melBinWeights(size, sampleRateHz),
    },
    low: spectrumPlan(lowSize, (LOW_ROW_HOPS * hop) / DECIMATION, lowRateHz, lowBands),
    decimator: decimatorTaps(),
    lowPadding: (lowSize - size / DECIMATION) / 2,
    sub: spectrumPlan(subSize, (SUB_ROW_HOPS * hop) / DECIMATION, lowRateHz, subBands),
    subPadding: (subSize - size / DECIMATION) / 2,
  };
}

/** 4096 samples at 44.1 kHz: resolves a semitone above 350 Hz, and stays shorter than a sixteenth of a bar. */
const WINDOW_SECONDS = 4096 / 44100;
/** The main windows overlap by three quarters, so that the sum of their squares is constant. */
const OVERLAP = 4;
/** Length of the bass windows in main windows. */
const LOW_WINDOWS = 4;
/** The same of the longest ones: four bins lie in the narrowest band, and a sine in its middle is in it whole. */
const SUB_WINDOWS = 8;
/** Between the bands at 31.5 and 40 Hz. */
const SUB_CROSSOVER_HZ = 35;
/** Between the bands at 160 and 200 Hz. */
const CROSSOVER_HZ = 178;

function spectrumPlan(size: Frames, hop: Frames, sampleRateHz: Hertz, bands: readonly ThirdOctave[]): SpectrumPlan {
  const window = hannWindow(size);
  return {
    size,
    hop,
    hzPerBin: sampleRateHz / size,
    window,
    powerScale: 2 / (size * windowEnergy(window)),
    weights: bands.map((band) => binWeights(band, size, sampleRateHz)),
    melWeights: [],
  };
}

/*
 * Eight output samples long. The Kaiser design rule, taps = (A − 8) / (2.285·Δω), gives it 100 dB from 250 Hz up to
 * where the spectrum folds back onto the bands (2.5 kHz at 44.1 kHz).
 */
const DECIMATOR_TAPS = 8 * DECIMATION + 1;
const DECIMATOR_BETA = 10;
/** Half-way between 250 Hz and the first alias, as a share of half the sample rate: half of the new rate. */
const DECIMATOR_CUTOFF = 1 / DECIMATION;

function decimatorTaps(): Float64Array {
  const half = (DECIMATOR_TAPS - 1) / 2;
  const taps = Float64Array.from({ length: DECIMATOR_TAPS }, (_, tap) => {
    return kaiserSincAt(tap - half, half, DECIMATOR_CUTOFF, DECIMATOR_BETA);
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

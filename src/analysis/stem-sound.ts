import type { StereoSignal } from '../audio/audio-source.ts';
import { ComplexFft } from '../dsp/fft.ts';
import { mean, median, quantile, standardDeviation } from '../dsp/statistics.ts';
import type { Frames, Hertz, Normal, Seconds } from '../dsp/units.ts';
import { hannWindow } from '../dsp/window.ts';
import type { BeatGrid } from '../store/analysis-document.ts';
import { ActiveExcerpts, type Excerpt } from './stem-sound/active-excerpts.ts';
import { PitchFinder } from './stem-sound/pitch.ts';

/** A light portrait of a stem, from its loudest twelve seconds: enough to tell a kick from a pad. */
export interface StemSound {
  /** Nothing above −72 dBFS: all other measures are 0. */
  isSilent: boolean;
  /** Shares of the power (mid + side) below 120 Hz, to 500 Hz, to 2 kHz, to 6 kHz and above; they add up to 1. */
  lowShare: Normal;
  lowMidShare: Normal;
  midShare: Normal;
  highMidShare: Normal;
  highShare: Normal;
  centroidHz: Hertz;
  /** Side power by mid + side power: 0 mono, 0.5 unrelated sides. */
  width: Normal;
  onsetsPerSecond: number;
  /** Highest autocorrelation of the onset strength at lags from a sixteenth to two beats or so (0.1–1 s): 1 = like a machine. */
  regularity: Normal;
  /** Share of the onsets within 35 ms of a beat; `undefined` without a steady grid or onsets. */
  onBeatShare: Normal | undefined;
  /** Share of the time within 10 dB of the loud level (its 95th percentile): a long sound has nearly 1, a short one little. */
  sustain: Normal;
  /** Median fundamental of the loud windows, 35–1200 Hz; 0 where there is none. */
  pitchHz: Hertz;
  /** Median periodicity of the loud windows. */
  harmonicity: Normal;
  /** Standard deviation of the centroid in octaves over the loud moments: a filter that moves. */
  brightnessMotion: number;
}

/** A 12-bit step: the dither of a 16-bit file stays 18 dB below, and nobody mixes anything this quiet. */
const SILENCE_PEAK = 10 ** (-72 / 20);

/**
 * Measures the loudest stretches of a signal. A signal shorter than a spectrum's window (93 ms) counts as silent; NaN must not occur.
 *
 * @param grid the beat grid of the song the stem belongs to, for `onBeatShare`.
 */
export function measureStemSound(signal: StereoSignal, grid?: BeatGrid): StemSound {
  const excerpts = new ActiveExcerpts(signal.sampleRateHz);
  excerpts.push(signal.left, signal.right, signal.left.length);
  return soundOfExcerpts(excerpts.finish(), grid);
}

/** The same for stretches already chosen; all of one rate. */
export function soundOfExcerpts(excerpts: readonly Excerpt[], grid?: BeatGrid): StemSound {
  const audible = excerpts.filter(
    ({ signal }) => signal.left.length >= WINDOW_SECONDS * signal.sampleRateHz && peakOf(signal) >= SILENCE_PEAK,
  );
  if (audible.length === 0) return SILENT;
  const moments = audible.map(({ signal }) => momentsOf(signal));
  const all = moments.flat();
  const bands = BAND_EDGES_HZ.map((_, band) => all.reduce((sum, moment) => sum + moment.bands[band], 0));
  const total = bands.reduce((sum, power) => sum + power, 0);
  const loudest = quantile(
    all.map(({ power }) => power),
    LOUD_QUANTILE,
  );
  const loud = all.filter(({ power }) => power >= loudest / LOUD_RANGE);
  const onsets = moments.map(onsetsOf);
  const pitches = audible.flatMap(({ signal }) => pitchesOf(signal));
  const seconds = audible.reduce((sum, { signal }) => sum + signal.left.length / signal.sampleRateHz, 0);
  const onsetTimes = audible.flatMap(({ startSeconds }, i) =>
    onsets[i].peaks.map((row) => startSeconds + moments[i][row].seconds),
  );
  const [lowShare, lowMidShare, midShare, highMidShare, highShare] = bands.map((power) => power / total);
  return {
    isSilent: false,
    lowShare,
    lowMidShare,
    midShare,
    highMidShare,
    highShare,
    centroidHz:
      all.reduce((sum, { centroidHz, power }) => sum + centroidHz * power, 0) /
      all.reduce((sum, { power }) => sum + power, 0),
    width: all.reduce((sum, { side }) => sum + side, 0) / total,
    onsetsPerSecond: onsetTimes.length / seconds,
    regularity: mean(onsets.map(({ strength }) => periodicity(strength))),
    onBeatShare:
      grid?.steady === true && onsetTimes.length > 0
        ? mean(onsetTimes.map((time) => Number(isOnBeat(time, grid))))
        : undefined,
    sustain: loud.length / all.length,
    pitchHz: pitches.length === 0 ? 0 : median(pitches.map(({ pitchHz }) => pitchHz)),
    harmonicity: pitches.length === 0 ? 0 : median(pitches.map(({ harmonicity }) => harmonicity)),
    brightnessMotion: standardDeviation(loud.map(({ centroidHz }) => Math.log2(Math.max(20, centroidHz)))),
  };
}

const SILENT: StemSound = {
  isSilent: true,
  lowShare: 0,
  lowMidShare: 0,
  midShare: 0,
  highMidShare: 0,
  highShare: 0,
  centroidHz: 0,
  width: 0,
  onsetsPerSecond: 0,
  regularity: 0,
  onBeatShare: undefined,
  sustain: 0,
  pitchHz: 0,
  harmonicity: 0,
  brightnessMotion: 0,
};

/** Upper edges of the five bands. */
const BAND_EDGES_HZ = [120, 500, 2000, 6000, Infinity] as const;
/** The loud level is the one only a twentieth of the time exceeds. */
const LOUD_QUANTILE = 0.95;
/** 10 dB in power. */
const LOUD_RANGE = 10;
/** 2048 at 44.1 kHz: 21 Hz apart, just enough to tell a sub from a low mid. */
const WINDOW_SECONDS: Seconds = 0.0464;
/** Moments a window; the hop is 12 ms. */
const OVERLAP = 4;
/** Windows whose pitch is found in each excerpt: the loudest ones. */
const PITCH_WINDOWS = 8;

interface Moment {
  seconds: Seconds;
  power: number;
  side: number;
  bands: number[];
  centroidHz: Hertz;
  /** Rise of the log power since the moment before, mean over the bands that rose. */
  rise: number;
}

function momentsOf({ left, right, sampleRateHz }: StereoSignal): Moment[] {
  const size = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
  const hop = size / OVERLAP;
  const fft = new ComplexFft(size);
  const window = hannWindow(size);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const binHz = sampleRateHz / size;
  const lastBins = BAND_EDGES_HZ.map((edgeHz) => Math.min(size / 2 - 1, Math.floor(edgeHz / binHz)));
  const moments: Moment[] = [];
  for (let start = 0; start + size <= left.length; start += hop) {
    // Mid and side are real: one complex transform does both, and its even and odd parts are theirs.
    for (let i = 0; i < size; i++) {
      re[i] = window[i] * (left[start + i] + right[start + i]);
      im[i] = window[i] * (left[start + i] - right[start + i]);
    }
    fft.forward(re, im);
    let side = 0;
    let weighted = 0;
    const bands = lastBins.map((last, band) => {
      let both = 0;
      for (let k = band === 0 ? 1 : lastBins[band - 1] + 1; k <= last; k++) {
        const midRe = re[k] + re[size - k];
        const midIm = im[k] - im[size - k];
        const sideRe = im[k] + im[size - k];
        const sideIm = re[size - k] - re[k];
        const sidePower = sideRe * sideRe + sideIm * sideIm;
        const power = midRe * midRe + midIm * midIm + sidePower;
        both += power;
        side += sidePower;
        weighted += power * k;
      }
      return both;
    });
    const power = bands.reduce((sum, value) => sum + value, 0);
    const before = moments.at(-1)?.bands;
    moments.push({
      seconds: (start + size / 2) / sampleRateHz,
      power,
      side,
      bands,
      centroidHz: power > 0 ? (weighted / power) * binHz : 0,
      rise: before === undefined ? 0 : riseOf(before, bands),
    });
  }
  return moments;
}

/** Sum over the bands of how far each rose in natural-log power above a floor 60 dB below the moment's own power. */
function riseOf(before: readonly number[], now: readonly number[]): number {
  const floor = 1e-6 * Math.max(...before, ...now) + Number.MIN_VALUE;
  // A band far below the loudest may jump for nothing, so each counts by its share.
  const total = now.reduce((sum, value) => sum + Math.sqrt(value), 0) + Number.MIN_VALUE;
  return now.reduce(
    (sum, value, band) =>
      sum + (Math.sqrt(value) / total) * Math.max(0, Math.log((value + floor) / (before[band] + floor))),
    0,
  );
}

/** An onset rises by 3 dB or more within a hop, is the steepest within 50 ms, and comes near the loud level. */
function onsetsOf(moments: readonly Moment[]): { strength: number[]; peaks: number[] } {
  const loudest = quantile(
    moments.map(({ power }) => power),
    LOUD_QUANTILE,
  );
  // What is far below the loud level is no note, however steeply it rises.
  const strength = moments.map(({ rise }, row) => {
    const soon = Math.max(...moments.slice(row, row + ONSET_REACH).map(({ power }) => power));
    return soon >= loudest * ONSET_FLOOR ? rise : 0;
  });
  const peaks = strength.flatMap((value, row) => {
    const around = strength.slice(Math.max(0, row - ONSET_REACH), row + ONSET_REACH + 1);
    return value >= LEAST_RISE && value === Math.max(...around) ? [row] : [];
  });
  return { strength, peaks };
}

/** 3 dB in natural-log power. */
const LEAST_RISE = Math.log(2);
/** Moments of 12 ms: about 50 ms. */
const ONSET_REACH = 4;
/** −16 dB below the loud level. */
const ONSET_FLOOR = 0.025;

/** The highest normalised autocorrelation at lags of 0.1 to 1 s; 0 where there are no onsets. */
function periodicity(strength: readonly number[]): Normal {
  const average = mean(strength);
  const centred = strength.map((value) => value - average);
  const energy = centred.reduce((sum, value) => sum + value * value, 0);
  if (energy === 0) return 0;
  let best = 0;
  const hopSeconds = WINDOW_SECONDS / OVERLAP;
  for (let lag = Math.round(0.1 / hopSeconds); lag <= Math.min(strength.length / 2, 1 / hopSeconds); lag++) {
    let sum = 0;
    for (let i = lag; i < centred.length; i++) sum += centred[i] * centred[i - lag];
    best = Math.max(best, (sum / energy) * (centred.length / (centred.length - lag)));
  }
  return Math.min(1, best);
}

const ON_BEAT_SECONDS: Seconds = 0.035;

function isOnBeat(seconds: Seconds, grid: BeatGrid): boolean {
  const beat = 60 / grid.tempoBpm;
  const phase = (seconds - grid.firstDownbeatSeconds) / beat;
  return Math.abs(phase - Math.round(phase)) * beat <= ON_BEAT_SECONDS;
}

/** Pitch and harmonicity of the loudest windows of an excerpt. */
function pitchesOf({ left, right, sampleRateHz }: StereoSignal): { pitchHz: Hertz; harmonicity: Normal }[] {
  const finder = new PitchFinder(sampleRateHz);
  const mid = left.map((value, i) => value + right[i]);
  const starts: { start: Frames; power: number }[] = [];
  for (let start = 0; start + finder.windowFrames <= mid.length; start += finder.windowFrames) {
    let power = 0;
    for (let i = start; i < start + finder.windowFrames; i++) power += mid[i] ** 2;
    starts.push({ start, power });
  }
  return starts
    .sort((a, b) => b.power - a.power)
    .slice(0, PITCH_WINDOWS)
    .map(({ start }) => finder.find(mid, start));
}

function peakOf({ left, right }: StereoSignal): number {
  let peak = 0;
  for (const channel of [left, right]) {
    for (const value of channel) if (value > peak || -value > peak) peak = value < 0 ? -value : value;
  }
  return peak;
}

import type { StereoSignal } from '../audio/audio-source.ts';
import { samplePeak } from '../dsp/sample-peak.ts';
import { mean, median, quantile, standardDeviation } from '../dsp/statistics.ts';
import type { Decibels, Hertz, Normal, Seconds } from '../dsp/units.ts';
import { ActiveExcerpts, type Excerpt } from './stem-sound/active-excerpts.ts';
import { loudWindows, type LoudWindow } from './stem-sound/loud-windows.ts';
import { momentHopSeconds, momentsOf, OCTAVE_EDGES_HZ, type Moment } from './stem-sound/moments.ts';
import { noteShape, onsetsOf, periodicity } from './stem-sound/onsets.ts';

/** A light portrait of a stem, from its loudest twelve seconds: enough to tell a kick from a pad. */
export interface StemSound {
  /** Nothing above −72 dBFS: all other measures are 0. */
  isSilent: boolean;
  /**
   * Shares of the power (mid + side) in nine octaves: below 62.5 Hz, to 125, 250, 500 Hz, 1, 2, 4, 8 kHz and above;
   * they add up to 1.
   */
  octaveShares: readonly Normal[];
  centroidHz: Hertz;
  /** Side power by mid + side power: 0 mono, 0.5 unrelated sides. */
  width: Normal;
  onsetsPerSecond: number;
  /**
   * Highest autocorrelation of the onset strength at lags from a sixteenth to two beats or so (0.1–1 s): 1 = like a
   * machine.
   */
  regularity: Normal;
  /**
   * Share of the time within 10 dB of the loud level (its 95th percentile): a long sound has nearly 1, a short one
   * little.
   */
  sustain: Normal;
  /** Median over the notes: from the peak until 10 dB below it, and from the onset to the peak; 0 without an onset. */
  decaySeconds: Seconds;
  attackSeconds: Seconds;
  /** How far the median note has fallen 100 ms behind its peak, at most 30 dB. */
  fallDb: Decibels;
  /** Octaves by which the centroid of the median note falls within 100 ms. */
  darkening: number;
  /** How fast level and centroid move over seconds, whichever way, in dB and octaves a second: a riser's do. */
  levelDrift: number;
  brightnessDrift: number;
  /** Standard deviation of the centroid in octaves over the loud moments: a filter that moves. */
  brightnessMotion: number;
  /**
   * How many octaves the brightest and the darkest twentieth of the audible moments lie from the middle: consonants,
   * clicks, kicks.
   */
  brightnessAbove: number;
  brightnessBelow: number;
  /** Loud level over the median one, at most 60 dB. */
  dynamicsDb: Decibels;
  /** Median fundamental of the loud windows, 35–1200 Hz; 0 where there is none. */
  pitchHz: Hertz;
  /** Median periodicity of the loud windows. */
  harmonicity: Normal;
  /** Standard deviation of the fundamentals in octaves: 0 for a drum, half an octave or more for a melody. */
  pitchSpread: number;
  /** Median change of the fundamental within 60 ms, in semitones, at most 1: a voice glides. */
  glide: Normal;
  /** How far the fundamentals lie off any grid of semitones: 0 for a sequencer, nearly 1 for speech. */
  offGrid: Normal;
  /** Median share of the power in narrow peaks of the spectrum: see `tones.ts`. */
  tonality: Normal;
  /** Mean number of notes that sound at once. */
  notes: number;
}

/** A 12-bit step: the dither of a 16-bit file stays 18 dB below, and nobody mixes anything this quiet. */
const SILENCE_PEAK = 10 ** (-72 / 20);
/** Two milliseconds are a click, not a sound. */
const SHORTEST_SECONDS: Seconds = 0.002;
/** The loud level is the one only a twentieth of the time exceeds. */
const LOUD_QUANTILE = 0.95;
/** 10 dB in power. */
const LOUD_RANGE = 10;

/** 30 dB in power: what is weaker says little about a stem. */
const AUDIBLE_RANGE = 1000;
const MOST_DYNAMICS_DB: Decibels = 60;

/** Measures the loudest stretches of a signal. One shorter than 2 ms counts as silent; NaN must not occur. */
export function measureStemSound(signal: StereoSignal): StemSound {
  const excerpts = new ActiveExcerpts(signal.sampleRateHz);
  excerpts.push(signal.left, signal.right, signal.left.length);
  return soundOfExcerpts(excerpts.finish());
}

/** The same for stretches already chosen; all of one rate. */
export function soundOfExcerpts(excerpts: readonly Excerpt[]): StemSound {
  const audible = excerpts.filter(
    ({ signal }) =>
      signal.left.length >= SHORTEST_SECONDS * signal.sampleRateHz &&
      samplePeak(signal.left, signal.right) >= SILENCE_PEAK,
  );
  if (audible.length === 0) return SILENT;
  const hopSeconds = momentHopSeconds(audible[0].signal.sampleRateHz);
  const moments = audible.map(({ signal, startSeconds }) => momentsOf(signal, startSeconds === 0));
  const all = moments.flat();
  const powers = all.map(({ power }) => power);
  const total = powers.reduce((sum, power) => sum + power, 0);
  const loudest = quantile(powers, LOUD_QUANTILE);
  const loud = all.filter(({ power }) => power >= loudest / LOUD_RANGE);
  const brightness = all
    .filter(({ power }) => power >= loudest / AUDIBLE_RANGE)
    .map(({ centroidHz }) => octavesOf(centroidHz));
  const onsets = moments.map((row) => onsetsOf(row, loudest));
  const notes = moments.flatMap((row, i) => noteShape(row, onsets[i], hopSeconds) ?? []);
  const drifts = moments.map((row) => driftOf(row, hopSeconds));
  const seconds = audible.reduce((sum, { signal }) => sum + signal.left.length / signal.sampleRateHz, 0);
  return {
    isSilent: false,
    octaveShares: OCTAVE_EDGES_HZ.map((_, i) => all.reduce((sum, { octaves }) => sum + octaves[i], 0) / total),
    centroidHz: all.reduce((sum, { centroidHz, power }) => sum + centroidHz * power, 0) / total,
    width: all.reduce((sum, { side }) => sum + side, 0) / total,
    onsetsPerSecond: onsets.reduce((sum, { rows }) => sum + rows.length, 0) / seconds,
    regularity: mean(onsets.map((one) => periodicity(one, hopSeconds))),
    sustain: loud.length / all.length,
    decaySeconds: medianOrZero(notes.map(({ decaySeconds }) => decaySeconds)),
    attackSeconds: medianOrZero(notes.map(({ attackSeconds }) => attackSeconds)),
    fallDb: medianOrZero(notes.map(({ fallDb }) => fallDb)),
    darkening: medianOrZero(notes.map(({ darkening }) => darkening)),
    levelDrift: mean(drifts.map(({ level }) => level)),
    brightnessDrift: mean(drifts.map(({ brightness }) => brightness)),
    brightnessMotion: standardDeviation(loud.map(({ centroidHz }) => octavesOf(centroidHz))),
    brightnessAbove: quantile(brightness, LOUD_QUANTILE) - median(brightness),
    brightnessBelow: median(brightness) - quantile(brightness, 1 - LOUD_QUANTILE),
    dynamicsDb: Math.min(MOST_DYNAMICS_DB, 10 * Math.log10(loudest / median(powers))),
    ...pitchTraits(audible.flatMap(({ signal }) => loudWindows(signal))),
  };
}

type PitchTraits = Pick<
  StemSound,
  'pitchHz' | 'harmonicity' | 'pitchSpread' | 'glide' | 'offGrid' | 'tonality' | 'notes'
>;

/** From here on a window has a pitch that can be compared with others. */
const PITCHED: Normal = 0.6;

function pitchTraits(windows: readonly LoudWindow[]): PitchTraits {
  const pitched = windows.filter(({ harmonicity }) => harmonicity >= PITCHED);
  const semitones = pitched.map(({ pitchHz }) => 12 * Math.log2(pitchHz));
  const [along, across] = [Math.cos, Math.sin].map((part) => semitones.map((value) => part(2 * Math.PI * value)));
  return {
    pitchHz: medianOrZero(windows.map(({ pitchHz }) => pitchHz)),
    harmonicity: medianOrZero(windows.map(({ harmonicity }) => harmonicity)),
    pitchSpread: pitched.length < 2 ? 0 : standardDeviation(semitones) / 12,
    glide: medianOrZero(pitched.map(({ glideSemitones }) => Math.min(1, glideSemitones))),
    offGrid: pitched.length < 2 ? 0 : 1 - Math.hypot(mean(along), mean(across)),
    tonality: medianOrZero(windows.map(({ tonality }) => tonality)),
    notes: windows.length === 0 ? 0 : mean(windows.map(({ notes }) => notes)),
  };
}

const SILENT: StemSound = {
  isSilent: true,
  octaveShares: OCTAVE_EDGES_HZ.map(() => 0),
  centroidHz: 0,
  width: 0,
  onsetsPerSecond: 0,
  regularity: 0,
  sustain: 0,
  decaySeconds: 0,
  attackSeconds: 0,
  fallDb: 0,
  darkening: 0,
  levelDrift: 0,
  brightnessDrift: 0,
  brightnessMotion: 0,
  brightnessAbove: 0,
  brightnessBelow: 0,
  dynamicsDb: 0,
  pitchHz: 0,
  harmonicity: 0,
  pitchSpread: 0,
  glide: 0,
  offGrid: 0,
  tonality: 0,
  notes: 0,
};

/** A beat at 120 BPM: within it a loop has its loudest note and its rest. */
const DRIFT_BLOCK_SECONDS: Seconds = 0.5;
/** Blocks further below the loudest one are rests: 40 dB. */
const DRIFT_RANGE = 1e-4;

/** Slopes of the blocks' loudest moments, level in dB and centroid in octaves a second, without their sign. */
function driftOf(moments: readonly Moment[], hopSeconds: Seconds): { level: number; brightness: number } {
  const block = Math.round(DRIFT_BLOCK_SECONDS / hopSeconds);
  const peaks: Moment[] = [];
  for (let from = 0; from + block <= moments.length; from += block) {
    peaks.push(moments.slice(from, from + block).reduce((best, one) => (one.power > best.power ? one : best)));
  }
  const loudest = Math.max(0, ...peaks.map(({ power }) => power));
  const kept = peaks.filter(({ power }) => power > loudest * DRIFT_RANGE);
  const times = kept.map(({ seconds }) => seconds);
  return {
    level: Math.abs(
      slopeOf(
        times,
        kept.map(({ power }) => 10 * Math.log10(power)),
      ),
    ),
    brightness: Math.abs(
      slopeOf(
        times,
        kept.map(({ centroidHz }) => octavesOf(centroidHz)),
      ),
    ),
  };
}

/** Least squares; 0 for fewer than three points. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  if (x.length < 3) return 0;
  const [middleX, middleY] = [mean(x), mean(y)];
  const across = x.reduce((sum, value, i) => sum + (value - middleX) * (y[i] - middleY), 0);
  return across / x.reduce((sum, value) => sum + (value - middleX) ** 2, 0);
}

function octavesOf(hz: Hertz): number {
  return Math.log2(Math.max(20, hz));
}

function medianOrZero(values: readonly number[]): number {
  return values.length === 0 ? 0 : median(values);
}

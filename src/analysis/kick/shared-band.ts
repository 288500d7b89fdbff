import type { Hertz, Normal, Power, Seconds } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';

/**
 * How much of the low end kick and bass have in common: the overlap Σ min(k, b) of their mean power spectra below 180
 * Hz, each of sum 1. 0: they hold different notes; 1: the same band. The kick's spectrum is of the first half of the
 * beats, after its sweep has begun to settle, the bass's of the rest.
 *
 * @returns `undefined` where either is silent
 */
export function sharedBand(
  { samples, sampleRateHz }: { samples: Float32Array; sampleRateHz: Hertz },
  beats: readonly Seconds[],
  beatSeconds: Seconds,
): Normal | undefined {
  const kick = new Float64Array(BINS);
  const bass = new Float64Array(BINS);
  const window = hannWindow(Math.round(WINDOW_BEATS * beatSeconds * sampleRateHz));
  const add = (to: Float64Array, seconds: Seconds): void => {
    addSpectrum(to, samples, Math.round(seconds * sampleRateHz), window, sampleRateHz);
  };
  for (const beat of beats.slice(0, MOST_BEATS)) {
    add(kick, beat + KICK_FROM_SECONDS);
    add(bass, beat + BASS_FROM_BEATS * beatSeconds);
  }
  const [kickPower, bassPower] = [kick, bass].map((powers) => powers.reduce((sum, power) => sum + power, 0));
  if (!(kickPower > 0) || !(bassPower > SILENT * kickPower)) return undefined;
  return kick.reduce((sum, power, bin) => sum + Math.min(power / kickPower, bass[bin] / bassPower), 0);
}

/**
 * From 30 Hz, below which no system plays, to the corner of the waveform's low-pass, in steps of half of what a window
 * tells.
 */
const LOWEST_HZ: Hertz = 30;
const STEP_HZ: Hertz = 6;
const BINS = 26;
/** Both windows are as long; the bass's ends before the next kick. */
const WINDOW_BEATS = 0.37;
const KICK_FROM_SECONDS: Seconds = 0.02;
const BASS_FROM_BEATS = 0.55;
/** Two phrases of eight bars are enough for a mean. */
const MOST_BEATS = 64;
/** Less than 30 dB below the kick is no bass. */
const SILENT = 1e-3;

/** Adds |X(f)|² of a windowed stretch at each bin; a stretch that leaves the track is passed over. */
function addSpectrum(
  to: Float64Array,
  samples: Float32Array,
  from: number,
  window: Float64Array,
  sampleRateHz: Hertz,
): void {
  if (from < 0 || from + window.length > samples.length) return;
  const windowed = window.map((weight, i) => weight * samples[from + i]);
  for (let bin = 0; bin < BINS; bin++) to[bin] += powerAt(windowed, (LOWEST_HZ + bin * STEP_HZ) / sampleRateHz);
}

/** Goertzel's recurrence: |Σ x[n]·e^(−2πi·f·n)|² at `cycles` per sample. */
function powerAt(samples: Float64Array, cycles: number): Power {
  const coefficient = 2 * Math.cos(2 * Math.PI * cycles);
  let s1 = 0;
  let s2 = 0;
  for (let i = 0; i < samples.length; i++) {
    const s0 = samples[i] + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
}

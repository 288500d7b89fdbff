import type { StereoSignal } from '../audio/audio-source.ts';
import { LIMITER } from '../devices/limiter.ts';
import { processWhole } from '../devices/process-whole.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import { ComplexFft } from '../dsp/fft.ts';
import { signalLoudness } from '../dsp/signal-loudness.ts';
import type { Decibels, Hertz } from '../dsp/units.ts';
import type { MasterChain } from './master-chain.ts';

/** How to make a sum of stems sound as the bounce does. */
export interface MasterSound {
  /** Gain before the limiter. */
  gainDb: Decibels;
  /** Centre of each band that `responseDb` is stated for. */
  bandCentreHz: readonly Hertz[];
  responseDb: Float64Array;
  /** Nothing is limited where undefined. */
  ceilingDb: Decibels | undefined;
}

/** Below this much gain reduction a limiter only rounds a few peaks: it is left out. */
const LEAST_LIMITING_DB: Decibels = 0.5;

/** Each round anticipates what the limiter takes off; the third changes nothing that can be heard. */
const GAIN_ROUNDS = 3;

/**
 * Fits the estimated master chain to a mix: its response, its limiting at the bounce's own peak, and the gain that
 * makes the sum of the stems as loud as the bounce.
 *
 * @param sum the stems as they were bounced; left unchanged
 * @param bounce loudness (LUFS) and sample peak (dBFS) of the bounce
 */
export function fitMasterSound(
  chain: MasterChain,
  bandCentreHz: readonly Hertz[],
  sum: StereoSignal,
  bounce: { integratedLufs: number; peakDb: Decibels },
): MasterSound {
  const sound: MasterSound = { gainDb: chain.gainDb, bandCentreHz, responseDb: chain.responseDb, ceilingDb: undefined };
  const equalised = equaliseAsMaster(sum, sound);
  // A clipper that only takes the peaks hardly shows in the level: it shows in peaks that are missing.
  const limits =
    chain.limiting.some(({ reductionDb }) => reductionDb >= LEAST_LIMITING_DB) ||
    peakDb(equalised) + chain.gainDb > bounce.peakDb + LEAST_LIMITING_DB;
  if (limits) sound.ceilingDb = bounce.peakDb;
  for (let round = 0; round < GAIN_ROUNDS; round++) {
    const { left, right } = driveAsMaster(equalised, sound);
    const missing = bounce.integratedLufs - signalLoudness(left, right, sum.sampleRateHz);
    if (Number.isFinite(missing)) sound.gainDb += missing;
    if (!limits) break;
  }
  return sound;
}

function peakDb({ left, right }: StereoSignal): Decibels {
  let peak = 0;
  for (let n = 0; n < left.length; n++) peak = Math.max(peak, Math.abs(left[n]), Math.abs(right[n]));
  return 20 * Math.log10(peak);
}

/** The sum of the stems as the master makes it sound: a new signal of the same length. */
export function renderMasterSound(sum: StereoSignal, sound: MasterSound): StereoSignal {
  return driveAsMaster(equaliseAsMaster(sum, sound), sound);
}

/** The linear first half of the master: its response, without its gain. The sum itself where the response is flat. */
export function equaliseAsMaster(sum: StereoSignal, sound: MasterSound): StereoSignal {
  if (sound.responseDb.every((value) => value === 0)) return sum;
  const impulse = linearPhaseImpulse(sound, sum.sampleRateHz);
  return { sampleRateHz: sum.sampleRateHz, ...convolve(sum, impulse) };
}

/** The second half: gain and limiter. A new signal. */
export function driveAsMaster(equalised: StereoSignal, { gainDb, ceilingDb }: MasterSound): StereoSignal {
  const { sampleRateHz } = equalised;
  const gain = dbToAmplitude(gainDb);
  const [left, right] = [equalised.left, equalised.right].map((samples) => {
    const driven = samples.slice();
    for (let n = 0; n < driven.length; n++) driven[n] *= gain;
    return driven;
  });
  if (ceilingDb !== undefined) limit(left, right, sampleRateHz, ceilingDb);
  return { sampleRateHz, left, right };
}

function limit(left: Float32Array, right: Float32Array, sampleRateHz: Hertz, ceilingDb: Decibels): void {
  processWhole(LIMITER.createProcessor({ Ceiling: ceilingDb }, sampleRateHz), left, right);
}

/** Long enough for the half-octave slopes of a smoothed third-octave response down to 25 Hz. */
const IMPULSE_FRAMES = 8192;

/**
 * Frequency sampling: the response between band centres is interpolated over log frequency, windowed, and delayed by
 * half.
 */
function linearPhaseImpulse({ bandCentreHz, responseDb }: MasterSound, sampleRateHz: Hertz): Float64Array {
  const re = new Float64Array(IMPULSE_FRAMES);
  const im = new Float64Array(IMPULSE_FRAMES);
  for (let bin = 0; bin <= IMPULSE_FRAMES / 2; bin++) {
    const gain = dbToAmplitude(responseAt((bin * sampleRateHz) / IMPULSE_FRAMES, bandCentreHz, responseDb));
    re[bin] = gain;
    re[(IMPULSE_FRAMES - bin) % IMPULSE_FRAMES] = gain;
  }
  new ComplexFft(IMPULSE_FRAMES).inverse(re, im);
  const half = IMPULSE_FRAMES / 2;
  return Float64Array.from({ length: IMPULSE_FRAMES }, (_, n) => {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / IMPULSE_FRAMES);
    return re[(n + half) % IMPULSE_FRAMES] * window;
  });
}

function responseAt(hz: Hertz, centres: readonly Hertz[], responseDb: Float64Array): Decibels {
  const above = centres.findIndex((centre) => centre >= hz);
  if (above === 0) return responseDb[0];
  if (above < 0) return responseDb[responseDb.length - 1];
  const share = Math.log(hz / centres[above - 1]) / Math.log(centres[above] / centres[above - 1]);
  return responseDb[above - 1] + share * (responseDb[above] - responseDb[above - 1]);
}

/**
 * Overlap-save with a symmetric impulse, its delay of half its length taken away again. The impulse is real, so that
 * left and right go through one transform as the parts of a complex signal.
 */
function convolve(sum: StereoSignal, impulse: Float64Array): Pick<StereoSignal, 'left' | 'right'> {
  const size = 2 * impulse.length;
  const step = impulse.length;
  const delay = impulse.length / 2;
  const fft = new ComplexFft(size);
  const [hRe, hIm] = [new Float64Array(size), new Float64Array(size)];
  hRe.set(impulse);
  fft.forward(hRe, hIm);
  const frames = sum.left.length;
  const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  for (let start = -delay; start < frames; start += step) {
    // Output [start, start + step) of the undelayed result needs input from start + delay − step on.
    const from = start + delay - step;
    const [first, last] = [Math.max(0, from), Math.min(frames, from + size)];
    re.fill(0);
    im.fill(0);
    re.set(sum.left.subarray(first, last), first - from);
    im.set(sum.right.subarray(first, last), first - from);
    fft.forward(re, im);
    for (let n = 0; n < size; n++) {
      const real = re[n] * hRe[n] - im[n] * hIm[n];
      im[n] = re[n] * hIm[n] + im[n] * hRe[n];
      re[n] = real;
    }
    fft.inverse(re, im);
    for (let n = Math.max(0, -start); n < step && start + n < frames; n++) {
      left[start + n] = re[step + n];
      right[start + n] = im[step + n];
    }
  }
  return { left, right };
}

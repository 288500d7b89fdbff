import type { StereoSignal } from '../audio/audio-source.ts';
import { LIMITER } from '../devices/limiter.ts';
import { processWhole } from '../devices/process-whole.ts';
import { dbToAmplitude } from '../dsp/decibels.ts';
import { convolved } from '../dsp/convolved.ts';
import { ComplexFft } from '../dsp/fft.ts';
import { withGainCourse, type GainCourse } from '../dsp/gain-course.ts';
import { signalLoudness } from '../dsp/signal-loudness.ts';
import { blockBoundary } from '../dsp/k-weighted-power.ts';
import type { Decibels, Hertz, Lufs } from '../dsp/units.ts';
import {
  compressionCourse,
  driveCourse,
  type MasterCompression,
  type MasterLimiting,
} from './master/dynamics-course.ts';

/** How to make a sum of stems sound as the bounce does. */
export interface MasterSound {
  /** Gain before clipper and limiter. */
  gainDb: Decibels;
  /** Centre of each band that `responseDb` is stated for. */
  bandCentreHz: readonly Hertz[];
  responseDb: Float64Array;
  /** Nothing is compressed where undefined. */
  compression: MasterCompression | undefined;
  /** Nothing is limited where undefined. */
  limiting: MasterLimiting | undefined;
}

/** Most masters are there by the third; what is not by then is nearly as loud as its limiting lets it be. */
const GAIN_ROUNDS = 6;
/** Half of what meters show. */
const LOUD_ENOUGH_LU = 0.05;
/** What a decibel of gain brings in loudness: 1 where nothing is limited, hardly anything where all is. */
const FREE_SLOPE = 1;
const LIMITED_SLOPE = 0.4;
const LEAST_SLOPE = 0.1;
const MOST_STEP_DB: Decibels = 6;

/**
 * A sound with the gain that makes a signal as loud as wanted, or as near to that as its limiting lets it come.
 *
 * @param equalised what `equaliseAsMaster` makes of the sum; left unchanged. A silent one keeps the gain as it is.
 */
export function asLoudAs(sound: MasterSound, equalised: StereoSignal, wantedLufs: Lufs): MasterSound {
  return drivenAsLoudAs(sound, equalised, wantedLufs).sound;
}

/** The same with what `driveAsMaster` makes of the signal by that gain, which is known by then. */
export function drivenAsLoudAs(
  sound: MasterSound,
  equalised: StereoSignal,
  wantedLufs: Lufs,
): { sound: MasterSound; driven: StereoSignal } {
  let driven: StereoSignal | undefined;
  const loudnessAt = (gainDb: Decibels): Lufs => {
    driven = driveAsMaster(equalised, { ...sound, gainDb });
    return signalLoudness(driven.left, driven.right, equalised.sampleRateHz);
  };
  let gainDb = sound.gainDb;
  let lufs = loudnessAt(gainDb);
  let slope = sound.limiting === undefined ? FREE_SLOPE : LIMITED_SLOPE;
  for (let round = 0; round < GAIN_ROUNDS; round++) {
    const missing = wantedLufs - lufs;
    if (!Number.isFinite(missing) || Math.abs(missing) < LOUD_ENOUGH_LU) break;
    const step = Math.max(-MOST_STEP_DB, Math.min(MOST_STEP_DB, missing / slope));
    const next = loudnessAt(gainDb + step);
    slope = Math.max(LEAST_SLOPE, Math.min(FREE_SLOPE, (next - lufs) / step));
    gainDb += step;
    lufs = next;
  }
  return { sound: { ...sound, gainDb }, driven: driven ?? driveAsMaster(equalised, { ...sound, gainDb }) };
}

/** The sum of the stems as the master makes it sound: a new signal of the same length. */
export function renderMasterSound(sum: StereoSignal, sound: MasterSound): StereoSignal {
  return driveAsMaster(equaliseAsMaster(sum, sound), sound);
}

/** The linear first half of the master: its response, without its gain. The sum itself where the response is flat. */
export function equaliseAsMaster(sum: StereoSignal, sound: MasterSound): StereoSignal {
  if (sound.responseDb.every((value) => value === 0)) return sum;
  const impulse = linearPhaseImpulse(sound, sum.sampleRateHz);
  const [left, right] = convolved(sum.left, sum.right, impulse);
  return { sampleRateHz: sum.sampleRateHz, left, right };
}

/** The second half: gain, clipper and limiter. A new signal. */
export function driveAsMaster(
  equalised: StereoSignal,
  { gainDb, compression, limiting }: Pick<MasterSound, 'gainDb' | 'compression' | 'limiting'>,
): StereoSignal {
  const { sampleRateHz } = equalised;
  const tip = limiting === undefined ? Infinity : dbToAmplitude(limiting.ceilingDb + limiting.clipAboveDb);
  const course = { ...gainCourse(equalised, dbToAmplitude(gainDb), compression), tip };
  const [left, right] = withGainCourse(equalised.left, equalised.right, course);
  if (limiting !== undefined && limiting.clipAboveDb > 0) {
    const settings = { Ceiling: limiting.ceilingDb, Release: limiting.releaseMs };
    processWhole(LIMITER.createProcessor(settings, sampleRateHz), left, right);
  }
  return { sampleRateHz, left, right };
}

/** A gain and what the compressor leaves: straight from block to block. */
function gainCourse(
  signal: StereoSignal,
  gain: number,
  compression: MasterCompression | undefined,
): Omit<GainCourse, 'tip'> {
  const { length } = signal.left;
  if (compression === undefined) return { start: gain, ends: Int32Array.of(length), gains: Float64Array.of(gain) };
  const course = driveCourse(signal);
  const reduction = compressionCourse(course, compression);
  const blocks = reduction.length;
  const gains = new Float64Array(blocks + 1).fill(gain);
  for (let block = 0; block < blocks; block++) gains[block] = gain * dbToAmplitude(-reduction[block]);
  // What is left behind the last whole block stays as that ends.
  if (blocks > 0) gains[blocks] = gains[blocks - 1];
  const ends = Int32Array.from(gains, (_, block) =>
    block === blocks ? length : blockBoundary(block + 1, course.blockSeconds, signal.sampleRateHz),
  );
  return { start: gain, ends, gains };
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

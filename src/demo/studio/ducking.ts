import { dbToAmplitude } from '../../dsp/decibels.ts';
import type { Frames, Hertz } from '../../dsp/units.ts';
import type { DuckSettings } from '../song.ts';

/**
 * The gain of a side-chained track, frame by frame: at every kick −depth dB, then back towards 0 as −depth · exp(−t/τ)
 * with τ = release / ln 10. The dip begins 3 ms ahead of the kick, as a volume shaper's does, so that its edge does not
 * click.
 */
export function duckingGain(
  duck: DuckSettings,
  kickFrames: readonly Frames[],
  frames: Frames,
  sampleRateHz: Hertz,
): Float32Array {
  const gain = new Float32Array(frames).fill(1);
  const decayFrames = (duck.releaseMs / 1000 / Math.LN10) * sampleRateHz;
  const recovery = new Float32Array(Math.ceil(decayFrames * RECOVERED_AFTER));
  for (let frame = 0; frame < recovery.length; frame += 1) {
    recovery[frame] = dbToAmplitude(-duck.depthDb * Math.exp(-frame / decayFrames));
  }
  const ramp = Math.round(RAMP_SECONDS * sampleRateHz);
  const floor = dbToAmplitude(-duck.depthDb);
  kickFrames.forEach((kick, index) => {
    const until = Math.min(kickFrames[index + 1] ?? frames, kick + recovery.length, frames);
    gain.set(recovery.subarray(0, Math.max(0, until - kick)), kick);
    for (let back = 1; back <= ramp && kick - back >= 0; back += 1) {
      gain[kick - back] = floor + (gain[kick - back] - floor) * (back / ramp);
    }
  });
  return gain;
}

/** Short enough to leave the note before the kick alone, long enough not to click. */
const RAMP_SECONDS = 0.003;
/** After twelve time constants an 8 dB dip is within 0.0001 dB of gone. */
const RECOVERED_AFTER = 12;

import { powerToDb } from '../../dsp/decibels.ts';
import type { Decibels, Hertz, Milliseconds } from '../../dsp/units.ts';
import type { StereoBuffer } from './stereo-buffer.ts';

export interface CompressorSettings {
  /** Against the mean of both channels' power (full-scale sine on both: −3 dB). */
  thresholdDb: Decibels;
  ratio: number;
  attackMs: Milliseconds;
  releaseMs: Milliseconds;
}

/**
 * A feed-forward compressor on both channels together, in place: the power of 2 ms stretches, the reduction smoothed in
 * decibels with the attack where it grows and the release where it shrinks, soft knee of 6 dB, no make-up gain.
 */
export function compress(buffer: StereoBuffer, settings: CompressorSettings, sampleRateHz: Hertz): void {
  const { left, right } = buffer;
  const stretch = Math.max(1, Math.round(STRETCH_SECONDS * sampleRateHz));
  const smoothing = (time: Milliseconds): number => 1 - Math.exp((-1000 * STRETCH_SECONDS) / time);
  const [attack, release] = [smoothing(settings.attackMs), smoothing(settings.releaseMs)];
  let reduction = 0;
  let gain = 1;
  for (let start = 0; start < left.length; start += stretch) {
    const end = Math.min(start + stretch, left.length);
    let power = 0;
    for (let frame = start; frame < end; frame += 1) power += left[frame] ** 2 + right[frame] ** 2;
    const wanted = reductionDb(powerToDb(power / (2 * (end - start))), settings);
    reduction += (wanted > reduction ? attack : release) * (wanted - reduction);
    const target = 10 ** (-reduction / 20);
    const step = (target - gain) / (end - start);
    for (let frame = start; frame < end; frame += 1) {
      gain += step;
      left[frame] *= gain;
      right[frame] *= gain;
    }
    gain = target;
  }
}

const STRETCH_SECONDS = 0.002;
const KNEE_DB = 6;

/** The static curve with a quadratic knee (Giannoulis, Massberg, Reiss 2012, equation 4). */
function reductionDb(levelDb: Decibels, { thresholdDb, ratio }: CompressorSettings): Decibels {
  const over = levelDb - thresholdDb;
  if (over <= -KNEE_DB / 2) return 0;
  const slope = 1 - 1 / ratio;
  return over >= KNEE_DB / 2 ? slope * over : (slope * (over + KNEE_DB / 2) ** 2) / (2 * KNEE_DB);
}

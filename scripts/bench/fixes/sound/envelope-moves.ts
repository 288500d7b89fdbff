import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import { dbToAmplitude } from '../../../../src/dsp/decibels.ts';
import type { Decibels, Frames, Milliseconds, Seconds } from '../../../../src/dsp/units.ts';
import { mapped } from './sample-moves.ts';

/** Level envelope of the louder side: rises in `attackMs`, falls in `releaseMs` (time constants). */
function levelOf(
  { sampleRateHz, left, right }: StereoSignal,
  attackMs: Milliseconds,
  releaseMs: Milliseconds,
): Float32Array {
  const [rise, fall] = [attackMs, releaseMs].map((ms) => 1 - Math.exp(-1000 / (ms * sampleRateHz)));
  const level = new Float32Array(left.length);
  let now = 0;
  for (let frame = 0; frame < left.length; frame++) {
    const peak = Math.max(Math.abs(left[frame]), Math.abs(right[frame]));
    now += (peak > now ? rise : fall) * (peak - now);
    level[frame] = now;
  }
  return level;
}

/**
 * A feed-forward compressor with a hard knee that works on linear level: above the threshold the level's distance is
 * divided by the ratio. A ratio below 1 expands instead: what is loud becomes louder.
 */
export function compressed(
  signal: StereoSignal,
  settings: { thresholdDb: Decibels; ratio: number; attackMs: Milliseconds; releaseMs: Milliseconds },
): StereoSignal {
  const level = levelOf(signal, settings.attackMs, settings.releaseMs);
  const threshold = dbToAmplitude(settings.thresholdDb);
  const slope = 1 / settings.ratio - 1;
  return mapped(signal, (left, right, frame) => {
    const over = level[frame] / threshold;
    const gain = over > 1 ? over ** slope : 1;
    return [gain * left, gain * right];
  });
}

/** The level that is exceeded in `share` of the time that sounds; −Infinity for silence. */
export function levelExceeded(signal: StereoSignal, share: number): Decibels {
  const level = levelOf(signal, 1, 50);
  const sounding = level.filter((value) => value > SOUNDING).sort();
  return sounding.length === 0 ? -Infinity : 20 * Math.log10(sounding[Math.floor((1 - share) * (sounding.length - 1))]);
}

/** −60 dBFS: below, a stem is between its notes. */
const SOUNDING = 1e-3;

/**
 * A dip at each of the given times, drawn by hand: down at once over 2 ms, held a fifth of its length, back up in a
 * cosine.
 */
export function ducked(
  signal: StereoSignal,
  dip: { seconds: readonly Seconds[]; depthDb: Decibels; lengthMs: Milliseconds },
): StereoSignal {
  const { sampleRateHz } = signal;
  const gainDb = new Float32Array(signal.left.length);
  const length: Frames = Math.round((dip.lengthMs / 1000) * sampleRateHz);
  const edge: Frames = Math.round(0.002 * sampleRateHz);
  for (const seconds of dip.seconds) {
    const start = Math.round(seconds * sampleRateHz);
    for (let n = -edge; n < length; n++) {
      const at = start + n;
      if (at < 0 || at >= gainDb.length) continue;
      const progress = n / length;
      const shape = n < 0 ? 1 + n / edge : progress < 0.2 ? 1 : Math.cos(((progress - 0.2) / 0.8) * (Math.PI / 2)) ** 2;
      gainDb[at] = Math.min(gainDb[at], -dip.depthDb * shape);
    }
  }
  return mapped(signal, (left, right, frame) => {
    if (gainDb[frame] === 0) return [left, right];
    const gain = dbToAmplitude(gainDb[frame]);
    return [gain * left, gain * right];
  });
}

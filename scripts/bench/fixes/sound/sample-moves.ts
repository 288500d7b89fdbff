import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import { dbToAmplitude } from '../../../../src/dsp/decibels.ts';
import type { Decibels } from '../../../../src/dsp/units.ts';

/** Every pair of samples through one function; the result is new. */
export function mapped(
  { sampleRateHz, left, right }: StereoSignal,
  move: (left: number, right: number, frame: number) => readonly [number, number],
): StereoSignal {
  const out = { sampleRateHz, left: new Float32Array(left.length), right: new Float32Array(left.length) };
  for (let frame = 0; frame < left.length; frame++) {
    const pair = move(left[frame], right[frame], frame);
    out.left[frame] = pair[0];
    out.right[frame] = pair[1];
  }
  return out;
}

/** One gain for each side, exact to the sample. */
export function gained(signal: StereoSignal, leftDb: Decibels, rightDb: Decibels = leftDb): StereoSignal {
  const [left, right] = [dbToAmplitude(leftDb), dbToAmplitude(rightDb)];
  return {
    sampleRateHz: signal.sampleRateHz,
    left: signal.left.map((sample) => left * sample),
    right: signal.right.map((sample) => right * sample),
  };
}

/** The side by a gain, the mid as it is. */
export function sideGained(signal: StereoSignal, sideDb: Decibels): StereoSignal {
  const gain = dbToAmplitude(sideDb);
  return mapped(signal, (left, right) => {
    const mid = (left + right) / 2;
    const side = (gain * (left - right)) / 2;
    return [mid + side, mid - side];
  });
}

/** Adds two signals of one length. */
export function added(one: StereoSignal, other: StereoSignal): StereoSignal {
  return mapped(one, (left, right, frame) => [left + other.left[frame], right + other.right[frame]]);
}

/** Hard clip at ± the ceiling. */
export function clipped(signal: StereoSignal, ceilingDb: Decibels): StereoSignal {
  const most = dbToAmplitude(ceilingDb);
  const clip = (sample: number): number => Math.max(-most, Math.min(most, sample));
  return { ...signal, left: signal.left.map(clip), right: signal.right.map(clip) };
}

/** Mean square of both sides. */
export function meanSquare({ left, right }: StereoSignal): number {
  let sum = 0;
  for (let frame = 0; frame < left.length; frame++) sum += left[frame] ** 2 + right[frame] ** 2;
  return sum / (2 * left.length);
}

/** The signal brought to the power of another. */
export function asLoudAs(signal: StereoSignal, other: StereoSignal): StereoSignal {
  const [own, wanted] = [meanSquare(signal), meanSquare(other)];
  return own > 0 && wanted > 0 ? gained(signal, 10 * Math.log10(wanted / own)) : signal;
}

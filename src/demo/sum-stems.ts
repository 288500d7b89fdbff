import type { StereoSignal } from '../audio/audio-source.ts';

/** Adds signals of one rate and length. @throws RangeError for an empty list or signals that do not match. */
export function sumStems(signals: readonly StereoSignal[]): StereoSignal {
  const [first] = signals;
  if (first === undefined) throw new RangeError('There are no stems to sum.');
  const left = new Float32Array(first.left.length);
  const right = new Float32Array(first.left.length);
  for (const signal of signals) {
    if (signal.left.length !== left.length || signal.sampleRateHz !== first.sampleRateHz) {
      throw new RangeError('Only stems of the same length and sample rate can be summed.');
    }
    for (let frame = 0; frame < left.length; frame += 1) {
      left[frame] += signal.left[frame];
      right[frame] += signal.right[frame];
    }
  }
  return { sampleRateHz: first.sampleRateHz, left, right };
}

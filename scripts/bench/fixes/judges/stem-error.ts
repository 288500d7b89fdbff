import type { Decibels } from '../../../../src/dsp/units.ts';
import type { BandFrames } from './band-frames.ts';

/**
 * How far a stem is from what it was before anything was wrong with it: the mean of |ΔdB| over all cells of time, third
 * octave, mid and side that are heard in either, each difference at most `MOST_DB`. Knows nothing of features or
 * profiles; 0 for a stem that nobody touched.
 */
export function stemError(stem: BandFrames, truth: BandFrames): Decibels {
  const peak = peakOf(truth);
  if (peak === 0) return 0;
  const floor = peak * HEARD;
  let sum = 0;
  let cells = 0;
  const count = Math.min(stem.frames.length, truth.frames.length);
  for (let t = 0; t < count; t++) {
    const [own, wanted] = [stem.frames[t], truth.frames[t]];
    for (let b = 0; b < wanted.length; b++) {
      if (own[b] <= floor && wanted[b] <= floor) continue;
      cells++;
      sum += Math.min(MOST_DB, Math.abs(10 * Math.log10((own[b] + floor / 10) / (wanted[b] + floor / 10))));
    }
  }
  return cells === 0 ? 0 : sum / cells;
}

/** −40 dB from the loudest cell: what lies below is covered by the stem's own louder parts. */
const HEARD = 1e-4;
const MOST_DB: Decibels = 12;

function peakOf({ frames }: BandFrames): number {
  let peak = 0;
  for (const frame of frames) for (const power of frame) peak = Math.max(peak, power);
  return peak;
}

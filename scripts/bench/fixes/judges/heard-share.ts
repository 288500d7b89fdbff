import type { Decibels, Normal } from '../../../../src/dsp/units.ts';
import type { BandFrames } from './band-frames.ts';

/**
 * How much of a mix sounds different from another: the share of its cells (time by third octave, mid and side, within
 * 40 dB of the loudest of their frame) whose level differs by more than one notices.
 */
export function heardShare(mix: BandFrames, truth: BandFrames): Normal {
  let [changed, heard] = [0, 0];
  truth.frames.forEach((wanted, t) => {
    const own = mix.frames[t];
    const floor = Math.max(LEAST_POWER, HEARD * Math.max(...wanted, ...own));
    for (let b = 0; b < wanted.length; b++) {
      if (wanted[b] < floor && own[b] < floor) continue;
      heard++;
      if (Math.abs(10 * Math.log10((own[b] + floor / 10) / (wanted[b] + floor / 10))) > NOTICED_DB) changed++;
    }
  });
  return heard === 0 ? 0 : changed / heard;
}

/** −40 dB. */
const HEARD = 1e-4;
/** The dither of a 16-bit file. */
const LEAST_POWER = 1e-10;
/** Of one band among steady others, listeners tell 1 to 2 dB (Green, Profile Analysis, 1988). */
const NOTICED_DB: Decibels = 1.5;

import type { Decibels, Hertz } from '../../../../src/dsp/units.ts';
import type { GainCurve } from './linear-phase.ts';

/*
 * Magnitudes of the analogue filters that equalisers are modelled on, with no digital filter in between. A bell's Q is
 * that of the band whose edges have half of the gain in decibels, as in most equalisers.
 */

/** H(s) = (s² + s·√g/Q + 1) / (s² + s/(√g·Q) + 1), where g is the gain at the centre. */
export function bell(centreHz: Hertz, gainDb: Decibels, q: number): GainCurve {
  const root = 10 ** (gainDb / 40);
  return (hz) => {
    const w = hz / centreHz;
    const real = (1 - w * w) ** 2;
    return 10 * Math.log10((real + ((w * root) / q) ** 2) / (real + (w / (root * q)) ** 2));
  };
}

/** A first-order shelf, half of the gain at the corner: |H|² = (g + w²) / (1/g + w²) · 1/g below, mirrored above. */
export function lowShelf(cornerHz: Hertz, gainDb: Decibels): GainCurve {
  const root = 10 ** (gainDb / 20);
  return (hz) => {
    const w = (hz / cornerHz) ** 2;
    return 10 * Math.log10((w + root) / (w + 1 / root));
  };
}

export function highShelf(cornerHz: Hertz, gainDb: Decibels): GainCurve {
  const mirrored = lowShelf(cornerHz, gainDb);
  return (hz) => mirrored(cornerHz ** 2 / hz);
}

/** Butterworth of the second order. */
export function highCut(cornerHz: Hertz): GainCurve {
  return (hz) => -10 * Math.log10(1 + (hz / cornerHz) ** 4);
}

/** Flat-topped: the whole gain between two edges, falling to none within half an octave outside. */
export function region(lowHz: Hertz, highHz: Hertz, gainDb: Decibels): GainCurve {
  return (hz) => {
    const outside = Math.max(Math.log2(lowHz / hz), Math.log2(hz / highHz), 0);
    return outside >= 0.5 ? 0 : gainDb * Math.cos(Math.PI * outside) ** 2;
  };
}

import { ERB_BANDS } from '../../dsp/erb-bands.ts';
import type { Decibels, Power } from '../../dsp/units.ts';

/**
 * Level at the ear of a mean square of 1. A master of −8 LUFS then sounds at 85 dB, which is how loud people mix (B.
 * Katz's and SMPTE's reference of 83–85 dB).
 */
export const FULL_SCALE_SPL: Decibels = 93;

/** Levels of the table of filters, in steps of 5 dB; below and above, the outermost is taken. */
const LOWEST_SPL: Decibels = 30;
const STEP_DB: Decibels = 5;
const LEVELS = 16;

/** The level at which a filter is symmetric, and how fast its lower skirt flattens above it. */
const SYMMETRIC_SPL: Decibels = 51;
const FLATTENING_PER_DB = 0.35;
/** A skirt never rises: a tenth of the symmetric slope is as flat as measurements go. */
const FLATTEST = 0.1;

const BANDS = ERB_BANDS.length;

/** Gains from band j to the filter i at a level: level × j × i. */
const SPREAD: Float64Array = spreadTable();

/**
 * Excitation pattern: power at the output of each of the ear's filters (rounded exponentials of Glasberg and Moore,
 * Hearing Research 47, 1990), every band's power thought at its centre. A filter lets what lies below its centre pass
 * the more, the louder that is: so low sounds cover high ones, and not the other way round.
 *
 * @param powers mean squares of `ERB_BANDS`; from `offset` on
 * @param excitation filled; as many values as there are bands
 */
export function excite(powers: Float32Array, offset: number, excitation: Float64Array): void {
  excitation.fill(0);
  for (let j = 0; j < BANDS; j++) {
    const power = powers[offset + j];
    if (power <= 0) continue;
    const spl = FULL_SCALE_SPL + 10 * Math.log10(power);
    const level = Math.max(0, Math.min(LEVELS - 1, Math.round((spl - LOWEST_SPL) / STEP_DB)));
    const row = (level * BANDS + j) * BANDS;
    for (let i = 0; i < BANDS; i++) excitation[i] += power * SPREAD[row + i];
  }
}

/**
 * Threshold of hearing in quiet as a mean square: 3.64·f^−0.8 − 6.5·e^(−0.6(f − 3.3)²) + 0.001·f⁴ dB with f in kHz
 * (E. Terhardt, Hearing Research 1, 1979).
 */
export const QUIET_POWER: readonly Power[] = ERB_BANDS.map(({ centreHz }) => {
  const f = centreHz / 1000;
  const spl = 3.64 * f ** -0.8 - 6.5 * Math.exp(-0.6 * (f - 3.3) ** 2) + 0.001 * f ** 4;
  return 10 ** ((spl - FULL_SCALE_SPL) / 10);
});

function spreadTable(): Float64Array {
  const table = new Float64Array(LEVELS * BANDS * BANDS);
  for (let level = 0; level < LEVELS; level++) {
    for (let j = 0; j < BANDS; j++) {
      for (let i = 0; i < BANDS; i++) {
        table[(level * BANDS + j) * BANDS + i] = filterGain(
          ERB_BANDS[i].centreHz,
          ERB_BANDS[j].centreHz,
          LOWEST_SPL + STEP_DB * level,
        );
      }
    }
  }
  return table;
}

/** W = (1 + pg)·e^(−pg), with p = 4f/ERB, on the lower side p − 0.35·p/p(1 kHz)·(X − 51). */
function filterGain(filterHz: number, soundHz: number, spl: Decibels): number {
  const slope = symmetricSlope(filterHz);
  const g = Math.abs(soundHz - filterHz) / filterHz;
  const flattened = slope - FLATTENING_PER_DB * (slope / symmetricSlope(1000)) * (spl - SYMMETRIC_SPL);
  const p = soundHz < filterHz ? Math.max(FLATTEST * slope, flattened) : slope;
  return (1 + p * g) * Math.exp(-p * g);
}

function symmetricSlope(hz: number): number {
  return (4 * hz) / (24.7 * (1 + (4.37 * hz) / 1000));
}

import { magnitudeAt, type BiquadCoefficients } from './biquad.ts';
import type { Hertz, Power } from './units.ts';

/**
 * The two sections of the K-weighting filter of ITU-R BS.1770-5 at any sample rate.
 *
 * The recommendation tabulates them at 48 kHz only. They are the bilinear transforms of a high shelf (+4 dB above about
 * 1.7 kHz: the head) and a high-pass at 38 Hz (the ear's weak bass), and are derived again here from those analogue
 * filters for each rate. At 48 kHz the result is the table.
 *
 * @param sampleRateHz above 4 kHz, so that the shelf lies below Nyquist
 */
export function kWeighting(sampleRateHz: Hertz): { shelf: BiquadCoefficients; highPass: BiquadCoefficients } {
  return { shelf: shelf(sampleRateHz), highPass: highPass(sampleRateHz) };
}

/**
 * Power gain of K-weighting at a frequency below 24 kHz. The standard states its filters for 48 kHz; one curve for all
 * rates keeps band powers of two files comparable.
 */
export function kWeightAt(hz: Hertz): Power {
  const { shelf, highPass } = AT_TABLE_RATE;
  return (magnitudeAt(shelf, hz, TABLE_RATE_HZ) * magnitudeAt(highPass, hz, TABLE_RATE_HZ)) ** 2;
}

/* Analogue parameters solved from the 48 kHz table, to the digits that give the table back. */
const SHELF = {
  hz: 1681.974450955533,
  gainDb: 3.999843853973347,
  q: 0.7071752369554196,
  midExponent: 0.4996667741545416,
};
const HIGH_PASS = { hz: 38.13547087602444, q: 0.5003270373238773 };
const TABLE_RATE_HZ = 48000;
const AT_TABLE_RATE = kWeighting(TABLE_RATE_HZ);

function shelf(sampleRateHz: Hertz): BiquadCoefficients {
  const k = Math.tan((Math.PI * SHELF.hz) / sampleRateHz);
  const high = 10 ** (SHELF.gainDb / 20);
  const middle = high ** SHELF.midExponent;
  const a0 = 1 + k / SHELF.q + k * k;
  return {
    b0: (high + (middle * k) / SHELF.q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (middle * k) / SHELF.q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / SHELF.q + k * k) / a0,
  };
}

function highPass(sampleRateHz: Hertz): BiquadCoefficients {
  const k = Math.tan((Math.PI * HIGH_PASS.hz) / sampleRateHz);
  const a0 = highPassDenominator(k);
  // The table's numerator is 1, −2, 1: a gain of 1.005 far above the corner, which is kept at every rate.
  const gain = highPassDenominator(Math.tan((Math.PI * HIGH_PASS.hz) / TABLE_RATE_HZ)) / a0;
  return { b0: gain, b1: -2 * gain, b2: gain, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / HIGH_PASS.q + k * k) / a0 };
}

function highPassDenominator(k: number): number {
  return 1 + k / HIGH_PASS.q + k * k;
}

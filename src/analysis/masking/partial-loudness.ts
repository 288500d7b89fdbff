import type { Decibels, Normal } from '../../dsp/units.ts';

/** Loudness grows with this power of excitation (Moore, Glasberg and Baer, 1997). */
export const LOUDNESS_EXPONENT = 0.2;

/**
 * A sound is just heard where its excitation is this share of the masker's: −3 dB, the value of Moore, Glasberg and
 * Baer (J. Audio Eng. Soc. 45, 1997) from 1 kHz up. Theirs rises towards the bass, for tones in steady noise; music
 * moves, so the lowest is taken everywhere: what is called hidden here is.
 */
export const JUST_HEARD_DB: Decibels = -3;
const K = 10 ** (JUST_HEARD_DB / 10);

/** The table reaches from a masker 70 dB weaker, which takes 0.2 % of the loudness, to the masked threshold. */
const LOWEST_DB: Decibels = -70;
const STEPS_PER_DB = 10;

const LOST: Float64Array = Float64Array.from({ length: (-JUST_HEARD_DB - LOWEST_DB) * STEPS_PER_DB + 1 }, (_, i) =>
  lost(10 ** ((LOWEST_DB + i / STEPS_PER_DB) / 10)),
);

/**
 * The share of its loudness that a sound loses beside a masker: 0 without one, 1 at the masked threshold and beyond; it
 * rises with the masker. From the partial loudness of Moore, Glasberg and Baer (1997, equation 19) well above the
 * threshold in quiet: 1 − (1 + x)^α + ((1 + K)x)^α · (Kx)^0.3 with x = masker over sound. At equal excitations 0.73.
 *
 * @param maskerDb excitation of the masker relative to that of the sound
 */
export function lostLoudness(maskerDb: Decibels): Normal {
  if (maskerDb >= -JUST_HEARD_DB) return 1;
  const at = (maskerDb - LOWEST_DB) * STEPS_PER_DB;
  // Also for minus infinity and for NaN, which an empty masker beside an empty sound gives.
  if (!(at >= 0)) return 0;
  const below = Math.floor(at);
  return LOST[below] + (at - below) * (LOST[below + 1] - LOST[below]);
}

function lost(x: number): Normal {
  const kept = (1 + x) ** LOUDNESS_EXPONENT - ((1 + K) * x) ** LOUDNESS_EXPONENT * (K * x) ** 0.3;
  return Math.max(0, Math.min(1, 1 - kept));
}

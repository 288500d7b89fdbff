import { correlationWith } from './key-profiles.ts';
import { KEY_COUNT, modeOf, tonicOf } from './musical-keys.ts';
import type { TonalBars } from './tonal-bars.ts';

/**
 * How likely each of the 24 major and minor triads is the chord of each bar, 24 a row, in the order of `keyIndex`; the
 * sum of a row is 1, or 0 where the bar has no pitch.
 *
 * A triad is scored by the correlation of the bar's pitch classes with its three notes, and by the share of the bass
 * that lies on its root; a bar of two chords is shared between them.
 */
export function chordShares({ rows, upper, bass, weight }: TonalBars): Float64Array {
  const shares = new Float64Array(rows * KEY_COUNT);
  for (let row = 0; row < rows; row++) {
    if (weight[row] < LEAST_WEIGHT) continue;
    const classes = upper.subarray(row * 12, row * 12 + 12);
    const share = shares.subarray(row * KEY_COUNT, (row + 1) * KEY_COUNT);
    let total = 0;
    for (let chord = 0; chord < KEY_COUNT; chord++) {
      const root = tonicOf(chord);
      const fit = correlationWith(classes, TRIADS[modeOf(chord)], root);
      share[chord] = Math.exp(FIT_WEIGHT * fit + BASS_WEIGHT * bass[row * 12 + root]);
      total += share[chord];
    }
    for (let chord = 0; chord < KEY_COUNT; chord++) share[chord] /= total;
  }
  return shares;
}

const TRIADS = {
  major: [1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0],
  minor: [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0],
} as const;
/** A bar a twentieth as tonal as the others holds the tail of a reverb at best. */
const LEAST_WEIGHT = 0.05;
/**
 * Relative keys' triads share two notes, and differ in correlation by 0.44: with this weight a clean triad is 80 times
 * as likely as its neighbours.
 */
const FIT_WEIGHT = 10;
/**
 * A bass on the root doubles the odds for each twelfth of it: a lead that plays its own chord over the pads turns what
 * is above into another triad, seldom the bass. How much is little felt: 12 tells as many keys, 4 one of 160 fewer.
 */
const BASS_WEIGHT = 8;

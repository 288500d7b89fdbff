import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureHarmony } from '../../src/analysis/harmony.ts';
import type { MusicalKey } from '../../src/store/analysis-document.ts';
import { knownKey } from '../known-key.ts';

function kickToKey(key: MusicalKey, hertz: number | undefined): number | undefined {
  return measureHarmony(key, hertz).features.find(({ id }) => id === 'harmony.kickToKey')?.value;
}

describe('measureHarmony', () => {
  test.each([
    ['A', 'minor', 55, 0],
    ['A', 'minor', 55 * 2 ** (30 / 1200), 30],
    // E1, the fifth of A; C2, its minor third; C♯2, which is a semitone above that.
    ['A', 'minor', 41.203, 0],
    ['A', 'minor', 65.406, 0],
    ['A', 'minor', 69.296, 100],
    ['A', 'major', 69.296, 0],
    // B1 lies a semitone below C, the nearest tone of A minor.
    ['A', 'minor', 61.735, -100],
    ['G#', 'minor', 51.913, 0],
  ] as const)('in %s %s a kick at %d Hz is %d cents off the chord', (tonic, mode, hertz, cents) => {
    expect(kickToKey(knownKey(tonic, mode), hertz)).toBeCloseTo(cents, 0);
  });

  test('an octave changes nothing, and a track tuned otherwise is measured in its own tuning', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 40, max: 70, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (hertz, tuningCents) => {
          const here = kickToKey(knownKey('D', 'minor'), hertz) ?? NaN;
          expect(Math.abs(here)).toBeLessThanOrEqual(250);
          expect(Math.abs(kickToKey(knownKey('D', 'minor'), 2 * hertz) ?? NaN)).toBeCloseTo(Math.abs(here), 6);
          const retuned =
            kickToKey({ ...knownKey('D', 'minor'), tuningCents }, hertz * 2 ** (tuningCents / 1200)) ?? NaN;
          expect(Math.abs(retuned)).toBeCloseTo(Math.abs(here), 6);
        },
      ),
    );
  });

  test('says why there is no value', () => {
    expect(measureHarmony(knownKey('', 'unknown', 0), 50)).toEqual({
      features: [],
      missing: [
        { id: 'harmony.tuning', why: 'The file has no pitch.' },
        { id: 'harmony.kickToKey', why: 'The file has no pitch.' },
      ],
    });
    const reasonOf = (key: MusicalKey, hertz?: number): string | undefined =>
      measureHarmony(key, hertz).missing[0]?.why;
    expect(reasonOf(knownKey('A', 'minor', 0.4), 50)).toBe('The key is not sure.');
    expect(reasonOf(knownKey('A', 'minor'))).toBe('The kick has no pitch.');
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stemLag } from '../../src/capture/stem-lag.ts';
import { seededRandom } from '../../src/dsp/seeded-random.ts';

const FRAMES = 4 * 65536;

function noise(seed: number, level = 1): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: FRAMES }, () => level * (2 * random() - 1));
}

function later(sound: Float32Array, frames: number): Float32Array {
  return sound.map((_, n) => sound[n - frames] ?? 0);
}

function sum(...parts: readonly Float32Array[]): Float32Array {
  return parts[0].map((_, n) => parts.reduce((total, part) => total + part[n], 0));
}

describe('the lag of a stem against its mix', () => {
  const stem = noise(1);
  const rest = noise(2);

  test('is found to the sample, either way round', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8000, max: 8000 }), (lag) => {
        // The mix comes later than the stem by `lag`.
        expect(stemLag(sum(later(stem, lag), rest), stem)).toEqual({ frames: lag === 0 ? 0 : -lag, isSure: true });
      }),
      { numRuns: 6 },
    );
  });

  test('is found of a stem 20 dB below the rest, of the other polarity, and behind a filter', () => {
    const quiet = later(stem, 300).map((sample) => 0.1 * sample);
    expect(stemLag(sum(quiet, rest), stem)).toEqual({ frames: -300, isSure: true });
    const inverted = later(stem, 77).map((sample) => -sample);
    expect(stemLag(sum(inverted, rest), stem)).toEqual({ frames: -77, isSure: true });
    let state = 0;
    const dulled = later(stem, 500).map((sample) => (state += 0.5 * (sample - state)));
    expect(stemLag(sum(dulled, rest), stem)).toEqual({ frames: -500, isSure: true });
  });

  test('is told of a stem that repeats itself, where it is known about where to look', () => {
    const pattern = Float32Array.from({ length: FRAMES }, (_, n) => stem[n % 4000]);
    const mix = sum(later(pattern, 900), rest);
    expect(stemLag(mix, pattern).isSure).toBe(false);
    expect(stemLag(mix, pattern, -500)).toEqual({ frames: -900, isSure: true });
  });

  test.each<[string, Float32Array]>([
    ['that is not in the mix', noise(3)],
    ['that is silent', new Float32Array(FRAMES)],
    ['that repeats itself exactly', Float32Array.from({ length: FRAMES }, (_, n) => stem[n % 2000])],
    ['that is too short', stem.subarray(0, 1000)],
  ])('is not guessed of a stem %s', (what, other) => {
    const mix = what.includes('repeats') ? sum(later(other, 600), rest) : sum(stem, rest);
    expect(stemLag(mix.subarray(0, other.length), other)).toEqual({ frames: 0, isSure: false });
  });
});

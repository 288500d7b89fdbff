import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { measureStemDefects } from '../../src/analysis/stem-defects.ts';
import type { StemRing } from '../../src/analysis/stem-defects/stem-rings.ts';
import { bell } from '../../src/dsp/biquad.ts';
import { Random } from '../../src/demo/random.ts';

const RATE_HZ = 44_100;
const SECONDS = 12;

const ringsOf = (samples: Float32Array): readonly StemRing[] =>
  measureStemDefects({ sampleRateHz: RATE_HZ, left: samples, right: samples } satisfies StereoSignal).rings;

function noise(seed = 1): Float32Array {
  const random = new Random(seed, 'noise');
  return Float32Array.from({ length: SECONDS * RATE_HZ }, () => random.between(-0.3, 0.3));
}

/** A chord of saw-tooth-like tones over noise that changes every second. */
function chords(): Float32Array {
  const roots = [220, 261.63, 196, 293.66, 246.94, 174.61, 233.08, 207.65, 277.18, 185, 311.13, 164.81];
  const bed = noise(2);
  return bed.map((value, n) => {
    const root = roots[Math.floor(n / RATE_HZ) % roots.length];
    let sum = 0;
    for (let k = 1; k <= 24; k++) sum += Math.sin((2 * Math.PI * k * root * n) / RATE_HZ) / k;
    return 0.02 * value + 0.2 * sum;
  });
}

function ringing(samples: Float32Array, hz: number, gainDb: number, q: number): Float32Array {
  const { b0, b1, b2, a1, a2 } = bell(RATE_HZ, hz, q, gainDb);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x) => {
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}

describe('rings of a stem', () => {
  test.each([
    { hz: 700, gainDb: 8, q: 10 },
    { hz: 1480, gainDb: 11, q: 14 },
    { hz: 3300, gainDb: 13, q: 8 },
    { hz: 7200, gainDb: 10, q: 12 },
  ])('one of $gainDb dB at $hz Hz is found there, as high as it is', ({ hz, gainDb, q }) => {
    const [ring, ...others] = ringsOf(ringing(noise(), hz, gainDb, q));
    expect(others).toEqual([]);
    expect(Math.abs(Math.log2(ring.hz / hz))).toBeLessThan(1 / 24);
    expect(Math.abs(ring.prominenceDb - gainDb)).toBeLessThan(2.5);
    expect(ring.q).toBeGreaterThan(q / 2);
    expect(ring.q).toBeLessThan(2.5 * q);
  });

  test('one that stands while the chords change is found, the chords are not', () => {
    expect(ringsOf(chords())).toEqual([]);
    const [ring] = ringsOf(ringing(chords(), 1480, 12, 12));
    expect(Math.abs(Math.log2(ring.hz / 1480))).toBeLessThan(1 / 12);
  });

  test('noise, a wide hump, a ring that comes and goes, silence and six seconds have none', () => {
    expect(ringsOf(noise())).toEqual([]);
    expect(ringsOf(ringing(noise(), 2000, 10, 1.5))).toEqual([]);
    const [plain, rung] = [noise(), ringing(noise(), 2000, 12, 12)];
    expect(ringsOf(plain.map((value, n) => (n < 4 * RATE_HZ ? rung[n] : value)))).toEqual([]);
    expect(ringsOf(new Float32Array(SECONDS * RATE_HZ))).toEqual([]);
    expect(ringsOf(ringing(noise(), 2000, 12, 12).subarray(0, 6 * RATE_HZ))).toEqual([]);
  });

  test('it does not matter how loud the stem is', () => {
    const loud = ringing(noise(), 1480, 11, 12);
    const [ring] = ringsOf(loud);
    const [soft] = ringsOf(loud.map((value) => value / 64));
    expect(soft.hz).toBe(ring.hz);
    expect(soft.prominenceDb).toBeCloseTo(ring.prominenceDb, 2);
  });
});

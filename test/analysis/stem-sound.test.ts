import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureStemSound, type StemSound } from '../../src/analysis/stem-sound.ts';
import { mapped, noiseOf, RATE, STEM } from './stem-signals.ts';

const tone = (hz: number, seconds = 4, amplitude = 0.5) => {
  const left = Float32Array.from(
    { length: seconds * RATE },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE),
  );
  return { sampleRateHz: RATE, left, right: left.slice() };
};

describe('measureStemSound', () => {
  test.each([
    [60, 'lowShare'],
    [300, 'lowMidShare'],
    [1000, 'midShare'],
    [4000, 'highMidShare'],
    [10000, 'highShare'],
  ] as const)('a sine of %i Hz is all in %s, lasts, and has its centroid there', (hz, share) => {
    const sound = measureStemSound(tone(hz));
    expect(sound[share]).toBeGreaterThan(0.97);
    expect(sound.centroidHz / hz).toBeCloseTo(1, 1);
    expect(sound.sustain).toBeGreaterThan(0.9);
    expect(sound.width).toBeLessThan(1e-6);
    expect(sound.brightnessMotion).toBeLessThan(0.05);
  });

  test.each([41.2, 55, 110, 440, 880])('the pitch of a sine of %f Hz is found and it is harmonic', (hz) => {
    const { pitchHz, harmonicity } = measureStemSound(tone(hz));
    expect(Math.abs(1200 * Math.log2(pitchHz / hz))).toBeLessThan(30);
    expect(harmonicity).toBeGreaterThan(0.98);
  });

  test('noise has no pitch; opposite sides are all width, unrelated ones half', () => {
    const [a, b] = [noiseOf(1), noiseOf(2)];
    const left = Float32Array.from({ length: 3 * RATE }, (_, i) => 0.3 * a(i));
    const right = Float32Array.from({ length: 3 * RATE }, (_, i) => 0.3 * b(i));
    const unrelated = measureStemSound({ sampleRateHz: RATE, left, right });
    expect(unrelated.harmonicity).toBeLessThan(0.25);
    expect(unrelated.width).toBeCloseTo(0.5, 1);
    expect(measureStemSound({ sampleRateHz: RATE, left, right: left.map((value) => -value) }).width).toBeCloseTo(1, 5);
  });

  test('a kick at 138 BPM has 2.3 onsets a second, like a machine, on the beat', () => {
    const grid = { tempoBpm: 138, confidence: 1, firstDownbeatSeconds: 0, beatsPerBar: 4, steady: true };
    const sound = measureStemSound(STEM.kick(12), grid);
    expect(sound.onsetsPerSecond).toBeGreaterThan(2);
    expect(sound.onsetsPerSecond).toBeLessThan(2.6);
    expect(sound.regularity).toBeGreaterThan(0.8);
    expect(sound.onBeatShare).toBeGreaterThan(0.9);
    expect(measureStemSound(STEM.hats(12), grid).onBeatShare).toBeLessThan(0.1);
    expect(measureStemSound(STEM.kick(12)).onBeatShare).toBeUndefined();
  });

  test('the loudest stretches count: silence around them changes nothing', () => {
    const burst = tone(1000, 12);
    const around = { sampleRateHz: RATE, left: new Float32Array(60 * RATE), right: new Float32Array(60 * RATE) };
    around.left.set(burst.left, 24 * RATE);
    around.right.set(burst.right, 24 * RATE);
    expect(measureStemSound(around)).toEqual(measureStemSound(burst));
  });

  test('the level does not matter', () => {
    const loud = STEM.pluck(6);
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1, noNaN: true }), (gain) => {
        const sound = measureStemSound(mapped(loud, (value) => value * gain));
        const expected = measureStemSound(loud);
        for (const key of [
          'lowShare',
          'midShare',
          'width',
          'sustain',
          'harmonicity',
          'onsetsPerSecond',
        ] satisfies (keyof StemSound)[]) {
          expect(sound[key]).toBeCloseTo(expected[key], 3);
        }
      }),
      { numRuns: 5 },
    );
  });

  test('silence, dither and next to nothing are silent', () => {
    const zeros = { sampleRateHz: RATE, left: new Float32Array(RATE), right: new Float32Array(RATE) };
    expect(measureStemSound(zeros)).toMatchObject({ isSilent: true, lowShare: 0, pitchHz: 0 });
    expect(measureStemSound(mapped(zeros, (_, i) => noiseOf(1)(i) / 32768)).isSilent).toBe(true);
    expect(
      measureStemSound({ sampleRateHz: RATE, left: new Float32Array(10).fill(0.5), right: new Float32Array(10) })
        .isSilent,
    ).toBe(true);
    expect(
      measureStemSound({ sampleRateHz: RATE, left: new Float32Array(0), right: new Float32Array(0) }).isSilent,
    ).toBe(true);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureStemDynamics } from '../../src/analysis/stem-dynamics.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';

const RATE = 44_100;
const SECONDS = 6;

function mono(sampleAt: (n: number) => number, seconds = SECONDS): StereoSignal {
  const left = Float32Array.from({ length: seconds * RATE }, (_, n) => sampleAt(n));
  return { sampleRateHz: RATE, left, right: left };
}

const sine = (hz: number, n: number): number => Math.sin((2 * Math.PI * hz * n) / RATE);
/** Tenths of a second, as long as the notes that are looked for. */
const noteOf = (n: number): number => Math.floor((10 * n) / RATE);

describe('how the level of a stem moves', () => {
  test('a steady tone is even, has no spikes, and does not burst', () => {
    const found = measureStemDynamics(mono((n) => 0.5 * sine(3000, n)));
    expect(found?.unevennessDb).toBeCloseTo(0, 1);
    expect(found?.spikeDb).toBeCloseTo(10 * Math.log10(2), 1);
    expect(found?.burstDb).toBeCloseTo(0, 1);
    expect(found?.noteDb).toBeCloseTo(20 * Math.log10(0.5), 1);
  });

  test.each([4, 9, 15])('every eighth note %d dB louder: as uneven as that', (db) => {
    const found = measureStemDynamics(mono((n) => 0.05 * (noteOf(n) % 8 === 0 ? 10 ** (db / 20) : 1) * sine(440, n)));
    expect(found?.unevennessDb).toBeCloseTo(db, 0);
  });

  test('rests and whispers between the notes do not count', () => {
    const gain = (n: number): number => [1, 0, 1, 0.01][noteOf(n) % 4];
    expect(measureStemDynamics(mono((n) => 0.3 * gain(n) * sine(440, n)))?.unevennessDb).toBeCloseTo(0, 1);
  });

  test('a click over a held body is a spike', () => {
    const click = (n: number): number => (n % (RATE / 5) === 0 ? 0.9 : 0);
    const found = measureStemDynamics(mono((n) => click(n) + 0.05 * sine(220, n)));
    // The click makes its own 5 ms louder, so it stands less far above them than above the body.
    expect(found?.spikeDb).toBeGreaterThan(15);
  });

  test('one click in a passage is chance', () => {
    const click = (n: number): number => (n === RATE ? 0.3 : 0);
    const found = measureStemDynamics(mono((n) => click(n) + 0.2 * sine(400, n)));
    expect(found?.spikeDb).toBeCloseTo(10 * Math.log10(2), 1);
  });

  test.each([6, 12])('2 to 5 kHz that jump by %d dB now and then burst by that, whatever lies below', (db) => {
    const burst = (n: number): number => (noteOf(n) % 10 === 0 ? 10 ** (db / 20) : 1);
    const found = measureStemDynamics(mono((n) => 0.2 * sine(200, n) + 0.03 * burst(n) * sine(3000, n)));
    expect(Math.abs((found?.burstDb ?? NaN) - db)).toBeLessThan(0.5);
    expect(found?.ownBurstDb).toBeGreaterThan(0.7 * db);
  });

  test('a band that bursts with the whole stem has no burst of its own', () => {
    const burst = (n: number): number => (noteOf(n) % 10 === 0 ? 4 : 1);
    const found = measureStemDynamics(mono((n) => burst(n) * (0.1 * sine(200, n) + 0.03 * sine(3000, n))));
    expect(found?.burstDb).toBeCloseTo(20 * Math.log10(4), 0);
    expect(found?.ownBurstDb).toBeCloseTo(0, 0);
  });

  test('a band that is hardly there has no bursts to tell of', () => {
    expect(measureStemDynamics(mono((n) => 0.5 * sine(200, n) + 0.001 * sine(3000, n)))?.burstDb).toBeNaN();
  });

  test('none of it depends on the level', () => {
    const base = mono((n) => 0.02 * (1 + (noteOf(n) % 5)) * sine(700, n) + 0.02 * sine(3000, n));
    const wanted = measureStemDynamics(base);
    fc.assert(
      fc.property(fc.double({ min: -20, max: 15, noNaN: true }), (db) => {
        const gain = 10 ** (db / 20);
        const samples = base.left.map((sample) => gain * sample);
        const found = measureStemDynamics({ sampleRateHz: RATE, left: samples, right: samples });
        expect(found?.unevennessDb).toBeCloseTo(wanted?.unevennessDb ?? NaN, 2);
        expect(found?.spikeDb).toBeCloseTo(wanted?.spikeDb ?? NaN, 2);
        expect(found?.burstDb).toBeCloseTo(wanted?.burstDb ?? NaN, 2);
      }),
      { numRuns: 5 },
    );
  });

  test('silence, and too few notes, say nothing', () => {
    expect(measureStemDynamics(mono(() => 0))).toBeUndefined();
    expect(measureStemDynamics(mono((n) => 1e-4 * (1 + (noteOf(n) % 5)) * sine(440, n)))).toBeUndefined();
    expect(measureStemDynamics(mono((n) => 0.5 * sine(440, n), 1))).toBeUndefined();
    expect(measureStemDynamics(mono((n) => (n < RATE / 2 ? 0.5 * sine(440, n) : 0)))).toBeUndefined();
  });
});

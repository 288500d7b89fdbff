import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { masterSong, type MasterSettings } from '../../src/demo/master-song.ts';
import { levelDb, peakOf, sameSamples } from './measure.ts';

const SETTINGS: MasterSettings = {
  lowShelfDb: 0,
  highShelfDb: 0,
  glue: { thresholdDb: -14, ratio: 1.6, attackMs: 20, releaseMs: 180 },
  driveDb: 6,
  ceilingDb: -0.5,
  limiterReleaseMs: 80,
};
const CEILING = 10 ** (-0.5 / 20);
const RATE = 44100;

const tone = (hz: number, amplitude: number, phase = 0, frames = RATE) => {
  const left = Float32Array.from({ length: frames }, (_, frame) =>
    Math.fround(amplitude * Math.sin((2 * Math.PI * hz * frame) / RATE + phase)),
  );
  return { sampleRateHz: RATE, left, right: left.slice() };
};

describe('masterSong', () => {
  test('adds exactly the drive to a tone far below threshold and ceiling', () => {
    const quiet = tone(1000, 0.001);
    const mastered = masterSong(quiet, SETTINGS);
    expect(levelDb(mastered.left) - levelDb(quiet.left)).toBeCloseTo(6, 3);
    expect(sameSamples(quiet, tone(1000, 0.001))).toBe(true);
  });

  test('tilts as its shelves say', () => {
    const settings = { ...SETTINGS, driveDb: 0, lowShelfDb: -3, highShelfDb: 2 };
    const change = (hz: number): number =>
      levelDb(masterSong(tone(hz, 0.001), settings).left) - levelDb(tone(hz, 0.001).left);
    expect(change(25)).toBeCloseTo(-3, 0);
    expect(change(900)).toBeCloseTo(0, 0);
    expect(change(16000)).toBeCloseTo(2, 0);
  });

  test('turns a tone above the threshold down by the ratio', () => {
    // A full-scale tone has a mean power of −3 dB: 11 dB over the threshold, so 11 · (1 − 1/1.6) dB go.
    const loud = tone(1000, 1);
    const mastered = masterSong(loud, { ...SETTINGS, driveDb: 0, ceilingDb: 0 });
    const settled = levelDb(mastered.left, RATE / 2) - levelDb(loud.left, RATE / 2);
    expect(settled).toBeCloseTo(-(14 - 3.01) * (1 - 1 / 1.6), 1);
  });

  test('keeps the peak between two samples at the ceiling as well', () => {
    // A quarter of the sample rate at 45° peaks 3 dB above its samples.
    const mastered = masterSong(tone(RATE / 4, 1, Math.PI / 4), { ...SETTINGS, driveDb: 9 });
    const tail = mastered.left.slice(RATE / 2);
    const truePeak = Math.sqrt(2) * Math.max(...tail.map(Math.abs));
    expect(20 * Math.log10(truePeak / CEILING)).toBeLessThan(0.15);
    expect(20 * Math.log10(truePeak / CEILING)).toBeGreaterThan(-1);
  });

  test('never exceeds the ceiling, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 600 }),
        fc.double({ min: -12, max: 24, noNaN: true }),
        (samples, driveDb) => {
          const left = Float32Array.from(samples);
          const sum = { sampleRateHz: RATE, left, right: left.map((sample) => -0.3 * sample) };
          const mastered = masterSong(sum, { ...SETTINGS, driveDb });
          expect(mastered.left).toHaveLength(samples.length);
          expect(peakOf(mastered)).toBeLessThanOrEqual(CEILING * 1.000001);
          expect(mastered.left.every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });

  test('a peak on one side turns both sides down, before it comes and after it has gone', () => {
    const sum = tone(1000, 0.05);
    sum.left[RATE / 2] = 0.6;
    const free = masterSong(tone(1000, 0.05), SETTINGS);
    const held = masterSong(sum, SETTINGS);
    const around = (frame: number): number =>
      levelDb(held.right, frame, frame + 44) - levelDb(free.right, frame, frame + 44);
    expect(around(RATE / 2 - 300)).toBeCloseTo(0, 2);
    expect(around(RATE / 2 - 22)).toBeLessThan(-1);
    expect(around(RATE - 100)).toBeCloseTo(0, 1);
  });

  test('leaves silence silent and an empty signal empty', () => {
    const silence = { sampleRateHz: RATE, left: new Float32Array(500), right: new Float32Array(500) };
    expect(peakOf(masterSong(silence, SETTINGS))).toBe(0);
    const empty = { sampleRateHz: RATE, left: new Float32Array(0), right: new Float32Array(0) };
    expect(masterSong(empty, SETTINGS).left).toHaveLength(0);
  });
});

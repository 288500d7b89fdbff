import { describe, expect, test } from '@jest/globals';
import { duckOf, duckSettings } from '../../../src/fixes/rendered/kinds/duck-settings.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { BEAT, danceStems, DROP_FRAME, GRID, RATE } from './dance-mix.ts';

const [{ signal }] = danceStems();
const kick: StereoSignal = {
  sampleRateHz: RATE,
  left: signal.left.subarray(DROP_FRAME),
  right: signal.right.subarray(DROP_FRAME),
};

describe('duckSettings', () => {
  test.each([
    { depthDb: 3, recoverySeconds: 0.12 },
    { depthDb: 6, recoverySeconds: 0.15 },
    { depthDb: 10, recoverySeconds: 0.2 },
  ])('a dip of $depthDb dB that lasts $recoverySeconds s', (wanted) => {
    const found = duckOf(duckSettings(wanted, kick, GRID), kick, GRID);
    expect(Math.abs(found.depthDb - wanted.depthDb)).toBeLessThan(0.5);
    expect(Math.abs(found.recoverySeconds / wanted.recoverySeconds - 1)).toBeLessThan(0.15);
  });

  test('a threshold above the peaks ducks nothing', () => {
    const settings = { ...duckSettings({ depthDb: 6, recoverySeconds: 0.15 }, kick, GRID), Threshold: 0, Knee: 0 };
    expect(duckOf(settings, kick, GRID).depthDb).toBeCloseTo(0, 3);
  });

  test('with a square key the depth is (1 − 1/ratio)·(peak − threshold), and the fall of the dip follows the release', () => {
    const square = (n: number): number => (n % BEAT < 0.05 * RATE ? 0.5 : 0);
    const left = Float32Array.from({ length: 4 * BEAT }, (_, n) => square(n));
    const key = { sampleRateHz: RATE, left, right: left };
    const settings = { ...duckSettings({ depthDb: 6, recoverySeconds: 0.15 }, key, GRID), Threshold: -20, Release: 80 };
    const duck = duckOf(settings, key, GRID);
    expect(duck.depthDb).toBeCloseTo(0.75 * (20 - 6.02), 1);
    expect(duck.recoverySeconds).toBeCloseTo(0.05 + 0.08, 2);
  });
});

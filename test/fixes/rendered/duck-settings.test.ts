import { describe, expect, test } from '@jest/globals';
import { duckOf, duckSettings } from '../../../src/fixes/rendered/kinds/duck-settings.ts';
import type { DeviceSettings } from '../../../src/devices/device-model.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { BEAT, danceStems, DROP_FRAME, GRID, RATE } from './dance-mix.ts';

const [{ signal }] = danceStems();
const kick: StereoSignal = {
  sampleRateHz: RATE,
  left: signal.left.subarray(DROP_FRAME),
  right: signal.right.subarray(DROP_FRAME),
};

function settingsOf(wanted: { depthDb: number; recoverySeconds: number }, key = kick): DeviceSettings {
  const settings = duckSettings(wanted, key, GRID);
  if (settings === undefined) throw new Error('No threshold makes this dip.');
  return settings;
}

const DUCK = { depthDb: 6, recoverySeconds: 0.15 };

describe('duckSettings', () => {
  test.each([
    { depthDb: 3, recoverySeconds: 0.12 },
    { depthDb: 6, recoverySeconds: 0.15 },
    { depthDb: 10, recoverySeconds: 0.2 },
  ])('a dip of $depthDb dB that lasts $recoverySeconds s', (wanted) => {
    const found = duckOf(settingsOf(wanted), kick, GRID);
    expect(Math.abs(found.depthDb - wanted.depthDb)).toBeLessThan(0.5);
    expect(Math.abs(found.recoverySeconds / wanted.recoverySeconds - 1)).toBeLessThan(0.15);
  });

  test('a threshold above the peaks ducks nothing', () => {
    const settings = { ...settingsOf(DUCK), Threshold: 0, Knee: 0 };
    expect(duckOf(settings, kick, GRID).depthDb).toBeCloseTo(0, 3);
  });

  test('with a square key the depth is (1 − 1/ratio)·(peak − threshold), and the fall of the dip follows the release', () => {
    const square = (n: number): number => (n % BEAT < 0.05 * RATE ? 0.5 : 0);
    const left = Float32Array.from({ length: 4 * BEAT }, (_, n) => square(n));
    const key = { sampleRateHz: RATE, left, right: left };
    const settings = { ...settingsOf(DUCK, key), Threshold: -20, Release: 80 };
    const duck = duckOf(settings, key, GRID);
    expect(duck.depthDb).toBeCloseTo(0.75 * (20 - 6.02), 1);
    expect(duck.recoverySeconds).toBeCloseTo(0.05 + 0.08, 2);
  });

  test('a kick that comes in late, after a faint hit, is heard where it is loud', () => {
    const later = (samples: Float32Array): Float32Array => {
      const late = new Float32Array(samples.length + 4 * BEAT);
      late.set(samples.subarray(0, BEAT).map((value) => value / 1000));
      late.set(samples, 4 * BEAT);
      return late;
    };
    const late = { sampleRateHz: RATE, left: later(kick.left), right: later(kick.right) };
    expect(settingsOf(DUCK, late)).toEqual(settingsOf(DUCK));
  });

  test.each([0, 1e-4])('no threshold is low enough for a kick of %d of its level', (share) => {
    const faint = kick.left.map((value) => share * value);
    expect(duckSettings(DUCK, { sampleRateHz: RATE, left: faint, right: faint }, GRID)).toBeUndefined();
  });
});

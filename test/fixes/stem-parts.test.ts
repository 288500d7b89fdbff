import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import { stemParts, type StemPart } from '../../src/fixes/stem-parts.ts';
import { seededRandom } from '../../src/dsp/seeded-random.ts';
import { RATE, SECTIONS } from './synthetic-mix.ts';

const FRAMES = 11 * RATE;

/** White noise, no two seeds alike; `rightGain` −1 is all side, 1 all middle. */
function noise(seed: number, amplitude: number, rightGain = 1): StereoSignal {
  const random = seededRandom(seed);
  const left = Float32Array.from({ length: FRAMES }, () => amplitude * (2 * random() - 1));
  return { sampleRateHz: RATE, left, right: left.map((value) => rightGain * value) };
}

/** Differences of neighbours, four times over: 24 dB less an octave down. */
function bright(signal: StereoSignal): StereoSignal {
  let left = signal.left;
  for (let pass = 0; pass < 4; pass++) left = left.map((value, n, all) => (value - (all[n - 1] ?? 0)) / 2);
  return { ...signal, left, right: left };
}

async function partsOf(stems: Record<string, StereoSignal>): Promise<Map<string, StemPart>> {
  const named = Object.entries(stems).map(([track, signal]) => ({ track, signal }));
  return new Map(stemParts(await measureMixModelOfSignals(named, SECTIONS)).map((part) => [part.track, part]));
}

describe('stemParts', () => {
  test('shares go with energy: twice the amplitude is four times as much, and all add up to 1', async () => {
    const parts = await partsOf({ Soft: noise(1, 0.1), Loud: noise(2, 0.2) });
    for (const axis of ['loudness', 'brightness', 'bass'] as const) {
      expect(parts.get('Soft')!.shares[axis]).toBeCloseTo(0.2, 1);
      expect(parts.get('Soft')!.shares[axis] + parts.get('Loud')!.shares[axis]).toBeCloseTo(1, 9);
    }
    // Neither is wide.
    expect([...parts.values()].map(({ shares }) => shares.width)).toEqual([0, 0]);
  });

  test('bass and brightness belong to what sounds there', async () => {
    const parts = await partsOf({ Even: noise(1, 0.1), Bright: bright(noise(2, 0.4)) });
    expect(parts.get('Bright')!.shares.bass).toBeLessThan(1e-3);
    expect(parts.get('Bright')!.shares.brightness).toBeGreaterThan(0.5);
    const { bands } = parts.get('Bright')!;
    // Below that the windows' own leakage is all that is left.
    const levels = bands.map(({ levelDb }) => levelDb).filter((levelDb) => levelDb > -50);
    const steps = levels.slice(1, 4).map((levelDb, n) => levelDb - levels[n]);
    for (const step of steps) expect(step).toBeCloseTo(8, 0);
    expect(bands.at(-1)!.levelDb).toBeLessThan(0.2);
  });

  test('the sides belong to what is wide', async () => {
    const parts = await partsOf({ Wide: noise(1, 0.05, -1), Narrow: noise(2, 0.2) });
    expect(parts.get('Wide')!.shares.width).toBeGreaterThan(0.999);
  });

  test('in every band a stem by itself is the whole mix', async () => {
    const parts = await partsOf({ Only: noise(1, 0.1) });
    for (const { levelDb } of parts.get('Only')!.bands) expect(levelDb).toBeCloseTo(0, 6);
  });

  test('silence has no part, and no number that is none', async () => {
    const parts = await partsOf({ Silent: noise(1, 0), Sounding: noise(2, 0.1) });
    expect(parts.get('Silent')).toMatchObject({ shares: { loudness: 0, brightness: 0, bass: 0, width: 0 }, bands: [] });
    const nothing = await partsOf({ Silent: noise(1, 0) });
    expect(nothing.get('Silent')).toMatchObject({ shares: { loudness: 0 }, bands: [] });
  });
});

import { describe, expect, test } from '@jest/globals';
import { PlainStretch, RUN_FRAMES, stretchOf, type RunPowers, type Stretch } from '../../src/dsp/run-powers.ts';
import { sine, whiteNoise } from './signals.ts';

const RATE = 44100;
const FRAMES = 256 * RUN_FRAMES;

function powersOf(stretch: Stretch, samples: Float32Array, right = samples): RunPowers {
  stretch.left.set(samples.subarray(0, FRAMES));
  stretch.right.set(right.subarray(0, FRAMES));
  return stretch.powers();
}

/** Power that a sine keeps when so many samples are averaged: (sin(n·ω/2) / (n·sin(ω/2)))². */
function leftByMean(samples: number, hz: number): number {
  const half = (Math.PI * hz) / RATE;
  return (Math.sin(samples * half) / (samples * Math.sin(half))) ** 2;
}

describe.each([
  ['plain', () => new PlainStretch(FRAMES)],
  ['fastest', () => stretchOf(FRAMES)],
])('powers over runs, %s', (_, make) => {
  test.each([60, 1500, 15000])('of a sine at %d Hz are what the mean of so many samples leaves of it', (hz) => {
    const { all, fours, runs } = powersOf(make(), sine(hz, 0.5, 1, RATE));
    // Left and right are equal, so their sum is a sine of 1.
    expect(all / FRAMES).toBeCloseTo(0.5, 2);
    expect(fours / all).toBeCloseTo(leftByMean(4, hz), 2);
    expect(runs / all).toBeCloseTo(leftByMean(RUN_FRAMES, hz), 2);
  });

  test('of opposite channels are nothing', () => {
    const left = whiteNoise(0.3, FRAMES, 5);
    expect(
      powersOf(
        make(),
        left,
        left.map((sample) => -sample),
      ),
    ).toEqual({ all: 0, fours: 0, runs: 0 });
  });

  test('are of the stretch that is there, not of the one before', () => {
    const stretch = make();
    powersOf(stretch, whiteNoise(0.3, FRAMES, 6));
    expect(powersOf(stretch, new Float32Array(FRAMES))).toEqual({ all: 0, fours: 0, runs: 0 });
  });
});

test('the kernel sums what the reference sums, to single precision', () => {
  const [left, right] = [whiteNoise(0.3, FRAMES, 7), whiteNoise(0.2, FRAMES, 8)];
  const [expected, powers] = [new PlainStretch(FRAMES), stretchOf(FRAMES)].map((make) => powersOf(make, left, right));
  for (const name of ['all', 'fours', 'runs'] as const) {
    expect(Math.abs(powers[name] / expected[name] - 1)).toBeLessThan(1e-6);
  }
});

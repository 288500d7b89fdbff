import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/analysis/feature-catalogue.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { measureStereoMoments } from '../../src/analysis/stereo-moments.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { joined, RATE_HZ, sine, stereo, whiteNoise } from './signals.ts';

function measured(signal: StereoSignal): Measurement {
  return measureStereoMoments(measureSignalFrames(signal));
}

function featureOf({ features }: Measurement, name: string): { value: number; atSeconds?: number } {
  const found = features.find(({ id }) => id === `stereo.${name}`);
  if (found === undefined) throw new Error(`${name} was not measured.`);
  return found;
}

const NOISE = whiteNoise(12, 5, 0.2);

describe('worst moments', () => {
  test('mono is alike in every moment and loses nothing', () => {
    const mono = measured(stereo(NOISE));
    for (const name of ['subCorrelation', 'worstCorrelation']) expect(featureOf(mono, name).value).toBeCloseTo(1, 4);
    expect(featureOf(mono, 'worstMonoLoss').value).toBeCloseTo(0, 4);
  });

  test('a stretch out of phase is found, with its time, though the mean hides it', () => {
    const right = NOISE.map((value, n) => (n >= 7 * RATE_HZ && n < 8.4 * RATE_HZ ? -value : value));
    const found = measured(stereo(NOISE, right));
    for (const name of ['worstCorrelation', 'worstMonoLoss']) {
      const { value, atSeconds } = featureOf(found, name);
      expect(value).toBeLessThan(name === 'worstMonoLoss' ? -12 : -0.9);
      expect(Math.abs((atSeconds ?? 0) - 7.7)).toBeLessThan(0.3);
    }
  });

  test('a quiet tail out of phase is no fault', () => {
    const tail = sine(800, 3, 0.001);
    const found = measured(
      stereo(
        joined(NOISE, tail),
        joined(
          NOISE,
          tail.map((value) => -value),
        ),
      ),
    );
    expect(featureOf(found, 'worstCorrelation').value).toBeGreaterThan(0.9);
  });

  test('the sub is heard apart from the rest: a fifteenth of the time out of phase is its 5th percentile', () => {
    const bass = sine(50, 12, 0.4);
    const turned = bass.map((value, n) => (n >= 4 * RATE_HZ && n < 4.8 * RATE_HZ ? -value : value));
    const rest = sine(2000, 12, 0.1);
    const sum = (low: Float32Array): Float32Array => low.map((value, n) => value + rest[n]);
    expect(featureOf(measured(stereo(sum(bass), sum(turned))), 'subCorrelation').value).toBeLessThan(-0.3);
    expect(featureOf(measured(stereo(sum(bass), sum(bass))), 'subCorrelation').value).toBeCloseTo(1, 3);
  });
});

test('one channel alone has no correlation, says why, and loses 3 dB', () => {
  const alone = measured(stereo(NOISE, new Float32Array(NOISE.length)));
  expect(alone.missing.map(({ id }) => id)).toEqual(['stereo.subCorrelation', 'stereo.worstCorrelation']);
  for (const { why } of alone.missing) expect(why).toBe('One of the channels is silent there.');
  expect(featureOf(alone, 'worstMonoLoss').value).toBeCloseTo(-3.01, 1);
});

test('less than a second is one moment', () => {
  const short = measured(stereo(NOISE.subarray(0, 9000), NOISE.subarray(9000, 18_000)));
  expect(Math.abs(featureOf(short, 'worstCorrelation').value)).toBeLessThan(0.2);
});

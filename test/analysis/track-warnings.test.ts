import { describe, expect, test } from '@jest/globals';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { trackWarnings } from '../../src/analysis/track-warnings.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { joined, RATE_HZ, stereo, whiteNoise } from './signals.ts';

const LEFT = whiteNoise(31, 1, 0.5, RATE_HZ / 2);
const RIGHT = whiteNoise(31, 2, 0.5, RATE_HZ / 2);
const CLEAN = stereo(LEFT, RIGHT, RATE_HZ / 2);

function warningsOf(signal: StereoSignal): string[] {
  return trackWarnings(measureSignalFrames(signal));
}

describe('warnings', () => {
  test('a clean stereo file has none', () => {
    expect(warningsOf(CLEAN)).toEqual([]);
  });

  const silence = new Float32Array(3 * CLEAN.sampleRateHz);
  const clipped = (samples: Float32Array): Float32Array => {
    return samples.map((value, i) => (i % 5000 < 6 ? 1 : value));
  };

  test.each<[string, StereoSignal, RegExp]>([
    ['mono', { ...CLEAN, right: LEFT }, /is mono/],
    ['clipped', { ...CLEAN, left: clipped(LEFT), right: clipped(RIGHT) }, /^Clipped in \d+ places/],
    [
      'an offset',
      { ...CLEAN, left: LEFT.map((value) => value + 0.03), right: RIGHT.map((value) => value + 0.03) },
      /offset of 3\.0 %/,
    ],
    [
      'silence at the start',
      { ...CLEAN, left: joined(silence, LEFT), right: joined(silence, RIGHT) },
      /^3\.0 s of silence at the start/,
    ],
    [
      'silence at the end',
      { ...CLEAN, left: joined(LEFT, silence), right: joined(RIGHT, silence) },
      /^3\.0 s of silence at the end/,
    ],
    ['an excerpt', { ...CLEAN, left: LEFT.subarray(0, 99_999), right: RIGHT.subarray(0, 99_999) }, /^Only 4\.5 s long/],
  ])('tells of %s', (_, signal, sentence) => {
    expect(warningsOf(signal)).toContainEqual(expect.stringMatching(sentence));
  });

  test('tells of channels that were folded down', () => {
    const frames = { ...measureSignalFrames(CLEAN), channels: 6 };
    expect(trackWarnings(frames)).toEqual(['6 channels were folded down to stereo (ITU-R BS.775).']);
  });
});

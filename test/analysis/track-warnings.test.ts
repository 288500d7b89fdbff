import { describe, expect, test } from '@jest/globals';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { trackWarnings } from '../../src/analysis/track-warnings.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { joined, stereo, whiteNoise } from './signals.ts';

const LEFT = whiteNoise(31, 1, 0.5);
const RIGHT = whiteNoise(31, 2, 0.5);
const CLEAN = stereo(LEFT, RIGHT);
/** Enough for everything but the warning of its length. */
const [SHORT_LEFT, SHORT_RIGHT] = [LEFT, RIGHT].map((samples) => samples.subarray(0, 199_999));
const SHORT = stereo(SHORT_LEFT, SHORT_RIGHT);

function warningsOf(signal: StereoSignal): string[] {
  return trackWarnings(measureSignalFrames(signal));
}

describe('warnings', () => {
  test('a clean stereo file has none', () => {
    expect(warningsOf(CLEAN)).toEqual([]);
  });

  const silence = new Float32Array(3 * SHORT.sampleRateHz);
  const clipped = (samples: Float32Array): Float32Array => {
    return samples.map((value, i) => (i % 5000 < 6 ? 1 : value));
  };

  test.each<[string, StereoSignal, RegExp]>([
    ['dual mono', { ...SHORT, right: SHORT_LEFT }, /^Both channels are the same \(dual mono\)/],
    ['a silent channel', { ...SHORT, left: new Float32Array(SHORT_LEFT.length) }, /^The left channel is silent/],
    [
      'one channel turned round',
      { ...SHORT, right: SHORT_LEFT.map((value, i) => -value + 0.2 * SHORT_RIGHT[i]) },
      /^Left and right are out of phase \(correlation −0\.9\d\)/,
    ],
    ['a low rate', { ...SHORT, sampleRateHz: 22_050 }, /^Sampled at 22050 Hz, so nothing above 11 kHz/],
    ['clipped', { ...SHORT, left: clipped(SHORT_LEFT), right: clipped(SHORT_RIGHT) }, /^Clipped in \d+ places/],
    [
      'an offset',
      { ...SHORT, left: SHORT_LEFT.map((value) => value + 0.03), right: SHORT_RIGHT.map((value) => value + 0.03) },
      /offset of 3\.0 %/,
    ],
    [
      'silence at the start',
      { ...SHORT, left: joined(silence, SHORT_LEFT), right: joined(silence, SHORT_RIGHT) },
      /^3\.0 s of silence at the start/,
    ],
    [
      'silence at the end',
      { ...SHORT, left: joined(SHORT_LEFT, silence), right: joined(SHORT_RIGHT, silence) },
      /^3\.0 s of silence at the end/,
    ],
    ['an excerpt', { ...SHORT }, /^Only 4\.5 s long/],
  ])('tells of %s', (_, signal, sentence) => {
    expect(warningsOf(signal)).toContainEqual(expect.stringMatching(sentence));
  });

  test('tells of channels that were folded down, and of one channel', () => {
    const folded = { ...measureSignalFrames(CLEAN), channels: 6 };
    expect(trackWarnings(folded)).toEqual([expect.stringMatching(/^6 channels were folded down to stereo/)]);
    const mono = { ...measureSignalFrames({ ...CLEAN, right: LEFT }), channels: 1 };
    expect(trackWarnings(mono)).toEqual([expect.stringMatching(/^The file is mono/)]);
  });

  test('says in each sentence what to do', () => {
    const odd = {
      ...SHORT,
      sampleRateHz: 22_050,
      left: joined(silence, clipped(SHORT_LEFT)),
      right: joined(silence, clipped(SHORT_LEFT)),
    };
    const warnings = warningsOf(odd);
    expect(warnings.length).toBeGreaterThan(3);
    for (const warning of warnings) expect(warning).toMatch(/export|lower/);
  });
});

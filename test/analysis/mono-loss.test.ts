import { describe, expect, test } from '@jest/globals';
import { monoLoss, monoLossDb } from '../../src/analysis/mono-loss.ts';
import { THIRD_OCTAVES } from '../../src/dsp/third-octaves.ts';
import type { BandSpectrum } from '../../src/store/analysis-document.ts';

const CENTRES = THIRD_OCTAVES.map(({ centreHz }) => centreHz);

/** Left = a·x, right = b·x + c·y with x and y unrelated and of power 1 in each band. */
function spectrumOf(channels: (hz: number) => { a: number; b: number; c?: number }): BandSpectrum {
  const bands = THIRD_OCTAVES.map(({ nominalHz }) => ({ c: 0, ...channels(nominalHz) }));
  return {
    scope: 'drop',
    seconds: 10,
    mid: bands.map(({ a, b, c }) => ((a + b) ** 2 + c ** 2) / 2),
    side: bands.map(({ a, b, c }) => ((a - b) ** 2 + c ** 2) / 2),
    leftMinusRight: bands.map(({ a, b, c }) => a ** 2 - b ** 2 - c ** 2),
    leftTimesRight: bands.map(({ a, b }) => a * b),
  };
}

function valuesOf(spectrum: BandSpectrum): Map<string, number> {
  return new Map(monoLoss(spectrum, CENTRES).map(({ id, value }) => [id, value]));
}

describe('loss in mono', () => {
  test.each([
    ['mono loses nothing', { a: 1, b: 1 }, 0],
    ['unrelated channels lose 3.01 dB', { a: 1, b: 0, c: 1 }, -3.01],
    ['one channel alone loses 3.01 dB', { a: 1, b: 0 }, -3.01],
    ['a channel turned round loses all there is to lose', { a: 1, b: -1 }, -40],
    ['half related (r = 0.5)', { a: 1, b: 0.5, c: Math.sqrt(0.75) }, 10 * Math.log10(0.75)],
  ])('%s', (_, channels, expected) => {
    const values = valuesOf(spectrumOf(() => channels));
    for (const id of ['stereo.monoLoss', 'stereo.monoLoss.63', 'stereo.monoLoss.4000']) {
      expect(values.get(id)).toBeCloseTo(expected, 2);
    }
  });

  test('is told per octave', () => {
    const values = valuesOf(spectrumOf((hz) => ({ a: 1, b: hz < 90 ? -0.5 : 1 })));
    expect(values.get('stereo.monoLoss.63')).toBeCloseTo(10 * Math.log10(0.5 ** 2 / 2 / 1.25), 6);
    expect(values.get('stereo.monoLoss.1000')).toBeCloseTo(0, 6);
  });
});

test('silence has nothing to tell, and an octave 30 dB below the loudness has no place', () => {
  expect(
    monoLoss(
      spectrumOf(() => ({ a: 0, b: 0 })),
      CENTRES,
    ),
  ).toEqual([]);
  // Thirty third octaves of the same power make the loudness 10 to 20 dB more than each octave's.
  const octaveAt = (db: number): Map<string, number> => {
    const a = 10 ** (db / 20);
    return valuesOf(spectrumOf((hz) => (hz > 11_000 ? { a, b: a } : { a: 1, b: 1 })));
  };
  expect(octaveAt(-14).has('stereo.monoLoss.16000')).toBe(true);
  expect(octaveAt(-40).has('stereo.monoLoss.16000')).toBe(false);
  expect(monoLossDb({ mid: 0, both: 1 })).toBe(-40);
});

import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/analysis/feature-catalogue.ts';
import { featureById } from '../../src/analysis/features.ts';
import { measureLoudness } from '../../src/analysis/loudness-features.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { joined, RATE_HZ, sine, stereo } from './signals.ts';

/** A sine at 1 kHz in both channels reads its peak level in LUFS: −0.691 + 10·log10(2 · ½) + 0.691. */
function tone(dbfs: number, seconds: number): Float32Array {
  return sine(1000, seconds, 10 ** (dbfs / 20));
}

function valueOf({ features }: Measurement, id: string, scope = 'whole'): number | undefined {
  return features.find((feature) => feature.id === id && feature.scope === scope)?.value;
}

describe('loudness of a whole track', () => {
  const signal = joined(tone(-30, 10), tone(-20, 10));
  const measured = measureLoudness(measureSignalFrames(stereo(signal)), []);

  test.each([
    ['loudness.shortTermMax', -20, 1],
    ['loudness.momentaryMax', -20, 1],
    // The quiet half lies just above the relative gate, which stands 10 LU below −22.6; the standard's mean is that of
    // both.
    ['loudness.integrated', 10 * Math.log10((10 ** -3 + 10 ** -2) / 2), 1],
    ['loudness.range', 10, 0],
    ['loudness.truePeak', -20, 1],
    ['loudness.psr', 0, 1],
    ['loudness.plr', -20 - 10 * Math.log10((10 ** -3 + 10 ** -2) / 2), 1],
  ])('%s is %d', (id, expected, digits) => {
    expect(valueOf(measured, id)).toBeCloseTo(expected, digits);
  });

  test('has a row of the catalogue for everything', () => {
    for (const { id } of measured.features) expect(featureById(id)?.group).toBe('loudness');
  });
});

describe('peaks against the loudness of the moment', () => {
  /** A click of full scale at the start of each stretch of tone: the quieter the tone, the further it stands out. */
  const stretches = [-20, -12, -16].map((dbfs) => {
    const samples = tone(dbfs, 6);
    samples[3000] = 1;
    samples[3000 + 3 * RATE_HZ] = 1;
    return samples;
  });
  const measured = measureLoudness(measureSignalFrames(stereo(joined(...stretches))), []);
  const featureOf = (id: string) => measured.features.find((feature) => feature.id === id);

  test('is least where the track is densest, and says when', () => {
    const { value, atSeconds } = featureOf('loudness.psrMin') ?? { value: NaN };
    expect(Math.abs(value - 12)).toBeLessThan(0.3);
    expect(atSeconds).toBeGreaterThan(7);
    expect(atSeconds).toBeLessThan(11);
  });

  test('is usually that of the middle stretch', () => {
    expect(Math.abs((valueOf(measured, 'loudness.psrMedian') ?? NaN) - 16)).toBeLessThan(1.5);
  });

  test('maxima say when they were', () => {
    for (const id of ['loudness.shortTermMax', 'loudness.momentaryMax']) {
      expect(featureOf(id)?.atSeconds).toBeGreaterThan(6);
      expect(featureOf(id)?.atSeconds).toBeLessThan(12);
    }
    expect(featureOf('loudness.integrated')).not.toHaveProperty('atSeconds');
  });

  test('leaves out what the gate leaves out: a quiet passage under a loud click is no ratio of the track', () => {
    const quiet = tone(-50, 8);
    quiet[1000] = 1;
    const gated = measureLoudness(measureSignalFrames(stereo(joined(tone(-10, 8), quiet))), []);
    expect(valueOf(gated, 'loudness.psrMedian')).toBeLessThan(3);
  });
});

describe('per kind of section', () => {
  const sections: readonly Section[] = [
    { kind: 'breakdown', startSeconds: 0, endSeconds: 5, startBar: 0, bars: 2 },
    { kind: 'drop', startSeconds: 5, endSeconds: 10, startBar: 2, bars: 2 },
  ];
  const measured = measureLoudness(measureSignalFrames(stereo(joined(tone(-30, 5), tone(-20, 5)))), sections);

  test('loudness is that of the section, and the whole leaves it to the integrated loudness', () => {
    expect(valueOf(measured, 'loudness.section', 'breakdown')).toBeCloseTo(-30, 1);
    expect(valueOf(measured, 'loudness.section', 'drop')).toBeCloseTo(-20, 1);
    expect(valueOf(measured, 'loudness.section')).toBeUndefined();
  });

  test('a steady sine has a crest of 0 dB in its register and none in the registers it is not in', () => {
    expect(valueOf(measured, 'loudness.crest.mid', 'drop')).toBeCloseTo(0, 1);
    expect(valueOf(measured, 'loudness.crest.low', 'drop')).toBeUndefined();
  });

  test('a tone that sounds a tenth of the time has a crest of 10 dB', () => {
    const burst = joined(
      ...Array.from({ length: 20 }, () => joined(tone(-10, 0.05), new Float32Array(RATE_HZ * 0.45))),
    );
    const bursts = measureLoudness(measureSignalFrames(stereo(burst)), []);
    expect(Math.abs((valueOf(bursts, 'loudness.crest.mid') as number) - 10)).toBeLessThan(0.5);
  });
});

test('gain moves every level by itself and no ratio', () => {
  const signal = joined(tone(-24, 4), tone(-16, 4));
  const before = measureLoudness(measureSignalFrames(stereo(signal)), []);
  const after = measureLoudness(measureSignalFrames(stereo(signal.map((value) => value / 2))), []);
  const absolute = ['integrated', 'shortTermMax', 'momentaryMax', 'truePeak'].map((name) => `loudness.${name}`);
  for (const { id, scope, value } of before.features) {
    const expected = absolute.includes(id) ? -20 * Math.log10(2) : 0;
    expect((valueOf(after, id, scope) as number) - value).toBeCloseTo(expected, 2);
  }
});

test('a click has a peak but no loudness, and says why', () => {
  const measured = measureLoudness(measureSignalFrames(stereo(new Float32Array([0.5]))), []);
  expect(valueOf(measured, 'loudness.truePeak')).toBeGreaterThanOrEqual(-6.1);
  expect(measured.missing.map(({ id }) => id)).toEqual([
    'loudness.integrated',
    'loudness.shortTermMax',
    'loudness.momentaryMax',
    'loudness.range',
    'loudness.plr',
    'loudness.psr',
    'loudness.psrMedian',
    'loudness.psrMin',
  ]);
  for (const { why } of measured.missing) expect(why).toMatch(/\.$/);
});

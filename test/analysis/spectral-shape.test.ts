import { describe, expect, test } from '@jest/globals';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { scopesOf } from '../../src/analysis/scopes.ts';
import { measureSpectralShape } from '../../src/analysis/spectral-shape.ts';
import { scopedFineSpectra } from '../../src/analysis/fine-band-powers.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { joined, mix, pinkNoise, RATE_HZ, sine, stereo, whiteNoise } from './signals.ts';

function valuesOf(samples: Float32Array, sections: readonly Section[] = [], rate = RATE_HZ): Map<string, number> {
  const frames = measureSignalFrames(stereo(samples, samples, rate));
  const { features } = measureSpectralShape(
    frames,
    scopedFineSpectra(frames, scopesOf(frames.durationSeconds, sections)),
  );
  return new Map(features.map(({ id, scope, value }) => [`${id.slice('tone.'.length)}@${scope}`, value]));
}

const REGISTERS = ['low', 'mid', 'high'];

describe('rolloff', () => {
  test('of white noise lies at its share of 20 Hz to 20 kHz, whatever the rate', () => {
    for (const rate of [44_100, 96_000]) {
      const values = valuesOf(whiteNoise(5, 1, 0.1, rate), [], rate);
      expect((values.get('rolloff85@whole') ?? 0) / (20 + 0.85 * 19_980)).toBeCloseTo(1, 2);
      expect((values.get('rolloff95@whole') ?? 0) / (20 + 0.95 * 19_980)).toBeCloseTo(1, 2);
    }
  });

  test('of nine parts of 100 Hz and one of 5 kHz lies at 100 Hz for 85 % and at 5 kHz for 95 %', () => {
    const values = valuesOf(mix(0.9 ** 0.5, sine(100, 3), 0.1 ** 0.5, sine(5000, 3)));
    expect(Math.abs((values.get('rolloff85@whole') ?? 0) - 100)).toBeLessThan(6);
    expect(Math.abs((values.get('rolloff95@whole') ?? 0) - 5000)).toBeLessThan(22);
  });

  test.each([60, 160, 900, 7000])('of a sine at %d Hz is the sine', (hz) => {
    const values = valuesOf(sine(hz, 3));
    for (const share of [85, 95]) expect(Math.abs((values.get(`rolloff${share}@whole`) ?? 0) - hz)).toBeLessThan(22);
  });
});

describe('flatness', () => {
  test.each([
    ['white', whiteNoise(6, 3)],
    ['pink', pinkNoise(6, 4)],
  ])('of %s noise is nearly 0 in every register', (_, noise) => {
    const values = valuesOf(noise);
    for (const register of REGISTERS) {
      expect(values.get(`flatness.${register}@whole`)).toBeGreaterThan(-0.5);
      expect(values.get(`flatness.${register}@whole`)).toBeLessThanOrEqual(0);
    }
  });

  test('of tones is far below, and noise among them raises it step by step', () => {
    const tones = [800, 1130, 1600, 2100].map((hz) => sine(hz, 4, 0.1)).reduce((sum, tone) => mix(1, sum, 1, tone));
    const noise = whiteNoise(4, 5, 0.3);
    const [clean, some, much] = [0.001, 0.03, 1].map((gain) => {
      return valuesOf(mix(1, tones, gain, noise)).get('flatness.mid@whole') ?? NaN;
    });
    expect(clean).toBeLessThan(-10);
    expect(some).toBeGreaterThan(clean + 3);
    expect(much).toBeGreaterThan(some + 3);
  });

  test('is per kind of section', () => {
    const sections: Section[] = [
      { kind: 'breakdown', startSeconds: 0, endSeconds: 5, startBar: 0, bars: 3 },
      { kind: 'drop', startSeconds: 5, endSeconds: 10, startBar: 3, bars: 3 },
    ];
    const values = valuesOf(joined(sine(1000, 5), whiteNoise(5, 6)), sections);
    expect(values.get('flatness.mid@drop')).toBeGreaterThan(-0.5);
    expect(values.get('flatness.mid@breakdown')).toBeLessThan(-10);
  });
});

test('a register in which nothing sounds has no flatness, silence has no rolloff, and gain changes nothing', () => {
  const bass = valuesOf(sine(100, 3));
  expect(bass.has('flatness.low@whole')).toBe(true);
  const frames = measureSignalFrames(stereo(joined(Float32Array.of(0.5), new Float32Array(3 * RATE_HZ))));
  const none = { ...frames, fine: { ...frames.fine, rows: 0 } };
  expect(measureSpectralShape(none, scopedFineSpectra(none, scopesOf(3, []))).features).toEqual([]);
  const noise = pinkNoise(3, 7);
  const quiet = valuesOf(noise.map((value) => value / 4));
  for (const [id, value] of valuesOf(noise)) expect(Math.abs((quiet.get(id) ?? NaN) / value - 1)).toBeLessThan(1e-3);
});

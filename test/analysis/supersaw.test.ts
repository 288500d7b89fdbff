import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureSupersaw } from '../../src/analysis/character/supersaw.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { sawDecoyStem, supersawStem, type SawDecoy } from '../truth/supersaw.ts';
import { noise, silence } from './synth.ts';

const { PI, sin, abs } = Math;

/** Harmonics of each voice of one note, nothing else: the answer is the offsets that go in. */
function heldNote(hz: number, offsetsCents: readonly number[], seconds = 2): StereoSignal {
  const sampleRateHz = 44100;
  const left = new Float32Array(seconds * sampleRateHz);
  offsetsCents.forEach((cents, voice) => {
    for (let n = 1; n * hz < 7500; n++) {
      const turn = (2 * PI * n * hz * 2 ** (cents / 1200)) / sampleRateHz;
      for (let i = 0; i < left.length; i++) left[i] += (0.1 / n) * sin(turn * i + voice * n * 1.7);
    }
  });
  return { sampleRateHz, left, right: left.slice() };
}

describe('a supersaw', () => {
  test.each([
    ['two voices', [-12, 12], 12, '2–3'],
    ['three voices', [-20, 0, 20], 20, '2–3'],
    ['five voices', [-30, -15, 0, 15, 30], 30, '4–6'],
    ['seven voices', [-42, -28, -14, 0, 14, 28, 42], 42, '7+'],
  ] as const)('of %s on one held note', (_, offsets, cents, voices) => {
    const found = measureSupersaw([heldNote(440, offsets)]);
    expect(found?.voices).toBe(voices);
    expect(abs((found?.detuneCents ?? 0) / cents - 1)).toBeLessThan(0.06);
  });

  test.each([
    [3, { voices: 7, detuneCents: 8, playing: 'melody' }],
    [4, { voices: 7, detuneCents: 25, playing: 'anthem', reverb: 0.3 }],
    [5, { voices: 3, detuneCents: 15, playing: 'pads' }],
    [6, { voices: 9, detuneCents: 45, playing: 'arpeggio', law: 'even' }],
  ] as const)('in a phrase of its own, drawn from seed %i: within 20 %%', (seed, wish) => {
    const found = measureSupersaw([supersawStem(seed, { law: 'jp-8000', seconds: 4, ...wish }).signal]);
    expect(found).toBeDefined();
    expect(abs((found?.detuneCents ?? 0) / wish.detuneCents - 1)).toBeLessThan(0.2);
  });

  test.each([
    'single saw',
    'single saw in a hall',
    'saw with vibrato',
    'voice',
    'choir',
    'organ',
    'sine pad',
    'bell',
    'drums',
  ] satisfies SawDecoy[])('is not found in a %s', (kind) => {
    expect(measureSupersaw([sawDecoyStem(kind, 11, 3)])).toBeUndefined();
  });

  test('is not found in noise, silence, nothing, or what is shorter than a window', () => {
    expect(measureSupersaw([noise(2, 0.3)])).toBeUndefined();
    expect(measureSupersaw([silence(2)])).toBeUndefined();
    expect(measureSupersaw([])).toBeUndefined();
    expect(measureSupersaw([heldNote(440, [-12, 12], 0.3)])).toBeUndefined();
  });

  test('is the same louder, upside down, with channels swapped, and at 48 kHz', () => {
    const { signal } = supersawStem(21, { voices: 5, detuneCents: 18, playing: 'melody', law: 'even', seconds: 3 });
    const plain = measureSupersaw([signal]);
    expect(plain).toBeDefined();
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 4, noNaN: true }), fc.boolean(), fc.boolean(), (gain, swap, flip) => {
        const scaled = (samples: Float32Array): Float32Array => samples.map((x) => (flip ? -gain : gain) * x);
        const [left, right] = [scaled(signal.left), scaled(signal.right)];
        const found = measureSupersaw([swap ? { ...signal, left: right, right: left } : { ...signal, left, right }]);
        expect(found?.detuneCents).toBeCloseTo(plain?.detuneCents ?? 0, 1);
        expect(found?.voices).toBe(plain?.voices);
      }),
      { numRuns: 2 },
    );
    const wish = {
      voices: 5,
      detuneCents: 18,
      playing: 'melody',
      law: 'even',
      seconds: 4,
      sampleRateHz: 48000,
    } as const;
    const other = measureSupersaw([supersawStem(21, wish).signal]);
    expect(abs((other?.detuneCents ?? 0) / 18 - 1)).toBeLessThan(0.1);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { fastestMeters, REFERENCE_METERS } from '../../src/dsp/kernels.ts';
import { MEL_BANDS } from '../../src/dsp/mel-bands.ts';
import {
  FRONT_END,
  PATCH_ROWS,
  PATCH_SECONDS,
  PATCH_VALUES,
  soundPatches,
  type MelSpectra,
} from '../../src/similarity/sound-patches.ts';

/** What `scripts/train-encoder/golden_patches.py` computed. */
const GOLDEN = JSON.parse(readFileSync(join(__dirname, 'golden-patches.json'), 'utf8')) as {
  frontEnd: string;
  signals: { name: string; rows: number[]; values: number[][][]; mean: number; deviation: number }[];
};

const SECONDS = 6.5;

/** Left and right at a time, as the training's script has them. */
const FORMULAS: Readonly<Record<string, (t: number) => [number, number]>> = {
  'a tone on both speakers': (t) => {
    const tone = 0.5 * Math.sin(2 * Math.PI * 1000 * t);
    return [tone, tone];
  },
  'a sweep on the left, a tone on the right': (t) => [
    0.25 * Math.sin(2 * Math.PI * (40 * t + 900 * t ** 2)),
    0.1 * Math.sin(2 * Math.PI * 220 * t),
  ],
  'a beating comb out of phase': (t) => {
    let comb = 0;
    for (let k = 1; k < 200; k++) comb += Math.sin(2 * Math.PI * 55 * k * t + k) / k;
    const beating = Math.exp(-12 * (t % 0.4347826086956522)) * comb;
    return [0.2 * beating, -0.1 * beating + 0.05 * 0.5 * Math.sin(2 * Math.PI * 1000 * t)];
  },
};

function signalOf(name: string, sampleRateHz = 44100, gain = 1): StereoSignal {
  const frames = Math.floor(SECONDS * sampleRateHz);
  const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
  for (let n = 0; n < frames; n++) {
    const [l, r] = FORMULAS[name](n / sampleRateHz);
    left[n] = gain * l;
    right[n] = gain * r;
  }
  return { sampleRateHz, left, right };
}

/** All patches of a track, one behind the other. */
function allPatches(spectra: MelSpectra): { values: Float32Array; startSeconds: readonly number[] } {
  const patches = soundPatches(spectra);
  const { startSeconds } = patches;
  const values = new Float32Array(startSeconds.length * PATCH_VALUES);
  startSeconds.forEach((_, i) => patches.fill(i, values.subarray(i * PATCH_VALUES, (i + 1) * PATCH_VALUES)));
  return { values, startSeconds };
}

const patchesOf = (signal: StereoSignal): ReturnType<typeof allPatches> =>
  allPatches(measureSignalFrames(signal, undefined, true).spectra);
const valueAt = (patch: Float32Array, channel: number, band: number, row: number): number =>
  patch[(channel * MEL_BANDS + band) * PATCH_ROWS + row];
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;

describe('the front end', () => {
  test('has the name that the training gave it', () => {
    expect(FRONT_END).toBe(GOLDEN.frontEnd);
    expect(GOLDEN.signals.map(({ name }) => name)).toEqual(Object.keys(FORMULAS));
  });

  test.each(GOLDEN.signals)('sees $name as the training did', ({ name, rows, values, mean: level, deviation }) => {
    const patch = patchesOf(signalOf(name)).values.subarray(0, PATCH_VALUES);
    let most = 0;
    rows.forEach((row, i) =>
      values[i].forEach((bands, channel) =>
        bands.forEach((expected, band) => {
          most = Math.max(most, Math.abs(valueAt(patch, channel, band, row) - expected));
        }),
      ),
    );
    // 0.005 of 20 dB: a tenth of a decibel, in bands where single precision has only rounding left to show.
    expect(most).toBeLessThan(0.005);
    expect(mean(patch)).toBeCloseTo(level, 3);
    expect(Math.sqrt(mean(patch.map((x) => (x - level) ** 2)))).toBeCloseTo(deviation, 3);
  });

  test('the kernels see what the plain meters see', () => {
    const signal = signalOf('a beating comb out of phase');
    const [fast, plain] = [fastestMeters(), REFERENCE_METERS].map(
      (meters) => allPatches(measureSignalFrames(signal, meters, true).spectra).values,
    );
    expect(Math.max(...fast.map((value, i) => Math.abs(value - plain[i])))).toBeLessThan(0.005);
  });

  test('12 dB quieter is the same', () => {
    const name = 'a sweep on the left, a tone on the right';
    const [loud, quiet] = [1, 0.25].map((gain) => patchesOf(signalOf(name, 44100, gain)).values);
    expect(Math.max(...loud.map((value, i) => Math.abs(value - quiet[i])))).toBeLessThan(1e-4);
  });

  test.each([48000, 96000])('at %d Hz it sees nearly what it sees at 44.1 kHz', (sampleRateHz) => {
    const name = 'a sweep on the left, a tone on the right';
    const at441 = patchesOf(signalOf(name)).values.subarray(0, PATCH_VALUES);
    const other = patchesOf(signalOf(name, sampleRateHz)).values.subarray(0, PATCH_VALUES);
    const squares = mean(at441.map((value, i) => (value - other[i]) ** 2));
    // The windows are 8 % shorter: flanks differ by a few decibels, 0.1 is 2 dB.
    expect(Math.sqrt(squares)).toBeLessThan(0.1);
  });

  test('patches lie half of their length apart, and what is silent has none', () => {
    const sampleRateHz = 44100;
    const tone = Float32Array.from({ length: 20 * sampleRateHz }, (_, n) =>
      n < 10 * sampleRateHz ? 0.3 * Math.sin((2 * Math.PI * 440 * n) / sampleRateHz) : 0,
    );
    const { startSeconds, values } = patchesOf({ sampleRateHz, left: tone, right: tone });
    expect(values.every(Number.isFinite)).toBe(true);
    expect(startSeconds[1] - startSeconds[0]).toBeCloseTo(PATCH_SECONDS / 2, 9);
    // The last one with sound in it begins before 10 s.
    expect(startSeconds[startSeconds.length - 1]).toBeLessThan(10);
    expect(startSeconds).toHaveLength(4);
  });

  test('a second of sound is repeated to a patch of finite numbers', () => {
    const left = Float32Array.from({ length: 44100 }, (_, n) => 0.3 * Math.sin(n / 20));
    const { startSeconds, values } = patchesOf({ sampleRateHz: 44100, left, right: left });
    expect(startSeconds).toHaveLength(1);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

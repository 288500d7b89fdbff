import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { CLAP_FUSED_MEL, CLAP_MEL } from '../../../src/similarity/front-ends/clap-mel.ts';
import type { FrontEnd } from '../../../src/similarity/front-ends/front-end.ts';
import { musicnnMel } from '../../../src/similarity/front-ends/musicnn-mel.ts';
import { OPENL3_MEL } from '../../../src/similarity/front-ends/openl3-mel.ts';
import { VGGISH_MEL } from '../../../src/similarity/front-ends/vggish-mel.ts';
import { AFX_WAVEFORM, MERT_WAVEFORM } from '../../../src/similarity/front-ends/waveform.ts';
import { normalDraws } from '../../synthetic-analyses.ts';

/**
 * What the fields of a row should hold, by the definitions and nothing else: the discrete Fourier transform as a sum,
 * the windows and the triangles as their formulas. Slow, so that only a few rows are looked at.
 */
interface Definition {
  rateHz: number;
  size: number;
  hop: number;
  bands: number;
  lowHz: number;
  highHz: number;
  scale: 'slaney' | 'htk';
  areaOne: boolean;
  power: number;
  mirror: boolean;
}

const toMel = { htk: (f: number) => 2595 * Math.log10(1 + f / 700), slaney: slaneyMel };
const toHz = { htk: (m: number) => 700 * (10 ** (m / 2595) - 1), slaney: slaneyHz };

function slaneyMel(f: number): number {
  return f < 1000 ? f / (200 / 3) : 15 + (27 * Math.log(f / 1000)) / Math.log(6.4);
}
function slaneyHz(m: number): number {
  return m < 15 ? (200 / 3) * m : 1000 * 6.4 ** ((m - 15) / 27);
}

function definedRow(samples: Float32Array, row: number, definition: Definition): number[] {
  const { rateHz, size, hop, bands, lowHz, highHz, scale, areaOne, power, mirror } = definition;
  const at = (n: number): number => {
    if (n >= 0 && n < samples.length) return samples[n];
    if (!mirror) return 0;
    return samples[n < 0 ? -n : 2 * (samples.length - 1) - n];
  };
  const frame = Array.from(
    { length: size },
    (_, n) => at(row * hop - size / 2 + n) * Math.sin((Math.PI * n) / size) ** 2,
  );
  const cosines = Array.from({ length: size }, (_, i) => Math.cos((2 * Math.PI * i) / size));
  const spectrum = Array.from({ length: size / 2 + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (let n = 0; n < size; n++) {
      re += frame[n] * cosines[(k * n) % size];
      im += frame[n] * cosines[(k * n + size / 4) % size];
    }
    return Math.hypot(re, im) ** power;
  });
  const step = (toMel[scale](highHz) - toMel[scale](lowHz)) / (bands + 1);
  const corner = (i: number): number => toHz[scale](toMel[scale](lowHz) + i * step);
  return Array.from({ length: bands }, (_, band) => {
    const [from, centre, to] = [corner(band), corner(band + 1), corner(band + 2)];
    const sum = spectrum.reduce((total, value, k) => {
      const f = (k * rateHz) / size;
      const height = f <= centre ? (f - from) / (centre - from) : (to - f) / (to - centre);
      return total + Math.max(0, height) * value;
    }, 0);
    return sum * (areaOne ? 2 / (to - from) : 1);
  });
}

function stereo(sampleRateHz: number, seconds: number, seed = 1): StereoSignal {
  const normal = normalDraws(seed);
  const left = Float32Array.from(
    { length: seconds * sampleRateHz },
    (_, n) => 0.4 * Math.sin((2 * Math.PI * 997 * n) / sampleRateHz) + 0.05 * normal(),
  );
  return { sampleRateHz, left, right: left.map((x) => 0.5 * x) };
}

const monoOf = ({ left, right }: StereoSignal): Float32Array => left.map((x, n) => (x + right[n]) / 2);

function patchOf(frontEnd: FrontEnd, track: StereoSignal, shape: number[], index = 0): Float32Array {
  const into = new Float32Array(shape.reduce((product, size) => product * size, 1));
  frontEnd.prepare(track, shape).fill(index, into);
  return into;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe('front ends by their definitions', () => {
  const CLAP: Definition = {
    rateHz: 48_000, size: 1024, hop: 480, bands: 64, lowHz: 50, highHz: 14_000, scale: 'slaney', areaOne: true, power: 2, mirror: true,
  }; // prettier-ignore

  test.each([
    ['CLAP', CLAP_MEL, CLAP, [1, 1001, 64]],
    ['fused CLAP', CLAP_FUSED_MEL, { ...CLAP, scale: 'htk', areaOne: false } as const, [4, 1001, 64]],
  ])('%s: decibels of 64 bands, of samples of 16 bits', (_, frontEnd, definition, shape) => {
    const track = stereo(48_000, 10);
    const samples = monoOf(track).map((x) => Math.trunc(x * 32_767) / 32_767);
    const patch = patchOf(frontEnd, track, shape);
    for (const row of [0, 1, 500, 1000]) {
      definedRow(samples, row, definition).forEach((power, band) => {
        expect(patch[row * 64 + band]).toBeCloseTo(10 * Math.log10(Math.max(power, 1e-10)), 3);
      });
    }
    for (let copy = 1; copy < shape[0]; copy++) {
      const other = patch.subarray(copy * 1001 * 64, (copy + 1) * 1001 * 64);
      expect(largestDifference(other, patch.subarray(0, 1001 * 64))).toBe(0);
    }
  });

  test('CLAP repeats what is short whole, and leaves the rest silent', () => {
    const patch = patchOf(CLAP_MEL, stereo(48_000, 3), [1, 1001, 64]);
    // Ten seconds hold three of three; rows at 1.5, 4.5 and 9.5 s.
    expect(Math.abs(patch[150 * 64 + 20] - patch[450 * 64 + 20])).toBeLessThan(1e-3);
    expect(patch[950 * 64 + 20]).toBe(-100);
  });

  test('OpenL3: decibels of magnitude, relative to the loudest of each second, bands first', () => {
    const definition: Definition = {
      rateHz: 48_000, size: 2048, hop: 242, bands: 128, lowHz: 0, highHz: 24_000, scale: 'slaney', areaOne: true, power: 1, mirror: false,
    }; // prettier-ignore
    const track = stereo(48_000, 2);
    const patch = patchOf(OPENL3_MEL, track, [128, 199, 1], 1);
    expect(Math.max(...patch)).toBe(0);
    expect(Math.min(...patch)).toBeGreaterThanOrEqual(-80);
    const samples = monoOf(track).slice(48_000);
    for (const row of [0, 99, 198]) {
      const db = definedRow(samples, row, definition).map((magnitude) => 10 * Math.log10(magnitude));
      // The loudest of the window is not in every row: differences within a row are the definition's.
      db.forEach((level, band) => {
        const difference = patch[band * 199 + row] - patch[14 * 199 + row];
        if (patch[band * 199 + row] > -80) expect(difference).toBeCloseTo(level - db[14], 3);
      });
    }
  });

  test('OpenL3: silence is 80 below nothing, and finite', () => {
    const silence = { sampleRateHz: 48_000, left: new Float32Array(48_000), right: new Float32Array(48_000) };
    expect(patchOf(OPENL3_MEL, silence, [128, 199, 1]).every((value) => value === 0)).toBe(true);
  });

  test('MERT: every stretch has mean 0 and variance 1, whatever its level', () => {
    const track = stereo(24_000, 11);
    for (const index of [0, 1]) {
      const patch = patchOf(MERT_WAVEFORM, track, [120_000], index);
      const mean = patch.reduce((sum, x) => sum + x, 0) / patch.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(patch.reduce((sum, x) => sum + (x - mean) ** 2, 0) / patch.length).toBeCloseTo(1, 4);
    }
    const source = monoOf(track);
    const patch = patchOf(MERT_WAVEFORM, track, [120_000], 1);
    expect((patch[7] - patch[3]) / (source[120_007] - source[120_003])).toBeCloseTo(
      (patch[50] - patch[9]) / (source[120_050] - source[120_009]),
      3,
    );
  });

  test('AFx-Rep: left and right, the peak of the whole track at 1', () => {
    const track = stereo(48_000, 12);
    const peak = Math.max(...Array.from({ length: 100 }, (_, i) => Math.max(...track.left.subarray(i * 5760, (i + 1) * 5760).map(Math.abs)))); // prettier-ignore
    const patch = patchOf(AFX_WAVEFORM, track, [2, 262_144], 1);
    expect(patch[5]).toBeCloseTo(track.left[262_149] / peak, 6);
    expect(patch[262_144 + 5]).toBeCloseTo(track.right[262_149] / peak, 6);
    const quieter = { ...track, left: track.left.map((x) => x / 8), right: track.right.map((x) => x / 8) };
    expect(largestDifference(patchOf(AFX_WAVEFORM, quieter, [2, 262_144], 1), patch)).toBe(0);
  });

  test('MAEST is MusiCNN, less its mean and in units of two deviations', () => {
    const track = stereo(16_000, 6);
    const plain = patchOf(musicnnMel({}), track, [316, 96]);
    const maest = patchOf(musicnnMel({}, { mean: 2, deviation: 1.5 }), track, [316, 96]);
    expect(
      largestDifference(
        maest,
        plain.map((value) => (value - 2) / 3),
      ),
    ).toBeLessThan(1e-6);
  });

  test('VGGish gives bands first where the model takes them so', () => {
    const track = stereo(16_000, 2);
    const rows = patchOf(VGGISH_MEL, track, [96, 64]);
    const bands = patchOf(VGGISH_MEL, track, [64, 96]);
    expect(bands[10 * 96 + 50]).toBe(rows[50 * 64 + 10]);
  });
});

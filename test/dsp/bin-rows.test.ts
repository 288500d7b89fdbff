import { describe, expect, test } from '@jest/globals';
import { binRows, PlainBinRows, type BinChoice } from '../../src/dsp/bin-rows.ts';
import { hannWindow } from '../../src/dsp/window.ts';
import { sine, whiteNoise } from './signals.ts';

const RATE = 44100;

function choice(size: number): BinChoice {
  const bands = [[0, 1, 2], [size / 8], [size / 4 - 1, size / 4, size / 4 + 1], [size / 2 - 1, size / 2]];
  return {
    size,
    window: hannWindow(size),
    bands: bands.map((bins) => ({
      bins: Int32Array.from(bins),
      amplitudes: Float64Array.from(bins, (k) => 1 + k / size),
    })),
  };
}

/** Σ window·x·e^(−2πikn/N), times the amplitude. */
function bin(samples: Float32Array, start: number, { size, window }: BinChoice, k: number): [number, number] {
  let [re, im] = [0, 0];
  for (let n = 0; n < size; n++) {
    const value = window[n] * samples[start + n] * (1 + k / size);
    re += value * Math.cos((2 * Math.PI * k * n) / size);
    im -= value * Math.sin((2 * Math.PI * k * n) / size);
  }
  return [re, im];
}

describe.each([
  ['plain', (of: BinChoice) => new PlainBinRows(of)],
  ['fastest', (of: BinChoice) => binRows(of)],
])('bins of a stereo signal, %s', (_, make) => {
  // Even and odd powers of two take different passes.
  test.each([64, 128, 512, 1024])('are the discrete Fourier transform of mid and side, window of %i', (size) => {
    const wanted = choice(size);
    const [left, right] = [whiteNoise(0.3, 4 * size, 5), whiteNoise(0.2, 4 * size, 6)];
    const mid = left.map((sample, n) => (sample + right[n]) * Math.SQRT1_2);
    const side = left.map((sample, n) => (sample - right[n]) * Math.SQRT1_2);
    const [start, hop, frames] = [7, size / 2, 3];
    const rows = make(wanted).of(left, right, { start, hop, count: frames });
    const loudest = Math.sqrt(size);
    for (const [signal, found] of [
      [mid, rows.mid],
      [side, rows.side],
    ] as const) {
      wanted.bands.forEach(({ bins }, b) => {
        expect(found[b]).toHaveLength(2 * bins.length * frames);
        for (let frame = 0; frame < frames; frame++) {
          bins.forEach((k, i) => {
            const [re, im] = bin(signal, start + frame * hop, wanted, k);
            const at = 2 * (frame * bins.length + i);
            expect(Math.abs(found[b][at] - re) / loudest).toBeLessThan(1e-6);
            expect(Math.abs(found[b][at + 1] - im) / loudest).toBeLessThan(1e-6);
          });
        }
      });
    }
  });

  test('are put where others lay, if that is room enough', () => {
    const rows = make(choice(512));
    const [loud, soft] = [whiteNoise(0.3, 4096, 7), whiteNoise(0.1, 4096, 8)];
    const first = rows.of(loud, soft, { start: 0, hop: 256, count: 4 });
    const again = rows.of(soft, loud, { start: 9, hop: 256, count: 3 }, first.room);
    expect(again.room).toBe(first.room);
    const fresh = rows.of(soft, loud, { start: 9, hop: 256, count: 3 });
    expect(again.mid.map((row) => [...row])).toEqual(fresh.mid.map((row) => [...row]));
    expect(again.side.map((row) => [...row])).toEqual(fresh.side.map((row) => [...row]));
    expect(rows.of(soft, loud, { start: 0, hop: 256, count: 5 }, first.room).room).not.toBe(first.room);
  });

  test('of equal channels have no side, to 120 dB below mid', () => {
    const tone = sine((256 * RATE) / 1024, 0.5, 1, RATE);
    const { mid, side } = make(choice(1024)).of(tone, tone, { start: 0, hop: 512, count: 4 });
    const energy = (rows: readonly Float32Array[]): number =>
      rows.reduce((sum, row) => sum + row.reduce((own, value) => own + value * value, 0), 0);
    expect(energy(side)).toBeLessThanOrEqual(1e-12 * energy(mid));
  });
});

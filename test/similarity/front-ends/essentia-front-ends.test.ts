import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { FrontEnd } from '../../../src/similarity/front-ends/front-end.ts';
import { musicnnMel } from '../../../src/similarity/front-ends/musicnn-mel.ts';
import { VGGISH_MEL } from '../../../src/similarity/front-ends/vggish-mel.ts';
import { normalDraws } from '../../synthetic-analyses.ts';

const RATE = 16_000;

/** A vector in the memory of essentia.js, which has to be given back. */
interface EssentiaVector {
  delete(): void;
}

/** What is used of essentia.js, which has no types of its own. */
interface EssentiaFrontEnds {
  arrayToVector(values: Float32Array): EssentiaVector;
  vectorToArray(vector: EssentiaVector): Float32Array;
  TensorflowInputMusiCNN(frame: EssentiaVector): { bands: EssentiaVector };
  TensorflowInputVGGish(frame: EssentiaVector): { bands: EssentiaVector };
}

const { Essentia, EssentiaWASM } = createRequire(join(__dirname, 'essentia'))('essentia.js') as {
  Essentia: new (wasm: unknown) => EssentiaFrontEnds;
  EssentiaWASM: unknown;
};
const essentia = new Essentia(EssentiaWASM);

/** A beating comb over noise, then silence: every band and the floor of the logarithm. */
const SAMPLES = (() => {
  const normal = normalDraws(11);
  return Float32Array.from({ length: 3 * RATE }, (_, n) => {
    const t = n / RATE;
    if (t > 2.5) return 0;
    let comb = 0;
    for (let k = 1; k < 60; k++) comb += Math.sin(2 * Math.PI * 110 * k * t + k) / k;
    return 0.2 * comb * Math.exp(-5 * (t % 0.5)) + 0.01 * normal();
  });
})();

/** The rows that essentia.js makes of frames centred where its frame cutter centres them. */
function essentiaRows(
  { frame, hop, rows }: { frame: number; hop: number; rows: number },
  bandsOf: (frame: EssentiaVector) => { bands: EssentiaVector },
): number[][] {
  const lead = Math.floor((frame + 1) / 2);
  return Array.from({ length: rows }, (_, row) => {
    const vector = essentia.arrayToVector(
      Float32Array.from({ length: frame }, (_unused, n) => SAMPLES[row * hop - lead + n] ?? 0),
    );
    const { bands } = bandsOf(vector);
    const values = Array.from(essentia.vectorToArray(bands));
    vector.delete();
    bands.delete();
    return values;
  });
}

/** Largest difference between our rows and essentia's, over the whole of a track in one patch. */
function differenceFrom(frontEnd: FrontEnd, shape: [number, number], rows: number[][]): number {
  const patch = new Float32Array(shape[0] * shape[1]);
  const source = frontEnd.prepare({ sampleRateHz: RATE, left: SAMPLES, right: SAMPLES }, shape);
  source.fill(0, patch);
  return Math.max(...rows.flatMap((row, r) => row.map((value, band) => Math.abs(value - patch[r * shape[1] + band]))));
}

describe('the front ends that essentia.js has', () => {
  test('MusiCNN, EffNet: the same to a ten-thousandth', () => {
    const rows = essentiaRows({ frame: 512, hop: 256, rows: 187 }, (frame) => essentia.TensorflowInputMusiCNN(frame));
    expect(Math.max(...rows.flat())).toBeGreaterThan(2);
    expect(differenceFrom(musicnnMel({}), [187, 96], rows)).toBeLessThan(1e-4);
  });

  test('VGGish: the same to a ten-thousandth', () => {
    const rows = essentiaRows({ frame: 400, hop: 160, rows: 96 }, (frame) => essentia.TensorflowInputVGGish(frame));
    expect(Math.max(...rows.flat())).toBeGreaterThan(1);
    expect(differenceFrom(VGGISH_MEL, [96, 64], rows)).toBeLessThan(1e-4);
  });
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ENCODER } from '../../src/similarity/encoder-card.ts';
import { LAYOUT } from '../../src/similarity/encode-track.ts';
import { metricOf, type PartMap } from '../../src/similarity/metric.ts';
import { normalDraws } from '../synthetic-analyses.ts';

const MODELS = join(__dirname, '..', '..', 'models');

interface MapFile {
  part: string;
  rows: number;
  columns: number;
  scale: number;
  values: string;
}

const { maps } = JSON.parse(readFileSync(join(MODELS, ENCODER.metric.file), 'utf8')) as { maps: MapFile[] };

function idsOf(part: string): string[] {
  const found = LAYOUT.parts.find(({ name }) => name === part);
  if (found === undefined) throw new Error(`The layout has no part ${part}.`);
  return LAYOUT.ids.slice(found.from, found.to);
}

function mapOf(part: string): PartMap {
  const map = metricOf(part, idsOf(part));
  if (map === undefined) throw new Error(`The metric has no part ${part}.`);
  return map;
}

function applied(map: PartMap, values: Float32Array): Float32Array {
  const out = new Float32Array(map.columns);
  map.apply(values, out);
  return out;
}

/** Its weights, read by another hand: row after row. */
function weightsOf({ rows, columns, scale, values }: MapFile): number[][] {
  const bytes = Buffer.from(values, 'base64');
  const whole = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => scale * whole.getInt16(2 * (row * columns + column), true)),
  );
}

describe('the files of the encoder', () => {
  test.each([
    [ENCODER.network.file, ENCODER.network],
    [ENCODER.metric.file, ENCODER.metric],
  ])('%s is the one that the card speaks of', (file, { sha256, bytes }) => {
    const content = readFileSync(join(MODELS, file));
    expect(content).toHaveLength(bytes);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  });
});

describe('the metric', () => {
  test.each(maps.map((map): [string, MapFile] => [map.part, map]))('multiplies %s by its weights', (part, file) => {
    const weights = weightsOf(file);
    const values = Float32Array.from({ length: file.rows }, normalDraws(4));
    const found = applied(mapOf(part), values);
    const expected = weights[0].map((_, column) => weights.reduce((sum, row, i) => sum + row[column] * values[i], 0));
    const most = Math.max(...expected.map(Math.abs));
    expect(most).toBeGreaterThan(0);
    found.forEach((value, column) => expect(Math.abs(value - expected[column])).toBeLessThan(1e-5 * most));
  });

  test.each(maps.filter(({ rows, columns }) => rows === columns).map((map): [string, MapFile] => [map.part, map]))(
    'keeps the numbers of %s in their places: it is symmetric, and no direction is turned round',
    (part, file) => {
      const weights = weightsOf(file);
      weights.forEach((row, i) => row.forEach((weight, j) => expect(Math.abs(weight - weights[j][i])).toBeLessThan(2 * file.scale))); // prettier-ignore
      const random = normalDraws(6);
      for (let trial = 0; trial < 20; trial++) {
        const values = Float32Array.from({ length: file.rows }, random);
        const out = applied(mapOf(part), values);
        expect(out.reduce((sum, value, i) => sum + value * values[i], 0)).toBeGreaterThan(0);
      }
    },
  );

  test('what is missing stays missing where numbers have names, and counts as the mean where they have none', () => {
    const [mix, spectrum] = [mapOf('mix.measured'), mapOf('timbre.spectrum')];
    const values = Float32Array.from({ length: mix.rows }, normalDraws(5));
    const atTheMean = values.slice().fill(0, 3, 4);
    const out = applied(mix, values.slice().fill(NaN, 3, 4));
    expect(out[3]).toBeNaN();
    applied(mix, atTheMean).forEach((value, i) => i !== 3 && expect(out[i]).toBe(value));

    const heard = Float32Array.from({ length: spectrum.rows }, normalDraws(5));
    expect(applied(spectrum, heard.slice().fill(NaN, 7, 8))).toEqual(applied(spectrum, heard.slice().fill(0, 7, 8)));
    for (const map of [mix, spectrum]) {
      expect(applied(map, new Float32Array(map.rows).fill(NaN)).every(Number.isNaN)).toBe(true);
    }
  });

  test('is refused for other numbers than it was learnt for, and leaves alone what it was not learnt for', () => {
    const ids = idsOf('mix.measured');
    expect(() => metricOf('mix.measured', [...ids].reverse())).toThrow(/other numbers of mix\.measured/);
    expect(() => metricOf('timbre.spectrum', ids)).toThrow(/other numbers of timbre\.spectrum/);
    expect(metricOf('harmony.key', ['key.x', 'key.y', 'key.mode'])).toBeUndefined();
  });
});

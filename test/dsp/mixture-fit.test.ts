import { describe, expect, test } from '@jest/globals';
import {
  mixtureFits,
  PlainMixtureFits,
  sharesAt,
  type FittedRow,
  type MixtureFits,
  type PartShape,
} from '../../src/dsp/mixture-fit.ts';
import { whiteNoise } from './signals.ts';

const LAGS = 24;
const LINE = Float64Array.from({ length: LAGS }, (_, lag) => Math.exp(-lag));
const WIDE = Float64Array.from({ length: LAGS }, (_, lag) => Math.exp(-lag / 3));
/** Part p of a row of one step a part is half, all and half of 1 around lag p. */
const SHAPE: PartShape = { table: Float64Array.of(1, 0.5, 0), partsPerLag: 1, parts: 30 };
const SHARES = Float64Array.from({ length: SHAPE.parts }, (_, part) => (part === 7 ? 0.6 : part === 13 ? 0.4 : 0));
const OWN = 0.3;

function rowOf(values: Float64Array, stepsPerPart = 1): FittedRow {
  return { values, stepsPerPart };
}

function prepared(fits: MixtureFits, rows = 1): MixtureFits {
  for (let row = 0; row < rows; row++) fits.setLines(row, LINE, WIDE);
  return fits;
}

/** What the mixture looks like: its line, and bumps around two lags. */
function mixture(first = 7, second = 13): Float64Array {
  const sum = LINE.map((value) => OWN * value);
  [0.5, 1, 0.5].forEach((value, i) => {
    sum[first - 1 + i] += 0.6 * value;
    sum[second - 1 + i] += 0.4 * value;
  });
  return sum;
}

function spikeAt(lag: number): Float64Array {
  const spike = new Float64Array(LAGS);
  spike[lag] = 1;
  return spike;
}

describe.each([
  ['plain', (rows: readonly FittedRow[]) => prepared(new PlainMixtureFits(rows, SHAPE), rows.length)],
  ['fastest', (rows: readonly FittedRow[]) => prepared(mixtureFits(rows, SHAPE), rows.length)],
])('a fit of patterns, %s', (_, fitsOf) => {
  test('finds the weight of a mixture beside a line and a constant', () => {
    const row = mixture().map((value, lag) => 0.7 * value + 0.4 * LINE[lag] + 0.1);
    const { left, weight } = fitsOf([rowOf(row)]).fit(0, SHARES, OWN);
    expect(weight).toBeCloseTo(0.7, 2);
    expect(left).toBeLessThan(1e-4);
  });

  test('needs no mixture for lines, and finds none', () => {
    const row = LINE.map((value, lag) => 0.8 * value + 0.1 * WIDE[lag]);
    const fits = fitsOf([rowOf(row)]);
    expect(fits.fit(0, new Float64Array(0), 0).left).toBeLessThan(1e-3);
    expect(fits.fit(0, SHARES, OWN).weight).toBeLessThan(0.05);
  });

  test('gives no pattern a weight below nothing', () => {
    const row = mixture().map((value) => -value);
    const { left, weight } = fitsOf([rowOf(row)]).fit(0, SHARES, OWN);
    expect(weight).toBe(0);
    expect(left).toBeCloseTo(
      row.reduce((sum, value) => sum + value * value, 0),
      12,
    );
  });

  test('shows a part and its mirror image as finely as the row does', () => {
    // Half a step a part, so part 2 is 1, ¾, ½, ¼ to both sides, and what of its mirror image reaches over adds to it.
    const row = new Float64Array(LAGS);
    row.set([1, 1, 1, 0.75, 0.5, 0.25]);
    const fits = fitsOf([rowOf(row, 0.5)]);
    fits.setLines(0, spikeAt(20), spikeAt(22));
    const { left, weight } = fits.fit(0, Float64Array.of(0, 0, 1), 0);
    expect(weight).toBeCloseTo(1, 3);
    expect(left).toBeLessThan(1e-6);
  });

  test('finds the scale at which a mixture fits some rows best', () => {
    const fits = fitsOf([mixture(4, 10), mixture(6, 15), mixture()].map((row) => rowOf(row)));
    const spread = { distances: Float64Array.of(2, 5), shares: Float64Array.of(0.6, 0.4), own: OWN };
    expect(fits.best([0], spread, [1, 2, 3, 4]).scale).toBe(2);
    const both = fits.best([1, 1], spread, [1, 2, 3, 4]);
    expect(both.scale).toBe(3);
    expect(both.left).toBeLessThan(1e-3);
    expect(fits.best([0, 1], spread, [1]).left).toBeGreaterThan(0.1);
  });
});

test('shares of a mixture between two parts go to both, and those beyond the last are left out', () => {
  const spread = { distances: Float64Array.of(1, 2, 9), shares: Float64Array.of(0.5, 0.25, 0.25), own: 0 };
  expect([...sharesAt(spread, 1.5, 5)]).toEqual([0, 0.25, 0.25, 0.25, 0]);
});

test('the kernel fits as the reference does, every row by itself and all together', () => {
  const rows = [1, 2, 3].map((seed) => rowOf(Float64Array.from(whiteNoise(1, LAGS, seed), Math.abs), 0.3 * seed));
  const [kernel, reference] = [mixtureFits(rows, SHAPE), new PlainMixtureFits(rows, SHAPE)];
  for (const fits of [kernel, reference]) prepared(fits, rows.length);
  rows.forEach((_, row) => {
    const expected = reference.fit(row, SHARES, OWN);
    const { left, weight } = kernel.fit(row, SHARES, OWN);
    expect(left).toBeCloseTo(expected.left, 12);
    expect(weight).toBeCloseTo(expected.weight, 12);
  });
  const spread = { distances: Float64Array.of(1, 2, 2.5, 9), shares: Float64Array.of(0.4, 0.3, 0.2, 0.1), own: OWN };
  const scales = [0.7, 1.3, 2.9, 4.1, 5.7];
  const [found, expected] = [kernel, reference].map((fits) => fits.best([0, 1, 2], spread, scales));
  expect(found.scale).toBe(expected.scale);
  expect(found.left).toBeCloseTo(expected.left, 12);
});

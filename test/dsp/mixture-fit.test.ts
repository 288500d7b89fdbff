import { describe, expect, test } from '@jest/globals';
import {
  mixtureFits,
  PlainMixtureFit,
  type FittedRow,
  type MixtureFit,
  type MixturePart,
} from '../../src/dsp/mixture-fit.ts';
import { whiteNoise } from './signals.ts';

const LAGS = 24;
const PARTS = 5;
const LINE = Float64Array.from({ length: LAGS }, (_, lag) => Math.exp(-lag));
const WIDE = Float64Array.from({ length: LAGS }, (_, lag) => Math.exp(-lag / 3));
const BUMP = Float64Array.of(0.5, 1, 0.5);
const SHARES = Float64Array.of(0, 0, 0.6, 0, 0.4);
const OWN = 0.3;

function rowOf(values: Float64Array): FittedRow {
  return { values, partOf: (part) => ({ first: 3 * part, values: BUMP }) };
}

function prepared(fit: MixtureFit): MixtureFit {
  fit.setLines(LINE, WIDE);
  return fit;
}

/** What the mixture looks like: its line, and bumps from the sixth and the twelfth lag on. */
function mixture(): Float64Array {
  const sum = LINE.map((value) => OWN * value);
  BUMP.forEach((value, i) => {
    sum[6 + i] += 0.6 * value;
    sum[12 + i] += 0.4 * value;
  });
  return sum;
}

describe.each([
  ['plain', (row: Float64Array) => prepared(new PlainMixtureFit(rowOf(row)))],
  ['fastest', (row: Float64Array) => prepared(mixtureFits([rowOf(row)], PARTS)[0])],
])('a fit of patterns, %s', (_, fitOf) => {
  test('finds the weight of a mixture beside a line and a constant', () => {
    const row = mixture().map((value, lag) => 0.7 * value + 0.4 * LINE[lag] + 0.1);
    const { left, weight } = fitOf(row).fit(SHARES, OWN);
    expect(weight).toBeCloseTo(0.7, 2);
    expect(Math.abs(left)).toBeLessThan(1e-4);
  });

  test('needs no mixture for lines, and finds none', () => {
    const row = LINE.map((value, lag) => 0.8 * value + 0.1 * WIDE[lag]);
    const fit = fitOf(row);
    expect(Math.abs(fit.fit(new Float64Array(0), 0).left)).toBeLessThan(1e-3);
    expect(fit.fit(SHARES, OWN).weight).toBeLessThan(0.05);
  });

  test('gives no pattern a weight below nothing', () => {
    const row = mixture().map((value) => -value);
    const { left, weight } = fitOf(row).fit(SHARES, OWN);
    expect(weight).toBe(0);
    expect(left).toBeCloseTo(
      row.reduce((sum, value) => sum + value * value, 0),
      12,
    );
  });
});

test('the kernel fits as the reference does, every row by itself', () => {
  const rows = [1, 2, 3].map((seed) => Float64Array.from(whiteNoise(1, LAGS, seed), Math.abs));
  mixtureFits(rows.map(rowOf), PARTS).forEach((fit, i) => {
    const expected = prepared(new PlainMixtureFit(rowOf(rows[i]))).fit(SHARES, OWN);
    const { left, weight } = prepared(fit).fit(SHARES, OWN);
    expect(left).toBeCloseTo(expected.left, 12);
    expect(weight).toBeCloseTo(expected.weight, 12);
  });
});

test('asks for a part once, and only when it has a share', () => {
  const asked: number[] = [];
  const partOf = (part: number): MixturePart => {
    asked.push(part);
    // Nothing at all is a part, too.
    return part === 0 ? { first: 0, values: new Float64Array(0) } : { first: 3 * part, values: BUMP };
  };
  const fit = prepared(mixtureFits([{ values: mixture(), partOf }], PARTS)[0]);
  fit.fit(SHARES, OWN);
  fit.fit(Float64Array.of(0.1, 0, 0.9), OWN);
  fit.fit(Float64Array.of(0.1, 0, 0.9), OWN);
  expect(asked).toEqual([2, 4, 0]);
});

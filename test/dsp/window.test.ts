import { expect, test } from '@jest/globals';
import { hannWindow, kaiserSincAt, kaiserWindowAt, windowEnergy } from '../../src/dsp/window.ts';

test('Hann windows a quarter apart add up to 2, their squares to 3/2', () => {
  const window = hannWindow(64);
  for (let n = 0; n < 16; n++) {
    const overlapping = [0, 16, 32, 48].map((shift) => window[n + shift]);
    expect(overlapping.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2, 12);
    expect(overlapping.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1.5, 12);
  }
  expect(windowEnergy(window)).toBeCloseTo((3 / 8) * 64, 12);
  expect(hannWindow(0)).toHaveLength(0);
});

test('the Kaiser window is one in the middle, 1/I₀(β) at the ends and nothing beyond', () => {
  expect(kaiserWindowAt(0, 6)).toBe(1);
  // I₀(6) from the tables of Abramowitz and Stegun.
  expect(kaiserWindowAt(1, 6)).toBeCloseTo(1 / 67.23440697647798, 12);
  expect(kaiserWindowAt(-1.01, 6)).toBe(0);
  expect(kaiserWindowAt(0.7, 0)).toBe(1);
});

test('a windowed sinc is one in the middle and crosses zero every 1 / cutoff samples', () => {
  expect(kaiserSincAt(0, 8, 0.25, 6)).toBe(1);
  expect(kaiserSincAt(2, 8, 0.25, 0)).toBeCloseTo(2 / Math.PI, 12);
  expect(kaiserSincAt(2, 8, 0.25, 6)).toBeCloseTo((2 / Math.PI) * kaiserWindowAt(0.25, 6), 12);
  expect(kaiserSincAt(-4, 8, 0.25, 6)).toBeCloseTo(0, 12);
  expect(kaiserSincAt(9, 8, 0.25, 6)).toBe(0);
});

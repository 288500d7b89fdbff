import { describe, expect, test } from '@jest/globals';
import { PlainRangePowers, rangePowers, type BinRange } from '../../src/dsp/range-powers.ts';
import { sine, whiteNoise } from './signals.ts';

const SIZE = 1024;
const RATE = 44100;
const RANGES: BinRange[] = [
  [1, 20],
  [20, 30],
  [30, 512],
];

describe.each([
  ['plain', () => new PlainRangePowers(SIZE, RANGES)],
  ['fastest', () => rangePowers(SIZE, RANGES)],
])('powers in ranges of bins, %s', (_, make) => {
  test('of a sine lie where its bin is, in the moment it sounds', () => {
    const tone = sine((25 * RATE) / SIZE, 0.5, 1, RATE);
    tone.fill(0, 2 * SIZE);
    const [sounding, silent] = make().measure(tone, tone, SIZE, SIZE);
    // What rounding leaves of the moment beside it.
    expect(Math.max(...silent)).toBeLessThan(1e-20);
    // Left + right has an amplitude of 1: |X|² of a Hann window is (N/4)² at the bin and a quarter of it on either
    // side.
    expect(sounding[0] / (4 * (SIZE / 4) ** 2 * 1.5)).toBeCloseTo(1, 6);
    expect(sounding[2] / sounding[0]).toBeCloseTo(1, 9);
    expect(sounding[1] + sounding[3]).toBeLessThan(1e-9 * sounding[0]);
  });

  test('of opposite channels are nothing', () => {
    const noise = whiteNoise(0.3, 2 * SIZE, 4);
    const opposite = noise.map((sample) => -sample);
    const rows = make().measure(noise, opposite, 0, SIZE);
    for (const row of rows) expect([...row].map(Math.abs)).toEqual([0, 0, 0, 0]);
  });
});

test('the kernel measures what the reference does, with hops of any length', () => {
  const [left, right] = [whiteNoise(0.3, 4 * SIZE, 5), whiteNoise(0.2, 4 * SIZE, 6)];
  const [fast, plain] = [rangePowers(SIZE, RANGES), new PlainRangePowers(SIZE, RANGES)];
  for (const [start, hop] of [
    [0, 256],
    [777, 1],
    [100, 2000],
  ]) {
    const expected = plain.measure(left, right, start, hop);
    fast.measure(left, right, start, hop).forEach((row, moment) => {
      row.forEach((power, i) => expect(power / expected[moment][i]).toBeCloseTo(1, 10));
    });
  }
});

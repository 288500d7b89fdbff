import { describe, expect, test } from '@jest/globals';
import { binPowers, PlainBinPowers } from '../../src/dsp/bin-powers.ts';
import { sine, whiteNoise } from './signals.ts';

const SIZE = 1024;
const RATE = 44100;
const [FIRST, END] = [10, 300];

describe.each([
  ['plain', () => new PlainBinPowers(SIZE, FIRST, END)],
  ['fastest', () => binPowers(SIZE, FIRST, END)],
])('powers by bin of both channels, %s', (_, make) => {
  test('of a sine in either channel lie at its bin and its neighbours', () => {
    const tone = sine((25 * RATE) / SIZE, 0.5, 1, RATE);
    const silence = new Float32Array(tone.length);
    for (const [left, right] of [
      [tone, silence],
      [silence, tone],
    ]) {
      const { bins, power } = make().measure(left, right, 100);
      // An amplitude of a half: |L|² of a Hann window is (N/8)² at the bin and a quarter of it on either side.
      const peak = 2 * (SIZE / 8) ** 2;
      expect(bins[25] / peak).toBeCloseTo(1, 6);
      expect(bins[24] / peak).toBeCloseTo(0.25, 6);
      expect(power / peak).toBeCloseTo(1.5, 6);
    }
  });

  test('of opposite channels are those of equal ones', () => {
    const noise = whiteNoise(0.3, SIZE, 4);
    const opposite = noise.map((sample) => -sample);
    const [equal, other] = [noise, opposite].map((right) => make().measure(noise, right, 0));
    expect(other.power / equal.power).toBeCloseTo(1, 10);
  });

  test('hold nothing below the first bin and end with the last', () => {
    const noise = whiteNoise(0.3, SIZE, 8);
    const { bins, power } = make().measure(noise, noise, 0);
    expect(bins.length).toBe(END);
    expect(bins.subarray(0, FIRST).every((value) => value === 0)).toBe(true);
    expect(bins.reduce((sum, value) => sum + value, 0) / power).toBeCloseTo(1, 5);
  });

  test('of silence are nothing', () => {
    const { bins, power } = make().measure(new Float32Array(SIZE), new Float32Array(SIZE), 0);
    expect(power).toBe(0);
    expect(bins.every((value) => value === 0)).toBe(true);
  });
});

test('the kernel measures what the reference does, moment after moment', () => {
  const [left, right] = [whiteNoise(0.3, 4 * SIZE, 5), whiteNoise(0.2, 4 * SIZE, 6)];
  const [fast, plain] = [binPowers(SIZE, FIRST, END), new PlainBinPowers(SIZE, FIRST, END)];
  for (const start of [0, 777, 3 * SIZE]) {
    const expected = plain.measure(left, right, start);
    const measured = fast.measure(left, right, start);
    expect(measured.power / expected.power).toBeCloseTo(1, 10);
    for (let k = FIRST; k < END; k++) expect(measured.bins[k] / expected.bins[k]).toBeCloseTo(1, 6);
  }
});

import { describe, expect, test } from '@jest/globals';
import { restoreIntegers, restoreIntegersPlainly } from '../../src/dsp/restored-integers.ts';

/** Whole numbers of some bits over the greatest of them, as the FLAC decoder gives them. */
function overGreatest(integers: readonly number[], bits: number): Float32Array {
  return Float32Array.from(integers, (value) => value / (2 ** (bits - 1) - 1));
}

describe.each([8, 16, 24])('whole numbers of %d bits', (bits) => {
  const most = 2 ** (bits - 1);
  const integers = [
    ...[-most, 1 - most, -1, 0, 1, most - 2, most - 1],
    ...Array.from({ length: 20011 }, (_, i) => ((i * 7919 * 131) % (2 * most)) - most),
  ];

  test('come back as they were, over full scale', () => {
    const samples = overGreatest(integers, bits);
    restoreIntegers(samples, samples.length, bits);
    expect(samples).toEqual(Float32Array.from(integers, (value) => value / most));
  });

  test('are the same on the kernels as in the reference', () => {
    const [samples, expected] = [overGreatest(integers, bits), overGreatest(integers, bits)];
    restoreIntegers(samples, samples.length, bits);
    restoreIntegersPlainly(expected, bits);
    expect(samples).toEqual(expected);
  });
});

test('samples beyond the frames stay', () => {
  const samples = new Float32Array(9).fill(0.5);
  restoreIntegers(samples, 7, 16);
  expect([...samples.subarray(6)]).toEqual([0.5, 0.5, 0.5]);
});

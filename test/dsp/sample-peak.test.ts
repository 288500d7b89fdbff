import { expect, test } from '@jest/globals';
import { samplePeak } from '../../src/dsp/sample-peak.ts';

test('the largest magnitude of either channel, of either sign; nothing and NaN have none', () => {
  expect(samplePeak(Float32Array.of(0.25, -0.5), Float32Array.of(0.125, 0))).toBe(0.5);
  expect(samplePeak(Float32Array.of(0.25), Float32Array.of(0.75))).toBe(0.75);
  expect(samplePeak(Float32Array.of(NaN, -0.25), new Float32Array(1))).toBe(0.25);
  expect(samplePeak(new Float32Array(0), new Float32Array(0))).toBe(0);
});

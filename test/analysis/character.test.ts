import { describe, expect, test } from '@jest/globals';
import { measureCharacter } from '../../src/analysis/character.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { noise } from './synth.ts';

function widthOf(signal: ReturnType<typeof noise>): number | undefined {
  return measureCharacter(measureSignalFrames(signal), []).features.find(({ id }) => id === 'character.supersawWidth')
    ?.value;
}

describe('the width of the supersaw register', () => {
  test('independent channels are as wide as it goes, equal channels have no width', () => {
    const wide = noise(5, 0.3);
    expect(widthOf(wide)).toBeGreaterThan(0.95);
    expect(widthOf({ ...wide, right: wide.left })).toBeCloseTo(0, 6);
  });

  test('a side 6 dB below the mid: 2 · 0.2012', () => {
    const { sampleRateHz, left: mid, right: side } = noise(5, 0.3);
    const left = mid.map((m, i) => m + 0.5012 * side[i]);
    const right = mid.map((m, i) => m - 0.5012 * side[i]);
    expect(widthOf({ sampleRateHz, left, right })).toBeCloseTo(0.402, 1);
  });

  test('what a mix cannot tell is named with its reason', () => {
    const { missing } = measureCharacter(measureSignalFrames(noise(5, 0.3)), []);
    expect(missing.map(({ id }) => id)).toEqual(['character.supersawDetune', 'character.acid']);
    for (const { why } of missing) expect(why).toMatch(/mix/);
  });
});

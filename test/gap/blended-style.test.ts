import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blendedFeatures, nameOfBlend, parseBlend, possibleBlends } from '../../src/gap/blended-style.ts';
import type { StyleStatistics } from '../../src/store/profile-document.ts';

function style(name: string, values: readonly number[], id = 'rhythm.tempo'): StyleStatistics {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[(sorted.length - 1) / 2];
  return {
    name,
    summary: '',
    members: [],
    exemplars: [],
    features: [
      {
        id,
        scope: 'whole',
        unit: 'BPM',
        count: sorted.length,
        median,
        spread: 1,
        band: [median - 2, median + 2],
        sorted,
      },
    ],
  };
}

const SLOW = style('Progressive', [130, 131, 132, 133, 134]);
const FAST = style('Uplifting', [136, 138, 140, 142, 144]);

describe('a style between two', () => {
  test('lies where its share says, quantile by quantile', () => {
    const [half] = blendedFeatures(SLOW, FAST, 0.5);
    expect(half).toMatchObject({ median: 136, band: [134, 138], count: 5, sorted: [133, 134.5, 136, 137.5, 139] });
    expect(blendedFeatures(SLOW, FAST, 0)[0].sorted).toEqual([...SLOW.features[0].sorted]);
    expect(blendedFeatures(SLOW, FAST, 1)[0].sorted).toEqual([...FAST.features[0].sorted]);
  });

  test('has as many values as the larger of the two, in ascending order, between the two', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const [{ sorted, count }] = blendedFeatures(style('A', [1, 2, 9]), style('B', [4, 5, 6, 7, 30]), share);
        expect(count).toBe(5);
        expect(sorted).toHaveLength(5);
        expect([...sorted].sort((a, b) => a - b)).toEqual(sorted);
        expect(sorted[0]).toBeGreaterThanOrEqual(1);
        expect(sorted[4]).toBeLessThanOrEqual(30);
      }),
    );
  });

  test('leaves out what only one of the two has', () => {
    expect(blendedFeatures(SLOW, style('B', [1, 2, 3], 'loudness.range'), 0.5)).toEqual([]);
  });

  test.each([
    ['Uplifting + Tech', { from: 'Uplifting', to: 'Tech', share: 0.5 }],
    ['Uplifting+Tech@30', { from: 'Uplifting', to: 'Tech', share: 0.3 }],
    [' slow, dark + fast @ 5 % ', { from: 'slow, dark', to: 'fast', share: 0.05 }],
    ['Uplifting', undefined],
    ['Uplifting + Tech @ 130 %', undefined],
  ])('"%s" is read', (text, expected) => {
    expect(parseBlend(text)).toEqual(expected);
  });

  test('a name that was written is read again', () => {
    const blend = { from: 'Uplifting, wide', to: 'Tech', share: 0.35 };
    expect(parseBlend(nameOfBlend(blend))).toEqual(blend);
  });
});

test('names that hold a plus are read in every way', () => {
  expect(possibleBlends('A + B.wav + C.wav @ 30').map(({ from, to, share }) => [from, to, share])).toEqual([
    ['A', 'B.wav + C.wav', 0.3],
    ['A + B.wav', 'C.wav', 0.3],
  ]);
  expect(possibleBlends('A + B')).toHaveLength(1);
  expect(possibleBlends('A')).toEqual([]);
});

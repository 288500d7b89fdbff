import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { featureById } from '../../src/analysis/features.ts';
import { measureGap } from '../../src/gap/measure-gap.ts';
import { refineYardstick } from '../../src/gap/refine-yardstick.ts';
import { severityOf, type Yardstick } from '../../src/gap/yardstick.ts';
import { syntheticAnalysis } from '../synthetic-analyses.ts';

const YARDSTICK: Yardstick = {
  profile: 'mine',
  cluster: 'library',
  clusterConfidence: 1,
  references: [],
  variation: [],
  members: [],
  rows: [
    {
      feature: featureById('tone.air')!,
      scope: 'drop',
      median: 1,
      spread: 2,
      scale: 2,
      band: [-2, 4],
      weight: 1,
      sorted: [],
    },
  ],
};

const refined = (shift: number, widen: number) =>
  refineYardstick(YARDSTICK, new Map([['tone.air@drop', { shift, widen, because: 'You said so.' }]])).rows[0];

describe('refineYardstick', () => {
  test('median and near edge move by the shift, the far edge by less, in the scale of the row', () => {
    expect(refined(0.5, 0.25)).toMatchObject({ median: 2, band: [-1.5, 5], refinement: { because: 'You said so.' } });
    expect(refined(-0.5, 0.25)).toMatchObject({ median: 0, band: [-3, 3.5] });
    expect(refined(0.5, 0.25).ofReferences).toBe(YARDSTICK.rows[0]);
  });

  test('a gap to a moved target says why it was moved, and one to the references says nothing', () => {
    const analysis = syntheticAnalysis({ file: 'mix.wav', seed: 1 });
    const why = (shift: number) => {
      const yardstick = { ...YARDSTICK, rows: [shift === 0 ? YARDSTICK.rows[0] : refined(shift, 0)] };
      const { gaps, alreadyYours } = measureGap(analysis, yardstick, { tranceScore: 0 });
      return [...gaps, ...alreadyYours].map(({ because }) => because);
    };
    expect(why(0.5)).toEqual(['You said so.']);
    expect(why(0)).toEqual([undefined]);
  });

  test('other features stay as they are', () => {
    const other = new Map([['tone.mud@drop', { shift: 1, widen: 0, because: '' }]]);
    expect(refineYardstick(YARDSTICK, other)).toEqual(YARDSTICK);
    expect(refineYardstick(YARDSTICK, new Map())).toBe(YARDSTICK);
  });

  test('a value on the side the target moved to is never judged worse than before', () => {
    const number = fc.double({ min: 0, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.double({ min: 1, max: 20, noNaN: true }), (shift, share, value) => {
        const after = Math.abs(severityOf(refined(shift, share * shift), value));
        expect(after).toBeLessThanOrEqual(Math.max(0, severityOf(YARDSTICK.rows[0], value)) + 1e-9);
      }),
    );
  });
});

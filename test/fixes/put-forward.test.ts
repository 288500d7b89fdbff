import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { partedFixes, promisedDelta, putForward, standingFixes } from '../../src/fixes/put-forward.ts';
import type { Fix } from '../../src/store/plan-document.ts';

function fixOf(id: string, confidence: number, step: number, more: Partial<Fix> = {}): Fix {
  return {
    ...{ id, kind: 'fader', track: 'Bass', stem: 'Bass.wav', device: 'Mixer', insert: false, changes: [] },
    ...{ sentence: `${id}.`, why: '', risk: 'low', advice: false, confidence },
    predicted: { styleDeltaAfter: 0, benefit: step, step, features: [] },
    ...more,
  };
}

const asideOf = (fixes: readonly Fix[]): string[] => partedFixes(putForward(fixes)).aside.map(({ id }) => id);

describe('what is put forward', () => {
  test('what is sure and what is large, and not what is neither', () => {
    const fixes = [fixOf('sure', 0.8, 0.1), fixOf('large', 0.3, 0.6), fixOf('neither', 0.3, 0.05)];
    expect(asideOf(fixes)).toEqual(['neither']);
  });

  test('a fix counts by its share of what the plan takes off, not by its size', () => {
    const share = (of: number): Fix[] => [fixOf('first', 0.9, 0.8 * of), fixOf('second', 0.6, 0.2 * of)];
    expect(asideOf(share(1))).toEqual([]);
    expect(asideOf(share(0.01))).toEqual([]);
    expect(asideOf([...share(1), fixOf('third', 0.9, 4)])).toEqual(['second']);
  });

  test('the best is, even where it is worth nothing', () => {
    expect(asideOf([fixOf('worse', 0.1, 0.001), fixOf('best', 0.05, 0.9)])).toEqual(['worse']);
    expect(asideOf([fixOf('only', 0, 0)])).toEqual([]);
    expect(asideOf([fixOf('worse', 0.1, 0), fixOf('best', 0.2, 0)])).toEqual(['worse']);
  });

  test('what is likely for nothing is not, even alone; what is only likely refused is, alone', () => {
    const chances = (improves: number): Partial<Fix> => ({ chances: { improves, accepted: 0.8, because: '' } });
    expect(asideOf([fixOf('doubtful', 0.12, 0.9, chances(0.15))])).toEqual(['doubtful']);
    expect(asideOf([fixOf('refused', 0.02, 0.9, chances(0.9))])).toEqual([]);
  });

  test('what explains much of the mix is, although the style delta hardly shows it', () => {
    const inside = fixOf('inside', 0.6, 0.002);
    const explaining = { ...inside, predicted: { ...inside.predicted, explained: 0.3 } };
    expect(asideOf([fixOf('gap', 0.9, 0.5), inside])).toEqual(['inside']);
    expect(asideOf([fixOf('gap', 0.9, 0.5), explaining])).toEqual([]);
  });

  test('a fault a third as large as another explains a third as much, not a ninth', () => {
    const explaining = (id: string, confidence: number, explained: number): Fix => {
      const fix = fixOf(id, confidence, 0.002);
      return { ...fix, predicted: { ...fix.predicted, explained } };
    };
    const large = explaining('large', 0.9, 0.9);
    expect(asideOf([fixOf('gap', 0.9, 0.5), large, explaining('third', 0.5, 0.1)])).toEqual([]);
    expect(asideOf([fixOf('gap', 0.9, 0.5), large, explaining('thirtieth', 0.5, 0.001)])).toEqual(['thirtieth']);
  });

  test('what serves the others is, and is not taken for the best of them', () => {
    const ceiling = fixOf('ceiling', 0.9, 0, { serving: true });
    expect(asideOf([fixOf('only', 0.01, 0.1), ceiling])).toEqual([]);
  });

  test('what is broken in a stem is, although the style delta hardly shows it', () => {
    const fixes = [fixOf('gap', 0.9, 0.5), fixOf('broken', 0.75, 0, { evident: true }), fixOf('small', 0.75, 0)];
    expect(asideOf(fixes)).toEqual(['small']);
  });

  test('advice is, and a plan without fixes stays as it is', () => {
    expect(asideOf([fixOf('fix', 0.9, 0.5), fixOf('advice', 0, 0, { advice: true })])).toEqual([]);
    expect(putForward([])).toEqual([]);
  });

  test('of any plan the order, the fixes and at least one of them stay; more confidence takes nothing back', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 8 }), fc.nat(7), (drawn, at) => {
        const fixes = drawn.map(([confidence, step], i) => fixOf(`f${i}`, confidence, step));
        const put = putForward(fixes);
        expect(put.map((fix) => ({ ...fix, aside: undefined }))).toEqual(fixes);
        expect(partedFixes(put).forward.length).toBeGreaterThan(0);
        const i = at % fixes.length;
        const surer = fixes.map((fix, j) => (j === i ? { ...fix, confidence: 1 } : fix));
        expect(asideOf(surer)).not.toContain(fixes[i].id);
      }),
    );
  });
});

test('what was kept aside and done all the same is aside no more', () => {
  const fixes = [fixOf('f1', 0.9, 0.4), fixOf('f2', 0.3, 0.1, { aside: true }), fixOf('f3', 0.3, 0.1, { aside: true })];
  const standing = standingFixes(fixes, ({ id }) => id === 'f3');
  expect(partedFixes(standing).aside.map(({ id }) => id)).toEqual(['f2']);
  expect(partedFixes(fixes).aside).toHaveLength(2);
});

test('the promise of a plan leaves out what is kept aside, and is never more than there was', () => {
  const fixes = [fixOf('f1', 0.9, 0.4), fixOf('f2', 0.3, 0.1, { aside: true })];
  expect(promisedDelta({ styleDelta: { before: 1, predicted: 0.5 }, fixes })).toBeCloseTo(0.6, 12);
  expect(promisedDelta({ styleDelta: { before: 0.55, predicted: 0.5 }, fixes })).toBe(0.55);
  expect(promisedDelta({ styleDelta: { before: 1, predicted: 0.5 }, fixes: [] })).toBe(0.5);
});

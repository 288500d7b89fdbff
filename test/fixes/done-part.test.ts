import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { featureById } from '../../src/analysis/features.ts';
import { donePart } from '../../src/fixes/done-part.ts';
import { styleDeltaOf, type YardstickRow } from '../../src/gap/yardstick.ts';
import { featureKey } from '../../src/store/analysis-document.ts';
import type { Fix, PlanDocument } from '../../src/store/plan-document.ts';

const SCOPE = 'drop';
const [MUD, AIR] = ['tone.band.200', 'tone.band.10000'];
const keyOf = (feature: string): string => featureKey(feature, SCOPE);

/** References lie between −10 and −8 dB in both bands; the mix has 6 dB too much mud, and 4 dB too little air. */
const ROWS = [MUD, AIR].map((id) => ({ ...row(id), band: [-10, -8] }) as unknown as YardstickRow);
const VALUES = new Map([
  [keyOf(MUD), -2],
  [keyOf(AIR), -14],
]);

function row(id: string): Partial<YardstickRow> {
  return { feature: featureById(id)!, scope: SCOPE, weight: 1, scale: 1 };
}

function fixOf(id: string, feature: string, move: number, also: Record<string, number> = {}): Fix {
  const before = VALUES.get(keyOf(feature))!;
  return {
    ...{ id, kind: 'bell', track: 'Pad', stem: '', device: 'EQ Eight', insert: false, changes: [] },
    ...{ sentence: '', why: '', confidence: 1, risk: 'low', advice: false },
    predicted: {
      styleDeltaAfter: 0,
      benefit: 0,
      features: [{ feature, scope: SCOPE, unit: 'dB', before, after: before + move }],
      moves: { [keyOf(feature)]: move, ...also },
    },
  };
}

/** A plan of fixes whose moves add up. */
function planOf(...fixes: Fix[]): PlanDocument {
  const predicted = [MUD, AIR].map((feature) => {
    const before = VALUES.get(keyOf(feature))!;
    const moved = fixes.reduce((sum, { predicted: { moves } }) => sum + (moves?.[keyOf(feature)] ?? 0), 0);
    return { feature, scope: SCOPE, unit: 'dB', before, after: before + moved };
  });
  return {
    ...{ schema: 'coproducer.plan/1', id: 'p', createdAt: '', mix: '', stems: [], amount: 100, notes: [] },
    target: { profile: 'mine', cluster: '', references: [] },
    masterChain: { gainDb: 0, residualDb: 0, sentence: '' },
    fixes,
    predicted,
    styleDelta: { before: styleDeltaOf(ROWS, VALUES), predicted: styleDeltaOf(ROWS, valuesAfter(predicted)) },
  };
}

const valuesAfter = (predicted: PlanDocument['predicted']): Map<string, number> =>
  new Map(predicted.map(({ feature, after }) => [keyOf(feature), after] as const));

const ground = { values: VALUES, rows: ROWS };
const afterOf = ({ predicted }: PlanDocument): number[] => predicted.map(({ after }) => after);

describe('donePart', () => {
  const plan = planOf(fixOf('f1', MUD, -6, { [keyOf(AIR)]: 1 }), fixOf('f2', AIR, 3));

  test('a plan that was done as a whole is the same plan', () => {
    expect(donePart(plan, new Map([['f1', 1], ['f2', 1]]), ground)).toBe(plan); // prettier-ignore
  });

  test('what was left out is promised no more, neither in what it is for nor in what else it does', () => {
    const done = donePart(plan, new Map([['f2', 1]]), ground);
    expect(done.fixes.map(({ id }) => id)).toEqual(['f2']);
    expect(afterOf(done)).toEqual([-2, -11]);
    expect(done.styleDelta.predicted).toBeCloseTo(Math.sqrt((6 ** 2 + 1) / 2));
  });

  test('half of a fix is half of its promise', () => {
    const done = donePart(plan, new Map([['f1', 0.5], ['f2', 1]]), ground); // prettier-ignore
    expect(afterOf(done)).toEqual([-5, -10.5]);
    expect(done.fixes[0].predicted.features[0]).toMatchObject({ before: -2, after: -5 });
    expect(done.fixes[1]).toEqual(plan.fixes[1]);
  });

  test('nothing done, nothing promised; advice stays', () => {
    const advice = { ...fixOf('f3', AIR, 0), advice: true };
    const done = donePart(planOf(...plan.fixes, advice), new Map(), ground);
    expect(afterOf(done)).toEqual([...VALUES.values()]);
    expect(done.styleDelta.predicted).toBeCloseTo(plan.styleDelta.before);
    expect(done.fixes).toEqual([advice]);
  });

  test('what only the render of all has shown is owed in part', () => {
    const predicted = plan.predicted.map((promise) => ({ ...promise, after: promise.after - 1 }));
    expect(afterOf(donePart({ ...plan, predicted }, new Map([['f1', 1]]), ground))).toEqual([-8.5, -13.5]);
    expect(afterOf(donePart({ ...plan, predicted }, new Map(), ground))).toEqual([...VALUES.values()]);
  });

  test('a plan of before what each fix adds was kept goes by what each fix moves most', () => {
    const old = plan.fixes.map((fix) => ({ ...fix, predicted: { ...fix.predicted, moves: undefined } }));
    expect(afterOf(donePart({ ...plan, fixes: old }, new Map([['f1', 1]]), ground))).toEqual([-8, -13.5]);
  });

  test('whatever was done, it is promised what its own moves add up to', () => {
    const moves = fc.array(fc.record({ mud: fc.integer({ min: -6, max: 6 }), air: fc.integer({ min: -6, max: 6 }) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(moves, fc.array(fc.constantFrom(0, 0.5, 1, 1.5), { minLength: 8, maxLength: 8 }), (all, amounts) => {
        const whole = planOf(...all.map(({ mud, air }, i) => fixOf(`f${i}`, MUD, mud, { [keyOf(AIR)]: air })));
        const done = donePart(whole, new Map(all.map((_, i) => [`f${i}`, amounts[i]])), ground);
        const sum = (of: 'mud' | 'air'): number => all.reduce((total, move, i) => total + amounts[i] * move[of], 0);
        expect(afterOf(done)[0]).toBeCloseTo(-2 + sum('mud'));
        expect(afterOf(done)[1]).toBeCloseTo(-14 + sum('air'));
        expect(done.styleDelta.predicted).toBeCloseTo(styleDeltaOf(ROWS, valuesAfter(done.predicted)));
      }),
    );
  });
});

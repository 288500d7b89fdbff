import { describe, expect, test } from '@jest/globals';
import { doneAmounts } from '../../src/assistant/done-amounts.ts';
import type { FixState, PlanState } from '../../src/assistant/plan-state.ts';
import type { TasteEvent } from '../../src/learning/taste-event.ts';
import type { Fix, PlanDocument } from '../../src/store/plan-document.ts';

const fader = (id: string, to: number): Fix =>
  ({
    ...{ id, kind: 'fader', track: id, device: 'Mixer', insert: false, advice: false },
    changes: [{ parameter: 'Volume', from: -6, to, unit: 'dB' }],
    size: { value: to + 6, relative: 1 },
  }) as unknown as Fix;
const advice = { ...fader('f4', -6), advice: true };
const plan = { id: 'p1', fixes: [fader('f1', -10), fader('f2', -4), fader('f3', -9), advice] } as PlanDocument;

function done(
  states: Record<string, FixState>,
  written: Record<string, number>,
  ...said: [fix: string, what: string, finalSize?: number][]
): Record<string, number> {
  const all = new Map(plan.fixes.map(({ id }) => [id, states[id] ?? 'open'] as const));
  const applied = Object.entries(written).map(([fix, wanted]) => ({
    file: '',
    receipt: { writes: [{ fix, parameter: 'Volume', wanted }] },
  })) as unknown as PlanState['applied'];
  const events = said.map(([fix, what, finalSize]) => ({
    ...{ plan: 'p1', fix, what, finalSize, about: { size: plan.fixes.find(({ id }) => id === fix)!.size!.value } },
  })) as unknown as TasteEvent[];
  return Object.fromEntries(doneAmounts({ plan, states: all, applied }, events));
}

describe('how much of a plan was done', () => {
  test('what stands in the set, by as much as was written; the rest was not done', () => {
    expect(done({ f1: 'applied', f2: 'verified' }, { f1: -8, f2: -4 })).toEqual({ f1: 0.5, f2: 1, f3: 0 });
  });

  test('what was taken back was not done', () => {
    expect(done({ f1: 'undone', f2: 'undone', f3: 'undone' }, {}, ['f1', 'applied'])).toEqual({ f1: 0, f2: 0, f3: 0 });
  });

  test('a plan carried to Live by hand was done, but for what was refused or changed', () => {
    expect(done({}, {})).toEqual({ f1: 1, f2: 1, f3: 1 });
    const answers = done({ f1: 'skipped' }, {}, ['f1', 'skip'], ['f2', 'change', 1], ['f3', 'intentional']);
    expect(answers).toEqual({ f1: 0, f2: 0.5, f3: 0 });
  });

  test('some by hand beside what was written: what was said counts, and the last word of it', () => {
    const amounts = done({ f1: 'applied' }, { f1: -10 }, ['f2', 'skip'], ['f2', 'accept'], ['f3', 'shown']);
    expect(amounts).toEqual({ f1: 1, f2: 1, f3: 0 });
  });
});

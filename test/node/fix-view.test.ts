import { describe, expect, test } from '@jest/globals';
import { fixView } from '../../node/max/fix-view.ts';
import type { PlanState } from '../../src/assistant/plan-state.ts';
import type { Fix, PlanDocument } from '../../src/store/plan-document.ts';

function fixOf(id: string, kind: string, sentence: string, styleDeltaAfter: number, benefit = 0.1): Fix {
  return {
    ...{ id, kind, sentence, track: 'Bass', stem: '', device: 'EQ Eight', insert: true, why: 'Because.' },
    changes: [{ parameter: '1 Gain A', from: 0, to: -5, unit: 'dB' }],
    ...{ confidence: 1, risk: 'low', advice: false },
    predicted: { styleDeltaAfter, benefit, features: [] },
  };
}

const stateOf = (...fixes: Fix[]): PlanState => ({
  plan: { fixes, styleDelta: { before: 0.6, predicted: 0.2 } } as unknown as PlanDocument,
  planFile: '',
  report: { before: { styleDelta: 0.6 } } as PlanState['report'],
  states: new Map(),
  applied: [],
});

describe('a fix on the strip', () => {
  test.each([
    ['Bass: −5.0 dB below 160 Hz (EQ Eight band 1, Q 0.7).', '−5.0 dB below 160 Hz'],
    ['Bass: −4.0 dB (fader).', '−4.0 dB'],
    ['Bass: width 60 % (Utility Width).', 'Width 60 %'],
    [
      'Bass: duck by 6.0 dB under the kick (Compressor, new). Then choose Kick, Post Mixer.',
      'Duck by 6.0 dB under the kick',
    ],
  ])('%s', (sentence, howMuch) => {
    const fix = fixOf('f1', 'low shelf', sentence, 0.4);
    expect(fixView(fix, 0, 1, stateOf(fix))).toMatchObject({ howMuch, what: 'EQ Eight band 1', state: 'open' });
  });

  test('advice is said as a whole', () => {
    const advice = { ...fixOf('f1', 'tempo', 'Tempo: 136 BPM (yours 138 … 140).', 0.4), advice: true };
    expect(fixView(advice, 0, 1, stateOf(advice))).toMatchObject({ howMuch: advice.sentence, what: 'Advice' });
  });

  test('tells the style delta with the fixes before it, and what a render has corrected from the render on', () => {
    const first = fixOf('f1', 'fader', 'Bass: −4.0 dB (fader).', 0.4);
    const second = fixOf('f2', 'fader', 'Bass: −1.0 dB (fader).', 0.3);
    const rendered = fixOf('f3', 'sidechain', 'Bass: duck by 6.0 dB under the kick (Compressor).', 0.2, 0.15);
    const state = stateOf(first, second, rendered);
    const effects = [first, second, rendered].map((fix, i) => fixView(fix, i, 3, state).effect);
    expect(effects).toEqual(['Style delta 0.60 → 0.40', 'Style delta 0.40 → 0.30', 'Style delta 0.35 → 0.20']);
  });
});

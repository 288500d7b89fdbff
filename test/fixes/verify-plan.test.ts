import { describe, expect, test } from '@jest/globals';
import { verifyPlan } from '../../src/fixes/verify-plan.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import type { GapDocument } from '../../src/store/gap-document.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import { knownKey } from '../known-key.ts';

const FEATURE = { feature: 'tone.band.200', scope: 'drop', unit: 'dB' };

/** A plan of one fix that promises to move 200 Hz in the drop from −6 to −9 dB and the style delta from 2 to 1. */
function plan(fields: Partial<PlanDocument> = {}): PlanDocument {
  return {
    schema: 'coproducer.plan/1',
    id: 'p1',
    createdAt: '2026-01-01T00:00:00.000Z',
    mix: 'mix.wav',
    stems: [],
    target: { profile: 'mine', cluster: 'fast', references: [] },
    amount: 100,
    styleDelta: { before: 2, predicted: 1 },
    predicted: [{ ...FEATURE, before: -6, after: -9 }],
    fixes: [
      {
        id: 'f1',
        kind: 'bell',
        track: 'Bass',
        stem: 'bass.wav',
        device: 'EQ Eight',
        insert: true,
        changes: [],
        sentence: 'Bass: −3 dB at 200 Hz.',
        why: '',
        predicted: { styleDeltaAfter: 1, benefit: 1, features: [{ ...FEATURE, before: -6, after: -9 }] },
        confidence: 0.8,
        risk: 'low',
        advice: false,
      },
    ],
    masterChain: { gainDb: 0, residualDb: 0, sentence: '' },
    notes: [],
    ...fields,
  };
}

const gap = (styleDelta: number): GapDocument => ({
  schema: 'coproducer.gap/1',
  mix: 'new.wav',
  profile: 'mine',
  cluster: 'fast',
  clusterConfidence: 1,
  styleDelta,
  styleScore: 80,
  tranceScore: 0.9,
  tranceComponents: [],
  headline: [],
  gaps: [],
  alreadyYours: [],
});

const analysis = (value: number | undefined): AnalysisDocument => ({
  schema: 'coproducer.analysis/1',
  engine: 'test',
  file: 'new.wav',
  contentHash: '',
  durationSeconds: 1,
  sampleRate: 44100,
  channels: 2,
  features: value === undefined ? [] : [{ id: FEATURE.feature, scope: 'drop', value, unit: 'dB' }],
  missing: [],
  sections: [],
  drops: [],
  grid: {
    tempoBpm: 138,
    confidence: 1,
    firstDownbeatSeconds: 0,
    beatsPerBar: 4,
    steady: true,
    kind: 'steady',
    tempoChanges: [],
  },
  key: knownKey('', 'unknown', 0),
  bandCentreHz: [],
  spectra: [],
  curves: {
    loudness: { hopSeconds: 0.1, shortTermLufs: [], momentaryLufs: [] },
    perBar: { energyDb: [], brightnessHz: [], bassDb: [], onsetsPerBeat: [], kicks: [] },
  },
  erb: { centreHz: [], spectra: [] },
  resonances: [],
  warnings: [],
});

describe('verifyPlan', () => {
  test.each([
    [-9, 'as predicted'],
    [-8.7, 'as predicted'],
    [-7.2, 'less than predicted'],
    [-12, 'more than predicted'],
    [-6.1, 'not seen'],
    [-4, 'worse'],
  ])('promised −6 → −9 dB, measured %s dB: %s', (measured, verdict) => {
    const { fixes } = verifyPlan(plan(), { styleScore: 50 }, gap(1), analysis(measured));
    expect(fixes).toEqual([expect.objectContaining({ id: 'f1', before: -6, predicted: -9, measured, verdict })]);
  });

  test('says in total what was promised and what came', () => {
    const { styleDelta, styleScore, sentence } = verifyPlan(plan(), { styleScore: 50 }, gap(0.5), analysis(-9));
    expect(styleDelta).toEqual({ before: 2, predicted: 1, after: 0.5 });
    expect(styleScore).toEqual({ before: 50, after: 80 });
    expect(sentence).toBe(
      'The gap to your references shrank by 75 % (predicted 50 %); 1 of 1 fixes did what was predicted.',
    );
  });

  test('a mix that got worse is said plainly, with what to do', () => {
    expect(verifyPlan(plan(), { styleScore: 50 }, gap(3), analysis(-3)).sentence).toMatch(
      /grew from 2\.00 to 3\.00: undo/,
    );
  });

  test('where several fixes move one feature, each is judged by what all of them promised', () => {
    const [first] = plan().fixes;
    const half = { ...FEATURE, before: -6, after: -7.5 };
    const two = plan({
      fixes: ['f1', 'f2'].map((id) => ({ ...first, id, predicted: { ...first.predicted, features: [half] } })),
    });
    const { fixes } = verifyPlan(two, { styleScore: 50 }, gap(1), analysis(-9));
    expect(fixes.map(({ verdict }) => verdict)).toEqual(['as predicted', 'as predicted']);
  });

  test('advice, and a feature that the new bounce does not have, are not judged', () => {
    const advice = plan({ fixes: [{ ...plan().fixes[0], advice: true }] });
    expect(verifyPlan(advice, { styleScore: 50 }, gap(1), analysis(-9)).fixes).toEqual([]);
    expect(verifyPlan(plan(), { styleScore: 50 }, gap(1), analysis(undefined)).fixes).toEqual([]);
  });

  test('a plan without a gap has nothing to say', () => {
    const nothing = plan({ styleDelta: { before: 0, predicted: 0 }, fixes: [], predicted: [] });
    expect(verifyPlan(nothing, { styleScore: 90 }, gap(0), analysis(-6)).sentence).toBe('There was no gap to close.');
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tranceScore, type TranceEvidence } from '../../src/analysis/trance-score.ts';
import type { FeatureValue, Section } from '../../src/store/analysis-document.ts';
import { knownKey } from '../known-key.ts';

const FORM: readonly Section[] = (['intro', 'breakdown', 'build', 'drop', 'outro'] as const).map((kind, i) => ({
  kind,
  startSeconds: i * 28,
  endSeconds: (i + 1) * 28,
  startBar: i * 16,
  bars: 16,
}));

const ANTHEM: Readonly<Record<string, number>> = {
  'rhythm.tempo': 138,
  'rhythm.fourOnFloor': 1,
  'rhythm.offbeatHat': 1,
  'pumping.depth': 6,
  'energy.contrast': 6,
  'character.supersawDetune': 25,
};

function evidence(
  values: Readonly<Record<string, number | undefined>> = {},
  more: Partial<TranceEvidence> = {},
): TranceEvidence {
  const features = Object.entries({ ...ANTHEM, ...values }).flatMap(([id, value]): FeatureValue[] => {
    return value === undefined ? [] : [{ id, value, unit: '', scope: 'whole' }];
  });
  return {
    features,
    sections: [...FORM],
    grid: { tempoBpm: 138, confidence: 0.9, firstDownbeatSeconds: 0, beatsPerBar: 4, steady: true },
    key: knownKey('A', 'minor'),
    durationSeconds: 140,
    ...more,
  };
}

const NO_GRID = { tempoBpm: 0, confidence: 0, firstDownbeatSeconds: 0, beatsPerBar: 4, steady: false };

describe('trance score', () => {
  test('is 1 for a track that keeps every convention', () => {
    const { score, components } = tranceScore(evidence());
    expect(score).toBeCloseTo(1, 10);
    expect(components).toHaveLength(8);
  });

  test.each([
    ['tempo', { 'rhythm.tempo': 174 }],
    ['four on the floor', { 'rhythm.fourOnFloor': 0 }],
    ['off-beat', { 'rhythm.offbeatHat': 0 }],
    ['pumping', { 'pumping.depth': 0.5 }],
    ['breakdown and drop', { 'energy.contrast': undefined }],
    ['sound', { 'character.supersawDetune': 300 }],
  ])('loses the weight of %s where the track breaks it', (name, values) => {
    const { score, components } = tranceScore(evidence(values));
    const component = components.find((row) => row.name === name);
    expect(component?.value).toBe(0);
    expect(score).toBeCloseTo(1 - (component?.weight as number), 10);
  });

  test('has soft edges in tempo', () => {
    const at = (tempo: number): number => tranceScore(evidence({ 'rhythm.tempo': tempo })).components[0].value;
    expect([119, 120, 124, 128, 147, 151, 156].map(at)).toEqual([0, 0, 0.5, 1, 1, 0.5, 0]);
  });

  test('takes the drop for pumping where it was measured', () => {
    const base = evidence({ 'pumping.depth': 0 });
    const features: FeatureValue[] = [...base.features, { id: 'pumping.depth', scope: 'drop', unit: 'dB', value: 5 }];
    expect(tranceScore({ ...base, features }).components.find(({ name }) => name === 'pumping')?.value).toBe(1);
  });

  test('counts inner sections of an odd number of fours by half, and others that are no eights not at all', () => {
    const sections = FORM.map((section, i) => ({ ...section, bars: [16, 16, 7, 12, 16][i] }));
    const form = tranceScore(evidence({}, { sections })).components.find(({ name }) => name === 'eight-bar form');
    expect(form?.value).toBeCloseTo(1.5 / 3, 10);
    expect(form?.why).toBe('1 of 3 inner sections last 8, 16, 24 … bars, 1 an odd number of fours.');
  });

  test('speaks a little against a major key, and less the less sure the key is', () => {
    const keyed = (confidence: number): number => {
      return tranceScore(evidence({}, { key: knownKey('C', 'major', confidence) })).score;
    };
    expect(keyed(1)).toBeCloseTo(0.97, 10);
    expect(keyed(0.2)).toBeGreaterThan(keyed(1));
  });

  test('leaves out what an excerpt cannot show, and the rest shares its weight', () => {
    const { score, components } = tranceScore(evidence({ 'energy.contrast': undefined }, { durationSeconds: 20 }));
    expect(components.map(({ name }) => name)).not.toContain('breakdown and drop');
    expect(components.map(({ name }) => name)).not.toContain('eight-bar form');
    expect(score).toBeCloseTo(1, 10);
  });

  test('is near 0 for music without a beat', () => {
    const values = Object.fromEntries(Object.keys(ANTHEM).map((id) => [id, undefined]));
    const { score } = tranceScore(evidence(values, { grid: NO_GRID, sections: [] }));
    expect(score).toBeLessThan(0.1);
  });

  test('stays between 0 and 1, and its weights add up to 1', () => {
    const number = fc.option(fc.double({ min: -200, max: 400, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries([...Object.keys(ANTHEM), 'character.acid'].map((id) => [id, number]))),
        fc.boolean(),
        fc.double({ min: 0, max: 600, noNaN: true }),
        (values, gridded, durationSeconds) => {
          const grid = gridded ? evidence().grid : NO_GRID;
          const { score, components } = tranceScore(evidence(values, { grid, durationSeconds }));
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-12);
          expect(components.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
          for (const { why } of components) expect(why).toMatch(/\.$/);
        },
      ),
    );
  });
});

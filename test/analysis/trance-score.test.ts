import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  tranceScore,
  type TranceComponent,
  type TranceEvidence,
  type TranceReferences,
} from '../../src/analysis/trance-score.ts';
import type { BeatGrid, FeatureValue, Section } from '../../src/store/analysis-document.ts';
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
    grid: {
      tempoBpm: 138,
      confidence: 0.9,
      firstDownbeatSeconds: 0,
      beatsPerBar: 4,
      steady: true,
      kind: 'steady',
      tempoChanges: [],
    },
    key: knownKey('A', 'minor'),
    durationSeconds: 140,
    ...more,
  };
}

const NO_GRID: BeatGrid = {
  tempoBpm: 0,
  confidence: 0,
  firstDownbeatSeconds: 0,
  beatsPerBar: 4,
  steady: false,
  kind: 'free',
  tempoChanges: [],
};

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
    const at = (tempo: number): number => tranceScore(evidence({ 'rhythm.tempo': tempo })).components[0].value ?? NaN;
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
    expect(keyed(1)).toBeCloseTo(1 - 0.05 * (1 - 0.34 / 0.66), 10);
    expect(keyed(0.2)).toBeGreaterThan(keyed(1));
  });

  test('leaves out what an excerpt cannot show, and the rest shares its weight', () => {
    const { score, components } = tranceScore(evidence({ 'energy.contrast': undefined }, { durationSeconds: 20 }));
    expect(components.filter(({ value }) => value === null)).toEqual([
      { name: 'breakdown and drop', value: null, weight: 0, why: 'Too short to show a breakdown and a drop.' },
      { name: 'eight-bar form', value: null, weight: 0, why: 'Too short to show a form.' },
    ]);
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

/** The range in which each feature speaks for a convention: the more, the better. */
const RISING: readonly (readonly [name: TranceComponent['name'], id: string, low: number, high: number])[] = [
  ['four on the floor', 'rhythm.fourOnFloor', -0.2, 1.2],
  ['off-beat', 'rhythm.offbeatHat', -0.2, 1.2],
  ['pumping', 'pumping.depth', -2, 15],
  ['breakdown and drop', 'energy.contrast', -6, 15],
  ['sound', 'character.acid', -0.2, 1.2],
];

/** References of which every feature is spread evenly about a middle. */
function references(middles: Readonly<Record<string, number>>, spread = 0.2): TranceReferences {
  return {
    features: Object.entries(middles).map(([id, median]) => ({
      id,
      scope: 'whole',
      median,
      sorted: Array.from({ length: 21 }, (_, i) => median * (1 + (spread * (i - 10)) / 10)),
    })),
    minorShare: 1,
    keyed: 21,
  };
}

describe('the trance score on a scale', () => {
  const valueOf = (name: string, values: Readonly<Record<string, number>>, theirs?: TranceReferences): number =>
    tranceScore(evidence(values), theirs).components.find((one) => one.name === name)?.value ?? NaN;

  test.each(RISING)('of the genre and of references alike, %s rises with %s', (name, id, low, high) => {
    const quiet = { 'character.supersawDetune': 0 };
    const value = fc.double({ min: low, max: high, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.double({ min: 0.4, max: 1, noNaN: true }), (one, other, place) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const theirs = references({ [id]: place * high, 'character.supersawDetune': 0 });
        for (const scale of [undefined, theirs]) {
          const [below, above] = [less, more].map((x) => valueOf(name, { ...quiet, [id]: x }, scale));
          expect(above).toBeGreaterThanOrEqual(below);
        }
      }),
    );
  });

  test('a tempo is the better the nearer it is to the references', () => {
    const theirs = references({ 'rhythm.tempo': 140 }, 0.02);
    const at = (tempo: number): number => valueOf('tempo', { 'rhythm.tempo': tempo }, theirs);
    const tempos = [126, 132, 135, 137, 140, 143, 145, 148, 154];
    const values = tempos.map(at);
    expect(values[4]).toBe(1);
    expect(values.slice(0, 5)).toEqual([...values.slice(0, 5)].sort((a, b) => a - b));
    expect(values.slice(4)).toEqual([...values.slice(4)].sort((a, b) => b - a));
    expect(tranceScore(evidence(), theirs).components[0].why).toBe(
      '138.0 BPM; your references lie between 138 and 142.',
    );
  });

  test('a track like the median of its references gets 0.85 or more, whatever they are like', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 128, max: 147, noNaN: true }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        fc.double({ min: 2, max: 12, noNaN: true }),
        (tempo, share, depth) => {
          const middles = {
            'rhythm.tempo': tempo,
            'rhythm.fourOnFloor': share,
            'rhythm.offbeatHat': share,
            'pumping.depth': depth,
            'energy.contrast': depth,
            'character.supersawDetune': 25,
          };
          const { score, components } = tranceScore(evidence(middles), references(middles));
          expect(score).toBeGreaterThanOrEqual(0.85);
          for (const { value } of components) expect(value).toBeGreaterThanOrEqual(0.85 - 1e-9);
        },
      ),
    );
  });

  test('what would be enough for the genre is less than references show that do it more', () => {
    const theirs = references({ 'pumping.depth': 8 });
    expect(valueOf('pumping', { 'pumping.depth': 4 })).toBe(1);
    expect(valueOf('pumping', { 'pumping.depth': 4 }, theirs)).toBeCloseTo((0.85 * 3) / 7, 10);
    expect(valueOf('pumping', { 'pumping.depth': 8 }, theirs)).toBeCloseTo(0.85, 10);
    expect(valueOf('pumping', { 'pumping.depth': 10 }, theirs)).toBe(1);
  });

  test('a convention the references do without is left out, and said', () => {
    const theirs = references({ 'pumping.depth': 0.5 });
    const { components } = tranceScore(evidence({ 'pumping.depth': 0.5 }), theirs);
    expect(components.find(({ name }) => name === 'pumping')).toEqual({
      name: 'pumping',
      value: null,
      weight: 0,
      why: 'The music dips by 0.5 dB with the kick; your references do without.',
    });
    expect(components.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
  });

  test('a major key is at home among references in major', () => {
    const key = knownKey('C', 'major', 1);
    const value = (minorShare: number): number =>
      tranceScore(evidence({}, { key }), { features: [], minorShare, keyed: 30 }).components.at(-1)?.value ?? NaN;
    expect(value(0)).toBe(1);
    expect(value(1)).toBeLessThan(0.2);
  });
});

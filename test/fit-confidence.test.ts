import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { confidenceTableOf, tableSource, type TriedFix } from '../scripts/fit-confidence/confidence-table-of.ts';
import { triedFixesIn } from '../scripts/fit-confidence/tried-fixes.ts';
import type { ConfidenceTable } from '../src/fixes/confidence/confidence-table.ts';
import { boostsInWords, chanceByRanges, statedChance } from '../src/fixes/confidence/stated-chance.ts';
import { randomNumbers } from './fixes/synthetic-mix.ts';

/** Fixes of which what is reckoned is off by a known law. */
function fixesOf(count: number, truth: (reckoned: number) => number, songs = 10, kind = 'bell'): TriedFix[] {
  const random = randomNumbers(3);
  return Array.from({ length: count }, (_, i) => {
    const reckoned = random();
    return { song: `song ${String(i % songs)}`, kind, boosts: false, reckoned, improved: random() < truth(reckoned) };
  });
}
const STEPS = Array.from({ length: 101 }, (_, i) => i / 100);

describe('what a plan states of its fixes', () => {
  test.each<[string, (reckoned: number) => number]>([
    ['too little', (reckoned) => Math.sqrt(reckoned)],
    ['too much', (reckoned) => reckoned ** 2],
    ['just right', (reckoned) => reckoned],
  ])('comes near to what comes, where %s was reckoned', (_, truth) => {
    const table = confidenceTableOf(fixesOf(5000, truth)).ranges;
    for (const reckoned of STEPS.filter((x) => x >= 0.15)) {
      expect(Math.abs(chanceByRanges(reckoned, table) - truth(reckoned))).toBeLessThan(0.09);
    }
  });

  test('never falls where more is reckoned, and stays a probability, whatever came', () => {
    const { ranges: table } = confidenceTableOf(fixesOf(400, (reckoned) => 0.5 + 0.45 * Math.sin(20 * reckoned)));
    const stated = STEPS.map((reckoned) => chanceByRanges(reckoned, table));
    stated.forEach((chance, i) => {
      expect(chance).toBeGreaterThanOrEqual(i === 0 ? 0 : stated[i - 1] - 1e-12);
      expect(chance).toBeLessThanOrEqual(1);
    });
  });

  test('is what was reckoned where too few fixes or songs were tried, or none', () => {
    const tooFew = [fixesOf(19, () => 1), fixesOf(5000, () => 1, 3)].map((fixes) => confidenceTableOf(fixes).ranges);
    for (const table of [[], ...tooFew]) {
      for (const reckoned of STEPS) expect(chanceByRanges(reckoned, table)).toBeCloseTo(reckoned, 12);
    }
  });

  test('learns from neighbouring ranges together where each by itself holds too few fixes', () => {
    const few = confidenceTableOf(fixesOf(60, () => 1)).ranges;
    expect(few.every(({ fixes }) => fixes < 20)).toBe(true);
    for (const reckoned of STEPS.slice(5, -15)) {
      expect(chanceByRanges(reckoned, few)).toBeGreaterThan(reckoned);
      expect(chanceByRanges(reckoned, few)).toBeLessThan(1);
    }
    expect(chanceByRanges(0, few)).toBe(0);
    expect(chanceByRanges(1, few)).toBeLessThan(1);
  });

  test('a few fixes that all came make no certainty', () => {
    const all = confidenceTableOf(fixesOf(200, () => 1)).ranges;
    expect(chanceByRanges(0.55, all)).toBeGreaterThan(0.65);
    expect(chanceByRanges(0.55, all)).toBeLessThan(0.9);
  });
});

describe('what is stated of a kind of move', () => {
  const right = (chance: number) => (reckoned: number) => chance * reckoned;
  const tried = [...fixesOf(300, right(1)), ...fixesOf(300, right(0.4), 10, 'fader')];
  const table = confidenceTableOf(tried);

  test('is less where it came less often than others for which as much was reckoned', () => {
    for (const reckoned of [0.3, 0.6, 0.9]) {
      const usual = chanceByRanges(reckoned, table.ranges);
      const [bell, fader] = ['bell', 'fader'].map((kind) => statedChance(reckoned, { kind, boosts: false }, table));
      expect(bell).toBeGreaterThan(usual);
      expect(fader).toBeLessThan(usual);
      expect(Math.abs(fader - 0.4 * reckoned)).toBeLessThan(0.15);
    }
  });

  test('is what is stated of any move where it was never tried, as a boost was not', () => {
    for (const move of [
      { kind: 'bell', boosts: true },
      { kind: 'pan', boosts: false },
    ]) {
      expect(statedChance(0.8, move, table)).toBeCloseTo(chanceByRanges(0.8, table.ranges), 12);
    }
  });

  test('of a few tries says little', () => {
    const [few] = confidenceTableOf([...fixesOf(300, right(1)), ...fixesOf(2, () => 0, 1, 'fader')]).moves.slice(-1);
    expect(few).toMatchObject({ kind: 'fader', fixes: 2, came: 0 });
    expect(few.logOdds).toBeLessThan(0);
    expect(few.logOdds).toBeGreaterThan(-1.5);
  });

  test('is told by the table that plans use: a bell that boosts is right less often than one that cuts', () => {
    const of = (boosts: boolean): number => statedChance(0.95, { kind: 'bell', boosts });
    expect(of(true)).toBeLessThan(of(false) - 0.1);
  });

  test.each([
    ['Pad: +3.0 dB at 400 Hz (EQ Eight band 3, Q 1.0).', true],
    ['Pad: −3.0 dB at 400 Hz (EQ Eight band 3, Q 1.0).', false],
    ['Pad: width 160 % (Utility).', false],
    ['Kick: pan to 5L (pan).', false],
  ])('%s raises a level: %s', (sentence, boosts) => {
    expect(boostsInWords(sentence)).toBe(boosts);
  });
});

describe('the table', () => {
  test('is read from lines of the benchmark and of the script, without fixes of which nothing is known', () => {
    const boost = { kind: 'bell', sentence: 'Pad: +3.0 dB at 400 Hz (EQ Eight band 3, Q 1.0).' };
    const cut = { kind: 'fader', sentence: 'Pad: −3.0 dB (fader).' };
    const lines = [
      {
        song: 'A (tech)',
        part: 'single',
        fixes: [
          { ...boost, reckoned: 0.4, improved: true },
          { ...boost, reckoned: 0.9 },
          { ...boost, improved: true },
        ],
      },
      { seed: 501, profile: 'family', ...cut, reckoned: 0.7, improved: false },
    ];
    expect(triedFixesIn(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)).toEqual([
      { song: 'A (tech)', kind: 'bell', boosts: true, reckoned: 0.4, improved: true },
      { song: '501', kind: 'fader', boosts: false, reckoned: 0.7, improved: false },
    ]);
  });

  test('is written into its source in the place of the one before, and nothing else changes', () => {
    const source = readFileSync('src/fixes/confidence/confidence-table.ts', 'utf8');
    const fixes = fixesOf(300, (reckoned) => reckoned);
    const written = tableSource(source, fixes, ['outcomes.json']);
    const [, literal] = /CONFIDENCE_TABLE: ConfidenceTable = (\{[^;]*\});/.exec(written) ?? [];
    const table = JSON.parse(literal) as ConfidenceTable;
    expect(table).toMatchObject(confidenceTableOf(fixes));
    expect(table.songs).toHaveLength(10);
    expect(tableSource(written, fixes, ['outcomes.json'])).toBe(written);
  });
});

import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { confidenceTableOf, tableSource, type TriedFix } from '../scripts/fit-confidence/confidence-table-of.ts';
import { triedFixesIn } from '../scripts/fit-confidence/tried-fixes.ts';
import type { ConfidenceTable } from '../src/fixes/confidence/confidence-table.ts';
import { statedChance } from '../src/fixes/confidence/stated-chance.ts';
import { randomNumbers } from './fixes/synthetic-mix.ts';

/** Fixes of which what is reckoned is off by a known law. */
function fixesOf(count: number, truth: (reckoned: number) => number, songs = 10): TriedFix[] {
  const random = randomNumbers(3);
  return Array.from({ length: count }, (_, i) => {
    const reckoned = random();
    return { song: `song ${String(i % songs)}`, reckoned, improved: random() < truth(reckoned) };
  });
}
const STEPS = Array.from({ length: 101 }, (_, i) => i / 100);

describe('what a plan states of its fixes', () => {
  test.each<[string, (reckoned: number) => number]>([
    ['too little', (reckoned) => Math.sqrt(reckoned)],
    ['too much', (reckoned) => reckoned ** 2],
    ['just right', (reckoned) => reckoned],
  ])('comes near to what comes, where %s was reckoned', (_, truth) => {
    const table = confidenceTableOf(fixesOf(5000, truth));
    for (const reckoned of STEPS.filter((x) => x >= 0.15)) {
      expect(Math.abs(statedChance(reckoned, table) - truth(reckoned))).toBeLessThan(0.09);
    }
  });

  test('never falls where more is reckoned, and stays a probability, whatever came', () => {
    const table = confidenceTableOf(fixesOf(400, (reckoned) => 0.5 + 0.45 * Math.sin(20 * reckoned)));
    const stated = STEPS.map((reckoned) => statedChance(reckoned, table));
    stated.forEach((chance, i) => {
      expect(chance).toBeGreaterThanOrEqual(i === 0 ? 0 : stated[i - 1] - 1e-12);
      expect(chance).toBeLessThanOrEqual(1);
    });
  });

  test('is what was reckoned where too few fixes or songs were tried, or none', () => {
    for (const table of [[], confidenceTableOf(fixesOf(19, () => 1)), confidenceTableOf(fixesOf(5000, () => 1, 3))]) {
      for (const reckoned of STEPS) expect(statedChance(reckoned, table)).toBeCloseTo(reckoned, 12);
    }
  });

  test('learns from neighbouring ranges together where each by itself holds too few fixes', () => {
    const few = confidenceTableOf(fixesOf(60, () => 1));
    expect(few.every(({ fixes }) => fixes < 20)).toBe(true);
    for (const reckoned of STEPS.slice(5, -15)) {
      expect(statedChance(reckoned, few)).toBeGreaterThan(reckoned);
      expect(statedChance(reckoned, few)).toBeLessThan(1);
    }
    expect(statedChance(0, few)).toBe(0);
    expect(statedChance(1, few)).toBeLessThan(1);
  });

  test('a few fixes that all came make no certainty', () => {
    const all = confidenceTableOf(fixesOf(200, () => 1));
    expect(statedChance(0.55, all)).toBeGreaterThan(0.65);
    expect(statedChance(0.55, all)).toBeLessThan(0.9);
  });
});

describe('the table', () => {
  test('is read from lines of the benchmark and of the script, without fixes of which nothing is known', () => {
    const lines = [
      {
        song: 'A (tech)',
        part: 'single',
        fixes: [{ reckoned: 0.4, improved: true }, { reckoned: 0.9 }, { improved: true }],
      },
      { seed: 501, profile: 'family', kind: 'bell', reckoned: 0.7, improved: false },
    ];
    expect(triedFixesIn(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)).toEqual([
      { song: 'A (tech)', reckoned: 0.4, improved: true },
      { song: '501', reckoned: 0.7, improved: false },
    ]);
  });

  test('is written into its source in the place of the one before, and nothing else changes', () => {
    const source = readFileSync('src/fixes/confidence/confidence-table.ts', 'utf8');
    const fixes = fixesOf(300, (reckoned) => reckoned);
    const written = tableSource(source, fixes, ['outcomes.json']);
    const [, literal] = /CONFIDENCE_TABLE: ConfidenceTable = (\{[^;]*\});/.exec(written) ?? [];
    const table = JSON.parse(literal) as ConfidenceTable;
    expect(table.ranges).toEqual(confidenceTableOf(fixes));
    expect(table.songs).toHaveLength(10);
    expect(tableSource(written, fixes, ['outcomes.json'])).toBe(written);
  });
});

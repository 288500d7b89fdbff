import { describe, expect, test } from '@jest/globals';
import { measureAcidLine } from '../../src/analysis/character/acid-line.ts';
import { ACID_DECOYS, acidDecoyStem, acidStem } from '../truth/acid.ts';
import { sawDecoyStem, supersawStem } from '../truth/supersaw.ts';
import { noise, silence } from './synth.ts';

const SECONDS = 3;

describe('the acid score', () => {
  test.each([2, 3, 4, 5])('is high for the line of seed %i', (seed) => {
    const { score, sweepOctaves, fallPerSecond } = measureAcidLine([acidStem(seed, { seconds: SECONDS }).signal]);
    expect(score).toBeGreaterThan(0.6);
    expect(sweepOctaves).toBeGreaterThan(0.7);
    expect(fallPerSecond).toBeGreaterThan(1.5);
  });

  test.each(ACID_DECOYS.filter((kind) => kind !== 'fm bass'))('is low for a %s', (kind) => {
    const { score, notes } = measureAcidLine([acidDecoyStem(kind, 11, SECONDS)]);
    expect(score).toBeLessThan(0.3);
    expect(notes).toBeUndefined();
  });

  test('is nothing for leads, drums, noise, silence and no sound at all', () => {
    for (const signal of [
      supersawStem(5, { seconds: SECONDS }).signal,
      sawDecoyStem('drums', 5, SECONDS),
      noise(SECONDS, 0.3),
      silence(1),
    ]) {
      expect(measureAcidLine([signal]).score).toBe(0);
    }
    expect(measureAcidLine([])).toEqual({
      score: 0,
      resonanceDb: 0,
      sweepOctaves: 0,
      fallPerSecond: 0,
      notes: undefined,
    });
  });

  test('is the same at another level, and of several stretches', () => {
    const { signal } = acidStem(3, { seconds: SECONDS });
    const quiet = { ...signal, left: signal.left.map((x) => 0.1 * x), right: signal.right.map((x) => 0.1 * x) };
    expect(measureAcidLine([quiet]).score).toBeCloseTo(measureAcidLine([signal]).score, 3);
    const half = signal.left.length / 2;
    const halves = [0, 1].map((n) => ({
      ...signal,
      left: signal.left.slice(n * half, (n + 1) * half),
      right: signal.right.slice(n * half, (n + 1) * half),
    }));
    expect(measureAcidLine(halves).score).toBeCloseTo(measureAcidLine([signal]).score, 1);
  });

  test('a line without slides and accents has next to none, one full of slides has many', () => {
    const plain = measureAcidLine([acidStem(6, { seconds: 6, slideChance: 0, accentChance: 0 }).signal]).notes;
    expect(plain?.slides).toBeLessThan(0.05);
    expect(plain?.accents).toBeLessThan(0.1);
    const sliding = measureAcidLine([acidStem(6, { seconds: 6, slideChance: 0.6, accentChance: 0.25 }).signal]).notes;
    expect(sliding?.slides).toBeGreaterThan(0.15);
    expect(sliding?.accents).toBeGreaterThan(plain?.accents ?? 1);
  });
});

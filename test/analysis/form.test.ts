import { describe, expect, test } from '@jest/globals';
import { areOnOneTimeline, haveSameSections, sectionsWithin } from '../../src/analysis/form.ts';
import type { BeatGrid, Section } from '../../src/store/analysis-document.ts';

const GRID: BeatGrid = {
  tempoBpm: 120,
  confidence: 1,
  firstDownbeatSeconds: 0.1,
  beatsPerBar: 4,
  steady: true,
  kind: 'steady',
  tempoChanges: [],
};
const BEFORE = { durationSeconds: 300, grid: GRID };
const FREE: BeatGrid = { ...GRID, steady: false, kind: 'free' };

describe('two bounces run along one timeline', () => {
  test.each([
    ['as they are', BEFORE],
    ['with a longer tail', { ...BEFORE, durationSeconds: 301.5 }],
    ['where the bar is counted from another beat', { ...BEFORE, grid: { ...GRID, firstDownbeatSeconds: -0.4 } }],
    ['where the beat is heard a little late', { ...BEFORE, grid: { ...GRID, firstDownbeatSeconds: 0.115 } }],
    ['where the tempo is estimated anew', { ...BEFORE, grid: { ...GRID, tempoBpm: 120.01 } }],
  ])('%s', (_, after) => {
    expect(areOnOneTimeline(after, BEFORE)).toBe(true);
    expect(areOnOneTimeline(BEFORE, after)).toBe(true);
  });

  test.each([
    ['where eight bars were added', { ...BEFORE, durationSeconds: 316 }],
    ['where one begins a quarter of a beat later', { ...BEFORE, grid: { ...GRID, firstDownbeatSeconds: 0.225 } }],
    ['at another tempo', { ...BEFORE, grid: { ...GRID, tempoBpm: 121 } }],
    ['where one has no grid', { ...BEFORE, grid: FREE }],
  ])('not %s', (_, after) => {
    expect(areOnOneTimeline(after, BEFORE)).toBe(false);
    expect(areOnOneTimeline(BEFORE, after)).toBe(false);
  });

  test('without a grid, by their length alone', () => {
    const before = { durationSeconds: 300, grid: FREE };
    expect(areOnOneTimeline({ ...before, durationSeconds: 301.9 }, before)).toBe(true);
    expect(areOnOneTimeline({ ...before, durationSeconds: 302.1 }, before)).toBe(false);
  });
});

const SECTIONS: Section[] = [
  { kind: 'intro', startSeconds: 0, endSeconds: 60, startBar: 0, bars: 30 },
  { kind: 'drop', startSeconds: 60, endSeconds: 300, startBar: 30, bars: 120 },
];
const changed = (change: Partial<Section>): Section[] => [SECTIONS[0], { ...SECTIONS[1], ...change }];

describe('sections', () => {
  test('are the same by kind and place, however finely silence is told', () => {
    const cut = (sections: Section[]): boolean =>
      haveSameSections({ grid: GRID, sections }, { grid: GRID, sections: SECTIONS });
    expect(cut(changed({ endSeconds: 300.05 }))).toBe(true);
    expect(cut(changed({ kind: 'breakdown' }))).toBe(false);
    expect(cut(changed({ startSeconds: 62 }))).toBe(false);
    expect(cut([SECTIONS[0]])).toBe(false);
  });

  test('end where the recording does', () => {
    expect(sectionsWithin(SECTIONS, 299)).toEqual(changed({ endSeconds: 299 }));
    expect(sectionsWithin(SECTIONS, 60)).toEqual([SECTIONS[0]]);
    expect(sectionsWithin(SECTIONS, 400)).toEqual(SECTIONS);
  });
});

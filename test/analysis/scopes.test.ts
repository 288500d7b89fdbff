import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rangesIn, scopesOf, type TimeSpan } from '../../src/analysis/scopes.ts';
import { SECTION_KINDS, type Section } from '../../src/store/analysis-document.ts';

/** Contiguous sections of random kinds and lengths. */
const anySections = fc
  .array(
    fc.record({ kind: fc.constantFrom(...SECTION_KINDS), seconds: fc.double({ min: 0.1, max: 40, noNaN: true }) }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => {
    let at = 0;
    return parts.map(({ kind, seconds }): Section => {
      const startSeconds = at;
      at += seconds;
      return { kind, startSeconds, endSeconds: at, startBar: 0, bars: 0 };
    });
  });

describe('scopes', () => {
  test('are the whole, then the kinds in the order of a track, each with all its time', () => {
    fc.assert(
      fc.property(anySections, (sections) => {
        const end = sections[sections.length - 1].endSeconds;
        const [whole, ...kinds] = scopesOf(end, sections);
        expect(whole).toEqual({ scope: 'whole', seconds: end, spans: [[0, end]] });
        const order = kinds.map(({ scope }) => SECTION_KINDS.findIndex((kind) => kind === scope));
        expect(order).toEqual([...order].sort((a, b) => a - b));
        for (const { seconds, spans } of kinds) {
          expect(seconds).toBeGreaterThanOrEqual(3);
          expect(spans.reduce((sum, [from, to]) => sum + to - from, 0)).toBeCloseTo(seconds, 9);
        }
      }),
    );
  });

  test('leave out a kind of less than three seconds, and keep a whole of less', () => {
    const section: Section = { kind: 'drop', startSeconds: 0, endSeconds: 2.9, startBar: 0, bars: 2 };
    expect(scopesOf(2.9, [section]).map(({ scope }) => scope)).toEqual(['whole']);
  });
});

describe('ranges', () => {
  test('of neighbouring stretches share out every value once', () => {
    fc.assert(
      fc.property(
        anySections,
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (sections, firstSeconds, stepSeconds) => {
          const end = sections[sections.length - 1].endSeconds;
          const count = Math.max(0, Math.ceil((end - firstSeconds) / stepSeconds));
          const spans = sections.map((section): TimeSpan => [section.startSeconds, section.endSeconds]);
          const ranges = rangesIn(spans, { firstSeconds, stepSeconds, count });
          const indices = ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
          expect(indices).toEqual(Array.from({ length: count }, (_, i) => i));
        },
      ),
    );
  });

  test('are those whose middle lies inside', () => {
    const grid = { firstSeconds: 0.5, stepSeconds: 1, count: 10 };
    expect(rangesIn([[2, 5]], grid)).toEqual([[2, 5]]);
    expect(rangesIn([[2.5, 4.5]], grid)).toEqual([[2, 4]]);
    expect(rangesIn([[-3, 0.2]], grid)).toEqual([]);
    expect(rangesIn([[8, 99]], grid)).toEqual([[8, 10]]);
  });
});

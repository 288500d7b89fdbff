import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MOST_PIECES, PIECE_CHARACTERS, PieceBox, piecesOf, type Atom } from '../../device/message-pieces.ts';

const SYMBOL_LIMIT = 32_767;

/** What the box makes of the pieces, in the order they come. */
function received(messages: readonly Atom[][]): { id: string; document: { url: string } }[] {
  const box = new PieceBox<'browse'>();
  return messages.map(([, ...atoms]) => box.take(atoms)).filter((message) => message !== undefined);
}

describe('piecesOf', () => {
  test('whatever is said arrives, in any order of the pieces, mixed with another message and repeated', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map((unit) => unit.repeat(1 + unit.length * 60));
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 1000 }), (one, other, turn) => {
        const messages = [...piecesOf('browse', 'a-1', { url: one }), ...piecesOf('browse', 'a-2', { url: other })];
        const turned = [...messages.slice(turn % messages.length), ...messages.slice(0, turn % messages.length)];
        const read = received(turned);
        expect(read.find(({ id }) => id === 'a-1')?.document).toEqual({ url: one });
        expect(read.find(({ id }) => id === 'a-2')?.document).toEqual({ url: other });
      }),
      { numRuns: 50 },
    );
  });

  test('no piece is longer than a symbol may be, nor holds anything but plain letters', () => {
    const pieces = piecesOf('browse', 'a-1', { url: 'Ä–😀'.repeat(PIECE_CHARACTERS) });
    expect(pieces.length).toBeGreaterThan(10);
    for (const [name, id, index, count, piece] of pieces) {
      expect([name, id, count]).toEqual(['browse', 'a-1', pieces.length]);
      expect(index).toBe(pieces.findIndex((one) => one[4] === piece && one[2] === index));
      expect(Buffer.byteLength(String(piece))).toBeLessThan(SYMBOL_LIMIT);
      expect(String(piece)).toMatch(/^\|[\x20-\x7e]*$/);
    }
  });

  test('refuses what is too long for Max', () => {
    expect(() => piecesOf('browse', 'a-1', { url: 'x'.repeat(PIECE_CHARACTERS * MOST_PIECES) })).toThrow(/3000000/);
  });
});

describe('PieceBox', () => {
  test('forgets what was never finished', () => {
    const box = new PieceBox<'browse'>();
    const [[, ...first], [, ...second]] = piecesOf('browse', 'old', { url: 'x'.repeat(PIECE_CHARACTERS) });
    box.take(first);
    for (let other = 0; other < 20; other++) box.take([`new-${other}`, 0, 2, '|{']);
    expect(box.take(second)).toBeUndefined();
  });

  test.each<[string, unknown[]]>([
    ['nothing', []],
    ['a number for an id', [1, 0, 1, '|{}']],
    ['an index past the count', ['a', 1, 1, '|{}']],
    ['too many pieces', ['a', 0, 1000, '|{}']],
    ['a piece without its mark', ['a', 0, 1, '{}']],
    ['a piece that became a number', ['a', 0, 1, 12]],
    ['no JSON', ['a', 0, 1, '|{']],
  ])('refuses %s', (_, atoms) => {
    expect(() => new PieceBox<'browse'>().take(atoms)).toThrow(SyntaxError);
  });
});

import { expect, test } from '@jest/globals';
import type { FixKindName, Move } from '../../src/fixes/fix-kind.ts';
import { clash } from '../../src/fixes/solve/clash.ts';
import { MAIN_INDEX } from '../../src/fixes/stem-context.ts';

const move = (kind: FixKindName, stem: number, size: number, hz = 0): Move => ({ kind, stem, size, hz, q: 0.7 });

test.each<{ what: string; one: Move; other: Move; clashes: boolean }>([
  { what: 'a fader twice', one: move('fader', 1, 2), other: move('fader', 1, -2), clashes: true },
  {
    what: 'a fader and a pan, which keeps the level',
    one: move('fader', 1, 2),
    other: move('pan', 1, 9),
    clashes: true,
  },
  { what: 'two kinds of width', one: move('width', 1, 2), other: move('width at level', 1, 2), clashes: true },
  {
    what: 'two corners of bass mono',
    one: move('bass mono', 1, 1, 120),
    other: move('bass mono', 1, 1, 200),
    clashes: true,
  },
  { what: 'faders of two stems', one: move('fader', 1, 2), other: move('fader', 2, -2), clashes: false },
  { what: 'two bands', one: move('bell', 1, 2, 300), other: move('bell', 1, -2, 3000), clashes: false },
  { what: 'a band and a fader', one: move('bell', 1, 2, 300), other: move('fader', 1, 2), clashes: false },
  {
    what: 'a narrower whole and a wider pad',
    one: move('width', MAIN_INDEX, -3),
    other: move('width', 1, 3),
    clashes: true,
  },
  {
    what: 'a wider whole and a pad narrowed at its level',
    one: move('width', MAIN_INDEX, 3),
    other: move('width at level', 1, -3),
    clashes: true,
  },
  {
    what: 'a narrower whole and a narrower pad',
    one: move('width', MAIN_INDEX, -3),
    other: move('width', 1, -3),
    clashes: false,
  },
  { what: 'a narrower and a wider pad', one: move('width', 1, -3), other: move('width', 2, 3), clashes: false },
])('$what: clash is $clashes', ({ one, other, clashes }) => {
  expect(clash(one, other)).toBe(clashes);
  expect(clash(other, one)).toBe(clashes);
});

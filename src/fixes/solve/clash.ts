import type { FixKindName, Move } from '../fix-kind.ts';
import { MAIN_INDEX } from '../stem-context.ts';

/** Whether one of two moves would undo what the other does. Bands of an equaliser do not: each has its own. */
export function clash(one: Move, other: Move): boolean {
  return one.stem === other.stem ? shareControl(one, other) : areOpposedWidths(one, other);
}

function shareControl(one: Move, other: Move): boolean {
  if (isBand(one) || isBand(other)) return false;
  return one.kind === other.kind || ONE_CONTROL.some((kinds) => kinds.has(one.kind) && kinds.has(other.kind));
}

/** Whether a move takes a band of an equaliser, or two. */
export function isBand({ kind, hz }: Move): boolean {
  return hz > 0 && kind !== 'bass mono';
}

/** A pan keeps the level by the fader. What is far too wide because one side is inverted needs no narrowing. */
const ONE_CONTROL: readonly ReadonlySet<FixKindName>[] = [
  new Set(['fader', 'pan']),
  new Set(['width', 'width at level', 'polarity']),
];

const WIDTHS: ReadonlySet<FixKindName> = new Set(['width', 'width at level']);

/**
 * Where the whole is narrowed and its parts are widened again, something else is wrong. A limiter adds to the side of
 * all there is where the kick alone is wide: one such plan widened four stems, and left eight tenths of the gap of one
 * that may not.
 */
function areOpposedWidths(one: Move, other: Move): boolean {
  const isOnMain = [one, other].map(({ stem }) => stem === MAIN_INDEX);
  return WIDTHS.has(one.kind) && WIDTHS.has(other.kind) && isOnMain[0] !== isOnMain[1] && one.size * other.size < 0;
}

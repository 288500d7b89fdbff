import type { StemRole } from '../../store/stem-map-document.ts';
import { mixtureOf, type Gram } from './mixture.ts';

/** A stem as the search for doubles needs it. Its place in the list is its row in the Gram matrix. */
export interface StemPart {
  track: string;
  /** What the name or sound says it is. */
  role: StemRole;
  /** Silent and shifted stems are neither doubles nor parts. */
  isUsable: boolean;
}

/** A group with its own compressor or EQ no longer is its children's sum; still they explain this much of it. */
const GROUP_EXPLAINED = 0.9;
/** A stem whose name says "group" needs less proof. */
const NAMED_GROUP_EXPLAINED = 0.75;
/** One stem that explains another this far is the same sound: copies, or a group of one. */
const COPY_EXPLAINED = 0.98;
/** A part that makes up less of the sum than this is in it by chance. */
const LEAST_PART = 0.005;
/** A return whose gain in the mix is below this share of the other stems' is inside them already. */
const ALREADY_INSIDE = 0.25;
/** Gain in the mix, relative to the other stems', from which on one stem stands for two equal ones that both sound. */
const COUNTS_TWICE = 1.6;
/** Below this share of the mix's energy a gain says nothing. */
const LEAST_IN_MIX = 1e-4;

/**
 * Finds the stems that must not be added to the others because their sound is there already: the whole mix, groups
 * beside their children, copies, and (where the mix is known) returns that the other stems include.
 *
 * @param mix row of the mix in the Gram matrix, if there is one.
 * @returns the reason for each stem that is to be left out, by its row.
 */
export function doublesAmong(parts: readonly StemPart[], gram: Gram, mix?: number): Map<number, string> {
  const reasons = new Map<number, string>();
  const kept = () => parts.flatMap((part, row) => (part.isUsable && !reasons.has(row) ? [row] : []));
  for (const row of kept()) {
    if (parts[row].role === 'master') reasons.set(row, 'It is the whole mix.');
    else if (
      mix !== undefined &&
      kept().length > 2 &&
      mixtureOf(gram, row, [mix]).explained >= COPY_EXPLAINED &&
      isSumOf(gram, row, kept())
    ) {
      reasons.set(row, 'It is the whole mix: it sounds like it from beginning to end.');
    }
  }
  for (;;) {
    const next = strongestGroup(parts, gram, kept());
    if (next === undefined) break;
    const children = next.children.map((row) => `"${parts[row].track}"`).join(', ');
    reasons.set(next.row, `It is the sum of ${children}, which are there themselves.`);
  }
  for (const row of kept()) {
    const copyOf = kept().find((other) => other < row && mixtureOf(gram, row, [other]).explained >= COPY_EXPLAINED);
    if (copyOf === undefined || (mix !== undefined && soundsTwice(gram, mix, kept(), row, copyOf))) continue;
    // Of a group and its only child, the child stays.
    const out = parts[copyOf].role === 'group' ? copyOf : row;
    reasons.set(out, `It is a copy of "${parts[out === row ? copyOf : row].track}".`);
  }
  if (mix !== undefined) {
    for (const row of returnsInside(parts, gram, mix, kept()))
      reasons.set(row, 'It is a return, and the other stems include it already.');
  }
  return reasons;
}

function isSumOf(gram: Gram, row: number, rows: readonly number[]): boolean {
  return (
    childrenOf(
      gram,
      row,
      rows.filter((other) => other !== row),
    ).children.length >= 2
  );
}

/** The parts that really make up a stem, and how much of it they explain. */
function childrenOf(gram: Gram, row: number, others: readonly number[]): { explained: number; children: number[] } {
  const { gains, explained } = mixtureOf(gram, row, others);
  const children = others.filter((other, i) => gains[i] ** 2 * gram[other][other] >= LEAST_PART * gram[row][row]);
  return { explained, children };
}

function strongestGroup(
  parts: readonly StemPart[],
  gram: Gram,
  kept: readonly number[],
): { row: number; children: number[] } | undefined {
  const groups = kept
    .map((row) => ({
      row,
      ...childrenOf(
        gram,
        row,
        kept.filter((other) => other !== row),
      ),
    }))
    .filter(
      ({ row, explained, children }) =>
        children.length >= 2 && explained >= (parts[row].role === 'group' ? NAMED_GROUP_EXPLAINED : GROUP_EXPLAINED),
    );
  // A group has more energy than any of its parts; by it the outermost group comes first.
  return groups.sort((a, b) => gram[b.row][b.row] - gram[a.row][a.row])[0];
}

/** Whether two equal stems both are in the mix: then one of them alone would need twice the gain the others need. */
function soundsTwice(gram: Gram, mix: number, kept: readonly number[], row: number, copyOf: number): boolean {
  const rows = kept.filter((other) => other !== row);
  const { gains } = mixtureOf(gram, mix, rows);
  const typical = typicalGain(
    gains.filter((_, i) => rows[i] !== copyOf && gram[rows[i]][rows[i]] > LEAST_IN_MIX * gram[mix][mix]),
  );
  return typical > 0 && gains[rows.indexOf(copyOf)] >= COUNTS_TWICE * typical;
}

function returnsInside(parts: readonly StemPart[], gram: Gram, mix: number, kept: readonly number[]): number[] {
  const { gains } = mixtureOf(gram, mix, kept);
  const counts = (row: number) => gram[row][row] > LEAST_IN_MIX * gram[mix][mix];
  const typical = typicalGain(gains.filter((_, i) => parts[kept[i]].role !== 'return' && counts(kept[i])));
  return kept.filter((row, i) => parts[row].role === 'return' && counts(row) && gains[i] < ALREADY_INSIDE * typical);
}

function typicalGain(gains: readonly number[]): number {
  return gains.length === 0 ? 0 : [...gains].sort((a, b) => a - b)[Math.floor(gains.length / 2)];
}

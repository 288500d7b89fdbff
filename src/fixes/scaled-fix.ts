import type { Normal } from '../dsp/units.ts';
import type { DisplayValue, Fix, FixChange } from '../store/plan-document.ts';
import { roundTo } from './fix-kind.ts';
import { FIX_KINDS } from './fix-kinds.ts';

/** How far a producer may go with a fix: half as much again is still the same change, more is another one. */
export const LEAST_AMOUNT: Normal = 0.1;
export const MOST_AMOUNT = 1.5;

/** A share of decibels is one of decibels; one of a width is one of its decibels: half of 25 % is 50 %. */
const RATIO_UNITS = new Set(['%']);
/** As fine as one dials in. */
const STEPS: Readonly<Record<string, number>> = { dB: 0.1, '%': 1 };

/**
 * A fix done by a share of its size, and the size that comes of it; frequencies, widths of bells and switches stay.
 * What is predicted is scaled along.
 *
 * @param amount 1 is the fix as it was planned
 * @returns `undefined` where the fix has no size to change: a switch, a cut, advice, a dynamics device
 */
export function scaledFix(fix: Fix, amount: number): { fix: Fix; size: number } | undefined {
  const sized = sizedChanges(fix);
  if (sized.length === 0 || fix.size === undefined) return undefined;
  const size = fix.size.value * amount;
  const { features, benefit, styleDeltaAfter, moves } = fix.predicted;
  return {
    size,
    fix: {
      ...fix,
      changes: fix.changes.map((change) =>
        sized.includes(change) ? { ...change, to: roundTo(shareOf(change, amount), STEPS[change.unit] ?? 1) } : change,
      ),
      size: { value: size, relative: fix.size.relative * amount },
      predicted: {
        styleDeltaAfter,
        benefit,
        features: features.map((moved) => ({ ...moved, after: moved.before + amount * (moved.after - moved.before) })),
        ...(moves !== undefined && {
          moves: Object.fromEntries(Object.entries(moves).map(([key, move]) => [key, amount * move])),
        }),
      },
    },
  };
}

/**
 * How much of a fix it is where this was written: the inverse of `scaledFix`.
 *
 * @param written by the parameter's name
 * @returns 1 where the fix has no size to change, or that parameter was not written
 */
export function amountOf(fix: Fix, written: ReadonlyMap<string, DisplayValue>): number {
  const change = sizedChanges(fix).at(0);
  const to = change && written.get(change.parameter);
  if (change === undefined || typeof to !== 'number' || change.from === change.to) return 1;
  const [start, end] = [Number(change.from), Number(change.to)];
  return isRatio(change) ? Math.log(to / start) / Math.log(end / start) : (to - start) / (end - start);
}

/** Whether `scaledFix` can do this fix by a share. */
export function hasAmount(fix: Fix): boolean {
  return fix.size !== undefined && sizedChanges(fix).length > 0;
}

/** The changes that carry the size: of a sized kind every number but where, and how wide, a band of an equaliser is. */
function sizedChanges({ kind, changes, advice }: Fix): FixChange[] {
  const isSized = Object.values(FIX_KINDS).some(({ name, sized }) => name === kind && sized);
  if (!isSized || advice) return [];
  return changes.filter(
    ({ from, to, unit }) =>
      typeof from === 'number' && Number.isFinite(from) && typeof to === 'number' && !['Hz', 'Q'].includes(unit),
  );
}

function isRatio({ from, to, unit }: FixChange): boolean {
  return RATIO_UNITS.has(unit) && Number(from) > 0 && Number(to) > 0;
}

function shareOf(change: FixChange, amount: number): number {
  const [start, end] = [Number(change.from), Number(change.to)];
  return isRatio(change) ? start * (end / start) ** amount : start + amount * (end - start);
}

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
  const at = sizedChange(fix);
  if (at < 0 || fix.size === undefined) return undefined;
  const change = fix.changes[at];
  const { from, unit } = change;
  const to = roundTo(shareOf(change, amount), STEPS[unit] ?? 1);
  const size = fix.size.value * amount;
  const { features, benefit, styleDeltaAfter, moves } = fix.predicted;
  return {
    size,
    fix: {
      ...fix,
      changes: fix.changes.with(at, { ...change, from, to }),
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
  const at = sizedChange(fix);
  const change = fix.changes.at(at);
  const to = change && written.get(change.parameter);
  if (at < 0 || change === undefined || typeof to !== 'number' || change.from === change.to) return 1;
  const [start, end] = [Number(change.from), Number(change.to)];
  return isRatio(change) ? Math.log(to / start) / Math.log(end / start) : (to - start) / (end - start);
}

/** Whether `scaledFix` can do this fix by a share. */
export function hasAmount(fix: Fix): boolean {
  return fix.size !== undefined && sizedChange(fix) >= 0;
}

/** The place of the change that carries the size: of a sized kind the gain, else the only number there is. */
function sizedChange({ kind, changes, advice }: Fix): number {
  const isSized = Object.values(FIX_KINDS).some(({ name, sized }) => name === kind && sized);
  if (!isSized || advice) return -1;
  const isNumber = ({ from, to }: FixChange): boolean =>
    typeof from === 'number' && Number.isFinite(from) && typeof to === 'number';
  const gain = changes.findIndex((change) => isNumber(change) && change.unit === 'dB');
  return gain >= 0 ? gain : changes.findIndex((change) => isNumber(change) && !['Hz', 'Q'].includes(change.unit));
}

function isRatio({ from, to, unit }: FixChange): boolean {
  return RATIO_UNITS.has(unit) && Number(from) > 0 && Number(to) > 0;
}

function shareOf(change: FixChange, amount: number): number {
  const [start, end] = [Number(change.from), Number(change.to)];
  return isRatio(change) ? start * (end / start) ** amount : start + amount * (end - start);
}

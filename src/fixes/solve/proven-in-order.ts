import type { Normal } from '../../dsp/units.ts';
import type { Move } from '../fix-kind.ts';
import type { PlanEffect } from '../predict/plan-effect.ts';

/** A hundredth is the least that a style delta is shown by: of less there is no gap … */
const LEAST_GAIN = 0.01;
/** … and of a small one a tenth is enough: then few features are outside, and one of them is brought back. */
const LEAST_SHARE = 0.1;
/** Of a move that is surely for a fault a tenth of that is enough, where larger faults hide what a small one does. */
const LEAST_DOUBT: Normal = 0.1;
const LARGE_DELTA = 0.1;
/**
 * So sure a move may stand behind the others although the gap only falls once the next is made, too: of 117 such moves
 * 109 brought their stem nearer to the one without faults (`npm run bench:fixes -- --report`).
 */
const SURE: Normal = 0.9;
/**
 * Of what is so sure it is enough that the gap stands still, which it does within half of what it is shown by: what is
 * wrong may lie inside the references' bands, where several of the faults lie that were planted into the tuning songs.
 */
const STANDS_STILL = LEAST_GAIN / 2;

/**
 * Keeps the moves that shrink the gap and puts them in the order in which they shrink it most, so that the style
 * delta falls from each to the next and a plan that is carried out only so far is better than none.
 *
 * A move must earn its place both at its turn and in the whole: what the moves before it, or the others together,
 * have done already is not shown again. The worst goes first, then all are asked again. Only of what is surely wrong
 * the whole is enough: a lead that is both too loud at 3 kHz and too narrow is brought back by two moves, and neither
 * of them alone need shrink the gap.
 *
 * @param beliefs how sure it is of each move that it is for something that is wrong
 * @param given moves that are made anyway, before all of these
 */
export function provenInOrder(
  moves: readonly Move[],
  planEffect: Pick<PlanEffect, 'styleDelta'>,
  beliefs: readonly Normal[],
  given: readonly Move[] = [],
): Move[] {
  const effect = { styleDelta: (more: readonly Move[]) => planEffect.styleDelta([...given, ...more]) };
  const before = effect.styleDelta([]);
  if (before < LEAST_GAIN) return [];
  const least = (move: Move): number =>
    before > LARGE_DELTA ? LEAST_GAIN * doubt(beliefs[moves.indexOf(move)]) : LEAST_SHARE * before;
  const isSure = (move: Move): boolean => beliefs[moves.indexOf(move)] >= SURE;
  const isEnough = (gain: number, move: Move): boolean =>
    (gain > 0 && gain >= least(move)) || (before > LARGE_DELTA && isSure(move) && gain > -STANDS_STILL);
  let kept = [...moves];
  for (;;) {
    const all = effect.styleDelta(kept);
    const withoutEach = kept.map((_, i) => effect.styleDelta(kept.filter((_other, j) => j !== i)) - all);
    const poor = withoutEach.filter((gain, i) => !isEnough(gain, kept[i]));
    if (poor.length > 0) {
      kept = kept.filter((_, i) => i !== withoutEach.indexOf(Math.min(...poor)));
      continue;
    }
    const { ordered, useless } = fallingOrder(kept, effect, { isEnough, isSure });
    if (useless === undefined) return ordered;
    kept = kept.filter((move) => move !== useless);
  }
}

function doubt(belief: Normal): Normal {
  return Math.min(1, Math.max(LEAST_DOUBT, 2 * (1 - belief)));
}

/**
 * The greatest fall first; then what is sure, the least rise first. The first other move at whose turn nothing falls
 * is useless there.
 */
function fallingOrder(
  moves: readonly Move[],
  effect: Pick<PlanEffect, 'styleDelta'>,
  { isEnough, isSure }: { isEnough: (gain: number, move: Move) => boolean; isSure: (move: Move) => boolean },
): { ordered: Move[]; useless: Move | undefined } {
  const ordered: Move[] = [];
  let left = [...moves];
  let now = effect.styleDelta([]);
  while (left.length > 0) {
    const deltas = new Map(left.map((move) => [move, effect.styleDelta([...ordered, move])] as const));
    const deltaOf = (move: Move): number => deltas.get(move) ?? Infinity;
    const byFall = [...left].sort((a, b) => deltaOf(a) - deltaOf(b));
    const [greatest] = byFall;
    const next = isEnough(now - deltaOf(greatest), greatest) ? greatest : byFall.find(isSure);
    if (next === undefined) return { ordered, useless: greatest };
    ordered.push(next);
    left = left.filter((move) => move !== next);
    now = deltaOf(next);
  }
  return { ordered, useless: undefined };
}

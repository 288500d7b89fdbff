import type { Move } from '../fix-kind.ts';
import { FIX_KINDS } from '../fix-kinds.ts';
import { MAIN_INDEX } from '../stem-context.ts';
import type { Posterior } from './posterior.ts';

/**
 * Stems that the references have nothing like: a song with a vocal among songs without one. To the references it seems
 * far too loud, but they tell nothing of how loud it should be, for they are as near or nearer without it altogether.
 * One that is too loud by some decibels is missed where it is silent.
 *
 * @param moves that were found
 * @returns stems that are to be turned down or cut, and whose silence would do as much
 */
export function foreignStems(moves: readonly Move[], posterior: Pick<Posterior, 'squaredUnlikeness'>): number[] {
  const left = posterior.squaredUnlikeness(moves);
  const isForeign = ({ kind, stem }: Move): boolean => {
    const others = moves.filter((move) => move.stem !== stem);
    const gain = posterior.squaredUnlikeness(others) - left;
    const missed = posterior.squaredUnlikeness(others, [stem]) - left;
    return missed <= (kind === 'fader' ? Math.min(MISSED * gain, HARDLY_MISSED) : 0);
  };
  return [...new Set(moves.filter((move) => takesAway(move) && isForeign(move)).map(({ stem }) => stem))];
}

/**
 * Share of what a fader explains. Of vocals that the references have not, silence missed a fifteenth at most, and
 * mostly nothing; of faders for planted faults it missed as much as they explain and more. A cut of the tone for a real
 * fault may leave as little as that, where it takes most of what is heard of a stem.
 */
const MISSED = 0.1;
/**
 * Of |w|², however much a fader explains: silence is twenty times as unlikely as the stem where the fader leaves it.
 * Of stems that the references have not, silence missed 1.6 at most, of those that they have 32 and more: 32 faders
 * that were tried in 13 mixes against other hands. One that is far too loud explains so much that a tenth of it is no
 * measure.
 */
const HARDLY_MISSED = 2 * Math.log(20);

function takesAway({ kind, size, stem }: Move): boolean {
  const { category, sized } = FIX_KINDS[kind];
  return stem !== MAIN_INDEX && (category === 'level' || category === 'tone') && (!sized || size < 0);
}

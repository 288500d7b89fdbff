import type { Move } from '../fix-kind.ts';
import type { SolveRequest } from './solver.ts';
import { MAIN_INDEX } from '../stem-context.ts';
import type { Candidates, Look } from './candidates.ts';
import type { Posterior } from './posterior.ts';
import { refit } from './refit.ts';

/**
 * Picks moves one after another (orthogonal matching pursuit): of the few candidates that promise most beside the picks
 * so far each is fitted in full, and the one that explains most is taken. What comes of taking one after another is
 * undone afterwards.
 */
export class Pursuit {
  readonly #request: SolveRequest;
  readonly #posterior: Posterior;
  readonly #candidates: Candidates;
  readonly #most: number;

  /** @param most how many moves there is room for beside the given ones */
  constructor(request: SolveRequest, posterior: Posterior, candidates: Candidates, most: number) {
    this.#request = request;
    this.#most = most;
    this.#posterior = posterior;
    this.#candidates = candidates;
  }

  /** Adds the best pick, and again, until none is worth anything or there are enough. */
  grown(start: readonly Move[], looks = this.#candidates.all, most = this.#most): Move[] {
    let moves = [...start];
    let cost = this.#posterior.cost(moves);
    while (moves.length < most) {
      const best = this.#bestPick(looks, moves, cost);
      if (best === undefined) break;
      moves = best.moves;
      cost = best.cost;
    }
    return moves;
  }

  /** Moves each EQ, or those of one stem, to the neighbouring frequency or Q that fits better, until none does. */
  polished(picked: readonly Move[], stem?: number): Move[] {
    let moves = [...picked];
    let cost = this.#posterior.cost(moves);
    for (let round = 0; round < POLISH_ROUNDS; round++) {
      const costAtStart = cost;
      for (let i = 0; i < moves.length; i++) {
        if (stem !== undefined && moves[i].stem !== stem) continue;
        for (const neighbour of this.#posterior.kind(moves[i]).neighbours(moves[i])) {
          const others = moves.filter((_, j) => j !== i);
          if (!this.#candidates.isRoomFor(neighbour, others)) continue;
          const fitted = this.#fit(
            moves.map((move, j) => (j === i ? neighbour : move)),
            moves,
            cost - POLISH_GAIN,
          );
          const fittedCost = this.#posterior.cost(fitted);
          if (fittedCost >= cost - POLISH_GAIN) continue;
          moves = fitted;
          cost = fittedCost;
        }
      }
      if (cost >= costAtStart - POLISH_GAIN) break;
    }
    return moves;
  }

  /**
   * Undoes what comes of taking one pick after another: several moves on a stem that imitate a single one, a shelf that
   * stands where a bell would do once the others are known, and a move on the main track in the place of several
   * stems'. Each such group is taken out, and sought anew in every other way.
   */
  simplified(moves: readonly Move[]): Move[] {
    let best = [...moves];
    let least = this.#posterior.total(best);
    for (const stem of new Set(moves.map((move) => move.stem))) {
      const others = best.filter((move) => move.stem !== stem);
      for (const ways of this.#waysInstead(stem, best)) {
        const isMain = stem === MAIN_INDEX;
        const tried = this.grown(others, ways, isMain ? this.#most : others.length + 1);
        // Nothing is no other way: whether a move earns its place is asked elsewhere, however it is liked.
        if (tried.length === others.length) continue;
        const fitted = isMain ? this.polished(tried) : this.polished(tried, stem);
        const total = this.#posterior.total(fitted);
        if (total < least) [best, least] = [fitted, total];
      }
    }
    return best;
  }

  /** What may stand in the place of all moves on a stem: stems for the main track, one move of each kind for a stem. */
  #waysInstead(stem: number, moves: readonly Move[]): Look[][] {
    const looks = this.#candidates.all;
    if (stem === MAIN_INDEX) return [looks.filter(({ move }) => move.stem !== MAIN_INDEX)];
    const onStem = looks.filter(({ move }) => move.stem === stem);
    const own = moves.filter((move) => move.stem === stem);
    // What the taste drew to learn from is not taken back.
    if (own.some(({ propensity = 1 }) => propensity < 1)) return [];
    const kinds = new Set(onStem.map(({ move }) => move.kind));
    return [...kinds]
      .filter((kind) => own.length > 1 || own[0].kind !== kind)
      .map((kind) => onStem.filter(({ move }) => move.kind === kind));
  }

  /**
   * The pick with the largest worth: what it explains after a joint fit, less what it has to. The taste may prefer a
   * nearly equal one. `undefined` where none is worth anything.
   */
  #bestPick(looks: readonly Look[], moves: readonly Move[], cost: number): Picked | undefined {
    const picks = this.#candidates.shortlist(looks, moves).flatMap((move): Picked[] => {
      const fitted = this.#fit([...moves, move], moves);
      const own = fitted.at(-1);
      if (own === undefined || Math.abs(own.size) < this.#posterior.kind(own).smallestSize / 2) return [];
      const fittedCost = this.#posterior.cost(fitted);
      const worth = this.#posterior.worth(cost - fittedCost, own);
      return worth <= 0 ? [] : [{ moves: fitted, cost: fittedCost, worth }];
    });
    if (picks.length === 0) return undefined;
    const { index, propensity } = this.#request.taste.choose(
      picks.map((pick) => ({
        ...this.#posterior.considered(cost - pick.cost, pick.moves[moves.length]),
        worth: pick.worth,
      })),
    );
    const chosen = picks[index];
    return {
      ...chosen,
      moves: chosen.moves.map((move, i) => (i === moves.length ? { ...move, propensity } : move)),
    };
  }

  /**
   * @param near moves that some of these are among, and the rest is not far from: what is known of those is used
   * @param wanted see `refit`
   */
  #fit(moves: readonly Move[], near: readonly Move[], wanted?: number): Move[] {
    const slopes = this.#posterior.slopes(near);
    const known = new Map(near.map((move, i) => [move, slopes[i]] as const));
    return refit(
      moves.map((move) => this.#posterior.free(move)),
      (tried) => this.#posterior.residuals(tried),
      moves.map((move) => known.get(move)),
      wanted,
    );
  }
}

interface Picked {
  moves: Move[];
  cost: number;
  worth: number;
}

/** Rounds of trying a neighbouring frequency or Q after the last pick. */
const POLISH_ROUNDS = 3;
/** Gains of the last digits are not worth another round. */
const POLISH_GAIN = 1e-2;

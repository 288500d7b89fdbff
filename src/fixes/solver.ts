import type { YardstickRow } from '../gap/yardstick.ts';
import type { FixCategory, Move } from './fix-kind.ts';
import { FIX_KINDS } from './fix-kinds.ts';
import type { MixPredictor } from './predict.ts';
import { Posterior } from './solve/posterior.ts';
import { refit } from './solve/refit.ts';
import { dot } from './solve/vectors.ts';
import { MAIN_INDEX, type StemContext } from './stem-context.ts';
import type { TasteView } from './taste-view.ts';

/** What the solver works on. */
export interface SolveRequest {
  predictor: MixPredictor;
  rows: readonly YardstickRow[];
  /** See `Yardstick.variation`. */
  variation: readonly Float64Array[];
  /** Stems that may be changed, and the main track if it may. */
  stems: readonly StemContext[];
  taste: TasteView;
  /** Which kinds of fix are wanted; all if undefined. */
  only?: readonly FixCategory[] | undefined;
  /** Moves that are made whatever the references are like: what is sought comes on top of them. */
  given?: readonly Move[] | undefined;
}

/** A plan longer than this is not read. */
export const MOST_FIXES = 8;

/** An equaliser with more than two new bands on one stem is sound design, not correction. */
const MOST_EQ_BANDS_PER_STEM = 2;

/** Picks that get a full joint fit in each round; the quick look before ranks them well enough. */
const FULL_FITS = 8;

/** How many variants of the same kind on the same stem may be among them. */
const VARIANTS = 2;

/** An alternative explains at least this share of what the move explains. */
const ALTERNATIVE_SHARE = 0.6;

/** Rounds of trying a neighbouring frequency or Q after the last pick. */
const POLISH_ROUNDS = 3;
/** Gains of the last digits are not worth another round. */
const POLISH_GAIN = 1e-2;

/** Slack for sizes that were rounded to exactly the smallest. */
const ROUNDING = 1e-9;

/** A candidate at a size that it is looked at with, and how it moves w. */
interface Look {
  move: Move;
  effect: Float64Array;
}

interface Picked {
  moves: Move[];
  cost: number;
  worth: number;
}

/**
 * Finds the few moves that most likely undo what is wrong: the maximum a posteriori of a sparse linear-Gaussian model.
 *
 * The mix is taken to be a member of the references' style (`Objective`) plus a few faults. A fault of a kind on a stem
 * is rare: a move has to explain more of the mix's unlikeness |w|² than its own rarity costs (`FixKind.evidenceNeeded`,
 * twice the log-odds against it), and sizes have a normal prior. So no move at all is an answer, and the usual one for
 * a finished mix: what merely differs does not point at any one knob.
 *
 * Orthogonal matching pursuit finds the picks: each candidate's effect is computed once, and what it would explain
 * after all sizes are fitted again follows from the inner products with the effects of the picks so far. The best few
 * are fitted in full (Gauss–Newton), the best one is taken, and at the end neighbouring frequencies and Qs are tried,
 * and moves that no longer earn their place are dropped.
 */
export class Solver {
  readonly #request: SolveRequest;
  readonly #posterior: Posterior;
  readonly #looks: readonly Look[];

  constructor(request: SolveRequest) {
    this.#request = request;
    this.#posterior = new Posterior(request);
    this.#looks = this.#lookAtAll();
  }

  /** How many moves there is room for beside the given ones. */
  get #most(): number {
    return MOST_FIXES - (this.#request.given ?? []).length;
  }

  /** The moves, in the order of what they explain, without the given ones. */
  solve(): Move[] {
    const looks = this.#looks;
    let moves = this.#simplified(this.#grown([], looks, this.#most), looks);
    moves = this.#scaledByTaste(this.#polished(moves)).map((move) =>
      this.#posterior.kind(move).rounded(move, this.#posterior.stem(move)),
    );
    moves = moves.filter((move) => Math.abs(move.size) >= this.#posterior.kind(move).smallestSize - ROUNDING);
    return this.#inOrderOfWorth(this.#pruned(moves));
  }

  /** Adds the best pick, and again, until none is worth anything or there are enough. */
  #grown(start: readonly Move[], looks: readonly Look[], most: number): Move[] {
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

  /**
   * Undoes what comes of taking one pick after another: several moves on a stem that imitate a single one, and a move
   * on the main track in the place of several stems'. Each such group is taken out and sought anew.
   */
  #simplified(moves: readonly Move[], looks: readonly Look[]): Move[] {
    let best = [...moves];
    for (const stem of new Set(moves.map((move) => move.stem))) {
      const others = best.filter((move) => move.stem !== stem);
      const group = best.length - others.length;
      if (group < (stem === MAIN_INDEX ? 1 : 2)) continue;
      const onStem = looks.filter(({ move }) => (move.stem === stem) !== (stem === MAIN_INDEX));
      const tried = this.#grown(others, onStem, stem === MAIN_INDEX ? this.#most : others.length + 1);
      if (this.#posterior.total(tried) < this.#posterior.total(best)) best = tried;
    }
    return best;
  }

  /**
   * Another way to most of what each move of a plan does: a move of another kind on the same stem, with all others left
   * as they are. `undefined` where nothing comes near.
   */
  alternatives(moves: readonly Move[]): (Move | undefined)[] {
    const cost = this.#posterior.cost(moves);
    const looks = this.#looks;
    return moves.map((move, i) => {
      const others = moves.filter((_, j) => j !== i);
      const without = this.#posterior.cost(others);
      const onStem = looks.filter((look) => look.move.stem === move.stem && look.move.kind !== move.kind);
      const fitted = this.#shortlist(onStem, others).map((candidate) => this.#fitAlone(candidate, others));
      const costs = fitted.map((candidate) => this.#posterior.cost([...others, candidate]));
      const least = Math.min(...costs);
      const isNear = without - least >= ALTERNATIVE_SHARE * (without - cost);
      return isNear ? fitted[costs.indexOf(least)] : undefined;
    });
  }

  /** A move at the size that suits others which stay as they are, as a person would dial it in. */
  #fitAlone(move: Move, others: readonly Move[]): Move {
    const kind = this.#posterior.kind(move);
    const stem = this.#posterior.stem(move);
    const free = { move, sized: kind.sized, limits: kind.limits(stem, move), typicalSize: kind.typicalSize };
    const [fitted] = refit([free], (tried) => this.#posterior.residuals([...others, ...tried]));
    return kind.rounded(fitted, stem);
  }

  /** Every candidate at its typical size to both sides, with what it does to the mix as it is. */
  #lookAtAll(): Look[] {
    return this.#request.stems.flatMap((stem) =>
      Object.values(FIX_KINDS)
        .filter((kind) => stem.index !== MAIN_INDEX || kind.onMain)
        .filter(({ category }) => this.#request.only?.includes(category) ?? true)
        .flatMap((kind) =>
          kind.candidates(stem, this.#posterior.axis).flatMap((candidate) => {
            const [low, high] = kind.limits(stem, candidate);
            const sizes = kind.sized
              ? [-kind.typicalSize, kind.typicalSize].map((size) => Math.min(high, Math.max(low, size)))
              : [candidate.size];
            return sizes
              .filter((size) => size !== 0)
              .map((size) => {
                const move = { ...candidate, size };
                return {
                  move,
                  effect: this.#posterior.residuals([move]).map((value, i) => value - this.#posterior.start[i]),
                };
              });
          }),
        ),
    );
  }

  /**
   * The pick with the largest worth: what it explains after a joint fit, less what it has to. The taste may prefer a
   * nearly equal one. `undefined` where none is worth anything.
   */
  #bestPick(looks: readonly Look[], moves: readonly Move[], cost: number): Picked | undefined {
    const picks = this.#shortlist(looks, moves).flatMap((move): Picked[] => {
      const fitted = this.#fit([...moves, move]);
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

  /** The candidates that would explain most, to first order. */
  #shortlist(looks: readonly Look[], moves: readonly Move[]): Move[] {
    const residuals = this.#posterior.residuals(moves);
    const picked = this.#pickedEffects(moves, residuals);
    const ranked = looks
      .filter(({ move }) => this.#isRoomFor(move, moves))
      .map(({ move, effect }) => {
        const scale = this.#firstOrderScale(move, effect, residuals, picked);
        const explained =
          this.#posterior.kind(move).sized || scale > 0
            ? 2 * scale * -dot(effect, residuals) - scale ** 2 * picked.own(effect)
            : 0;
        const fitted = this.#posterior.kind(move).sized ? { ...move, size: move.size * scale } : move;
        return { move: fitted, worth: scale > 0 ? this.#posterior.worth(explained, fitted) : -Infinity };
      })
      .filter(({ worth }) => worth > 0)
      .sort((a, b) => b.worth - a.worth);
    const variants = new Map<string, number>();
    const shortlist: Move[] = [];
    for (const { move } of ranked) {
      const group = `${move.kind} ${String(move.stem)}`;
      const count = variants.get(group) ?? 0;
      if (count >= VARIANTS) continue;
      variants.set(group, count + 1);
      shortlist.push(move);
      if (shortlist.length === FULL_FITS) break;
    }
    return shortlist;
  }

  /** How many times the look's own size the candidate would have after a joint fit; 1 for a switch, 0 for none. */
  #firstOrderScale(move: Move, effect: Float64Array, residuals: Float64Array, picked: PickedEffects): number {
    const kind = this.#posterior.kind(move);
    if (!kind.sized) return 1;
    const prior = (move.size / kind.typicalSize) ** 2;
    const wanted = -dot(effect, residuals) / (picked.own(effect) + prior);
    const [low, high] = kind.limits(this.#posterior.stem(move), move);
    return Math.max(0, Math.min(wanted, (move.size > 0 ? high : low) / move.size));
  }

  /** What of an effect the picks so far cannot make up for: its square less its projection on theirs. */
  #pickedEffects(moves: readonly Move[], residuals: Float64Array): PickedEffects {
    const sized = moves.filter((move) => this.#posterior.kind(move).sized);
    const basis: Float64Array[] = [];
    for (const move of sized) {
      const step = STEP * this.#posterior.kind(move).typicalSize;
      const moved = this.#posterior.residuals(
        moves.map((other) => (other === move ? { ...move, size: move.size + step } : other)),
      );
      const direction = moved.map((value, i) => (value - residuals[i]) / step);
      for (const axis of basis) {
        const along = dot(axis, direction);
        for (let i = 0; i < direction.length; i++) direction[i] -= along * axis[i];
      }
      const length = Math.sqrt(dot(direction, direction));
      if (length > 0) basis.push(direction.map((value) => value / length));
    }
    return { own: (effect) => dot(effect, effect) - basis.reduce((sum, axis) => sum + dot(axis, effect) ** 2, 0) };
  }

  #isRoomFor(candidate: Move, moves: readonly Move[]): boolean {
    const onStem = [...(this.#request.given ?? []), ...moves].filter(({ stem }) => stem === candidate.stem);
    if (!isEq(candidate)) return onStem.every((move) => move.kind !== candidate.kind);
    const bands = onStem.filter(isEq);
    return (
      bands.length < MOST_EQ_BANDS_PER_STEM &&
      bands.every((move) => move.kind !== candidate.kind || Math.abs(Math.log2(move.hz / candidate.hz)) >= 1)
    );
  }

  #fit(moves: readonly Move[]): Move[] {
    return refit(
      moves.map((move) => {
        const kind = this.#posterior.kind(move);
        return {
          move,
          sized: kind.sized,
          limits: kind.limits(this.#posterior.stem(move), move),
          typicalSize: kind.typicalSize,
        };
      }),
      (tried) => this.#posterior.residuals(tried),
    );
  }

  /** Moves each EQ to the neighbouring frequency or Q that fits better, until none does. */
  #polished(picked: readonly Move[]): Move[] {
    let moves = [...picked];
    let cost = this.#posterior.cost(moves);
    for (let round = 0; round < POLISH_ROUNDS; round++) {
      const costAtStart = cost;
      for (let i = 0; i < moves.length; i++) {
        for (const neighbour of this.#posterior.kind(moves[i]).neighbours(moves[i])) {
          const others = moves.filter((_, j) => j !== i);
          if (!this.#isRoomFor(neighbour, others)) continue;
          const fitted = this.#fit(moves.map((move, j) => (j === i ? neighbour : move)));
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

  #scaledByTaste(moves: readonly Move[]): Move[] {
    return moves.map((move) => {
      const kind = this.#posterior.kind(move);
      if (!kind.sized) return move;
      const [low, high] = kind.limits(this.#posterior.stem(move), move);
      const wanted = move.size * this.#request.taste.sizeFactor(move.kind, this.#posterior.stem(move).role).value;
      return { ...move, size: Math.min(high, Math.max(low, wanted)) };
    });
  }

  /** Drops moves, the least useful first, as long as one does not earn its place among the others. */
  #pruned(moves: readonly Move[]): Move[] {
    let kept = [...moves];
    for (;;) {
      const worths = this.#worths(kept);
      const least = Math.min(...worths);
      if (kept.length === 0 || least > 0) return kept;
      kept = kept.filter((_, i) => i !== worths.indexOf(least));
    }
  }

  #inOrderOfWorth(moves: readonly Move[]): Move[] {
    const worths = this.#worths(moves);
    return moves
      .map((move, i) => ({ move, worth: worths[i] }))
      .sort((a, b) => b.worth - a.worth)
      .map(({ move }) => move);
  }

  /** How much less the others would explain without each move, against what it has to explain. */
  #worths(moves: readonly Move[]): number[] {
    const cost = this.#posterior.cost(moves);
    return moves.map((move, i) =>
      this.#posterior.worth(this.#posterior.cost(moves.filter((_, j) => j !== i)) - cost, move),
    );
  }
}

interface PickedEffects {
  own(effect: Float64Array): number;
}

/** Share of a typical size over which the direction of a pick is taken. */
const STEP = 0.05;

function isEq(move: Move): boolean {
  return move.hz > 0 && move.kind !== 'bass mono';
}

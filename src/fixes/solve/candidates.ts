import type { Move } from '../fix-kind.ts';
import { FIX_KINDS } from '../fix-kinds.ts';
import type { SolveRequest } from './solver.ts';
import { MAIN_INDEX } from '../stem-context.ts';
import { clash, isBand } from './clash.ts';
import type { Posterior } from './posterior.ts';
import { dot } from '../../dsp/dot.ts';
import { pickedProducts, type PickedProducts } from '../../dsp/picked-products.ts';

/** A candidate at a size that it is looked at with. */
export interface Look {
  move: Move;
  /** Its place among all looks. */
  place: number;
  /** Of how it moves w. */
  square: number;
}

/** Everything that could be done, each looked at once, and what of it is worth a closer look. */
export class Candidates {
  #all: readonly Look[] | undefined;
  /** How each look moves w. */
  #effects: PickedProducts = pickedProducts([]);
  readonly #request: SolveRequest;
  readonly #posterior: Posterior;

  constructor(request: SolveRequest, posterior: Posterior) {
    this.#request = request;
    this.#posterior = posterior;
  }

  get all(): readonly Look[] {
    return (this.#all ??= this.#lookAtAll());
  }

  /** The candidates that would explain most, to first order. */
  shortlist(looks: readonly Look[], moves: readonly Move[]): Move[] {
    const tried = looks.filter(({ move }) => this.isRoomFor(move, moves));
    const places = Int32Array.from(tried, ({ place }) => place);
    const withResiduals = this.#effects.of(this.#posterior.residuals(moves), places);
    const ownSquares = this.#ownSquares(tried, places, moves);
    const ranked = tried
      .map(({ move }, i) => {
        const [along, own] = [-withResiduals[i], ownSquares[i]];
        const scale = this.#firstOrderScale(move, along, own);
        const explained = this.#posterior.kind(move).sized || scale > 0 ? 2 * scale * along - scale ** 2 * own : 0;
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

  /**
   * How many times the look's own size the candidate would have after a joint fit; 1 for a switch, 0 for none.
   *
   * @param along what its effect has of what is to be taken away
   * @param own see `#ownSquares`
   */
  #firstOrderScale(move: Move, along: number, own: number): number {
    const kind = this.#posterior.kind(move);
    if (!kind.sized) return 1;
    const prior = (move.size / kind.typicalSize) ** 2;
    const wanted = along / (own + prior);
    const [low, high] = kind.limits(this.#posterior.stem(move), move);
    return Math.max(0, Math.min(wanted, (move.size > 0 ? high : low) / move.size));
  }

  /** What of each effect the picks so far cannot make up for: its square less its projection on theirs. */
  #ownSquares(looks: readonly Look[], places: Int32Array, moves: readonly Move[]): Float64Array {
    const basis: Float64Array[] = [];
    for (const slope of this.#posterior.slopes(moves)) {
      if (slope === undefined) continue;
      const direction = slope.slice();
      for (const axis of basis) {
        const along = dot(axis, direction);
        for (let i = 0; i < direction.length; i++) direction[i] -= along * axis[i];
      }
      const length = Math.sqrt(dot(direction, direction));
      if (length > 0) basis.push(direction.map((value) => value / length));
    }
    const projected = new Float64Array(looks.length);
    for (const axis of basis) {
      const products = this.#effects.of(axis, places);
      for (let i = 0; i < projected.length; i++) projected[i] += products[i] ** 2;
    }
    return Float64Array.from(looks, ({ square }, i) => square - projected[i]);
  }

  /** Whether the stem may have the move beside the others: none that it clashes with, and not too many bands. */
  isRoomFor(candidate: Move, moves: readonly Move[]): boolean {
    const others = [...(this.#request.given ?? []), ...moves];
    if (others.some((move) => clash(move, candidate))) return false;
    if (!isBand(candidate)) return true;
    const bands = others.filter((move) => move.stem === candidate.stem && isBand(move));
    return (
      bandCount([...bands, candidate]) <= MOST_EQ_BANDS_PER_STEM &&
      bands.every((move) => move.kind !== candidate.kind || Math.abs(Math.log2(move.hz / candidate.hz)) >= 1)
    );
  }

  /** Every candidate at its own size, or its kind's to both sides, with what it does to the mix as it is. */
  #lookAtAll(): Look[] {
    const stems = this.#request.stems.filter(({ index }) => !this.#posterior.foreignStems.has(index));
    const effects: Float64Array[] = [];
    const looks = stems.flatMap((stem) =>
      Object.values(FIX_KINDS)
        .filter((kind) => stem.index !== MAIN_INDEX || kind.onMain)
        .filter(({ category }) => this.#request.only?.includes(category) ?? true)
        .flatMap((kind) =>
          kind.candidates(stem, this.#posterior.axis).flatMap((candidate) => {
            const [low, high] = kind.limits(stem, candidate);
            const sizes =
              kind.sized && candidate.size === 0
                ? [-kind.typicalSize, kind.typicalSize].map((size) => Math.min(high, Math.max(low, size)))
                : [candidate.size];
            return sizes
              .filter((size) => size !== 0)
              .map((size) => {
                const move = { ...candidate, size };
                const effect = this.#posterior.residuals([move]).map((value, i) => value - this.#posterior.start[i]);
                return { move, place: effects.push(effect) - 1, square: dot(effect, effect) };
              });
          }),
        ),
    );
    this.#effects = pickedProducts(effects);
    return looks;
  }
}

/** Picks that get a full joint fit in each round; the quick look before ranks them well enough. */
const FULL_FITS = 8;

/** How many variants of the same kind on the same stem may be among them. */
const VARIANTS = 2;

/** An equaliser with more than two new bands on one stem is sound design, not correction. */
const MOST_EQ_BANDS_PER_STEM = 2;

function bandCount(eqs: readonly Move[]): number {
  return eqs.reduce((sum, { kind }) => sum + (kind === 'plateau' ? 2 : 1), 0);
}

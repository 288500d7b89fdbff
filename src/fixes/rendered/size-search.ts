import { roundTo } from '../fix-kind.ts';
import type { RenderedCandidate } from './rendered-kind.ts';

/** A size and what it costs. */
export interface Sized {
  size: number;
  cost: number;
}

/** Renders are dear: three sizes between the best and its neighbours at most. */
const MOST_REFINEMENTS = 3;
/** The golden section of an interval, from its better end. */
const GOLDEN = (3 - Math.sqrt(5)) / 2;

/**
 * Seeks the size of the least cost: first the few of the grid, then, where it is worth it, by golden section between
 * the best and its neighbours. Costs of such moves fall and rise once over their sizes; where one does not, a good size
 * is found, if not the best.
 */
export class SizeSearch {
  readonly #candidate: Pick<RenderedCandidate, 'grid' | 'limits' | 'step'>;
  readonly #costOf: (size: number) => number;
  readonly #known = new Map<number, number>();
  #best: Sized;

  /** @param costOf is asked once for each size, a whole multiple of the candidate's step; the grid at once */
  constructor(candidate: Pick<RenderedCandidate, 'grid' | 'limits' | 'step'>, costOf: (size: number) => number) {
    this.#candidate = candidate;
    this.#costOf = costOf;
    this.#best = candidate.grid.map((size) => this.#look(size)).reduce((a, b) => (b.cost < a.cost ? b : a));
  }

  get best(): Sized {
    return this.#best;
  }

  refine(): Sized {
    const [lowest, highest] = this.#candidate.limits;
    for (let round = 0; round < MOST_REFINEMENTS; round++) {
      const { size } = this.#best;
      const sizes = [...this.#known.keys()];
      const below = size - Math.max(lowest, ...sizes.filter((one) => one < size));
      const above = Math.min(highest, ...sizes.filter((one) => one > size)) - size;
      const next = this.#look(above >= below ? size + GOLDEN * above : size - GOLDEN * below);
      if (next.size === size) break;
      if (next.cost < this.#best.cost) this.#best = next;
    }
    return this.#best;
  }

  #look(wanted: number): Sized {
    const { limits, step } = this.#candidate;
    const size = roundTo(Math.min(limits[1], Math.max(limits[0], wanted)), step);
    const cost = this.#known.get(size) ?? this.#costOf(size);
    this.#known.set(size, cost);
    return { size, cost };
  }
}

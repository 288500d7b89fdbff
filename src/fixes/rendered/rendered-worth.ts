import type { Normal } from '../../dsp/units.ts';
import type { ConsideredFix, RankedFix, TasteView } from '../taste-view.ts';
import { worthOf } from '../worth.ts';
import type { RenderedCandidate } from './rendered-kind.ts';

/** A candidate and a size as the taste judges them. @param share of the style delta that it takes off */
export function consideredCandidate(candidate: RenderedCandidate, size: number, share: Normal): ConsideredFix {
  const { kind, role, typicalSize } = candidate;
  return { kind, role, relativeSize: Math.abs(size) / typicalSize, benefit: share, risk: candidate.risk(size) };
}

interface Found {
  candidate: RenderedCandidate;
  size: number;
  cost: number;
}

/** What is found by rendering, by what it is worth to this producer: the same measure as the solver's. */
export class RenderedWorth {
  readonly #taste: TasteView;
  readonly #least: number;

  /** @param least what a move of which nothing is known has to take off Σ w·z² */
  constructor(taste: TasteView, least: number) {
    this.#taste = taste;
    this.#least = least;
  }

  /**
   * What is worth something, one after another as the taste chooses among what is left; see `TasteView.choose`.
   *
   * @param found what was found, with Σ w·z² after it
   * @param cost Σ w·z² before
   */
  *chosen(found: readonly Found[], cost: number): Generator<Omit<Found, 'cost'> & { propensity: Normal }> {
    let options = found
      .map((one) => ({ ...one, ranked: this.ranked(one.candidate, one.size, cost - one.cost, cost) }))
      .filter(({ ranked }) => ranked.worth > 0);
    while (options.length > 0) {
      const { index, propensity } = this.#taste.choose(options.map(({ ranked }) => ranked));
      yield { ...options[index], propensity };
      options = options.filter((_, i) => i !== index);
    }
  }

  /**
   * Only what is worth something is planned. The style delta goes as the root of Σ w·z².
   *
   * @param gain what it takes off
   * @param cost Σ w·z² before
   */
  ranked(candidate: RenderedCandidate, size: number, gain: number, cost: number): RankedFix {
    const left = cost > 0 ? 1 - Math.min(1, Math.max(0, gain) / cost) : 1;
    const considered = consideredCandidate(candidate, size, 1 - Math.sqrt(left));
    return { ...considered, worth: worthOf(gain, this.#least, this.#taste.acceptance(considered).value) };
  }
}

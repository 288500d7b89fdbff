import { LAYOUT, type EncodedTrack } from './encode-track.ts';
import { VectorLibrary, type BlockShares, type Facets } from './vector-library.ts';
import type { VectorLayout } from './vector-layout.ts';

/** A track of the library by its place, and how similar it is. */
export interface RankedTrack {
  index: number;
  score: number;
}

/**
 * A library made ready for queries.
 *
 * Every block is compared by `similarity`; the score is the mean of the blocks both tracks have, weighted by their
 * shares. The order is by 2·score − crowd, where crowd is a track's mean score with its ten nearest (cross-domain
 * similarity local scaling, Lample et al. 2018): without it a few tracks near the middle of everything would be found
 * for every query.
 */
export class LibrarySearch {
  readonly vectors: VectorLibrary;
  readonly #shares: BlockShares;
  readonly #crowds = new Map<number, number>();

  constructor(library: readonly EncodedTrack[], shares: BlockShares, layout: VectorLayout = LAYOUT) {
    this.vectors = new VectorLibrary(library, layout);
    this.#shares = shares;
  }

  /** A query in the library's units. */
  standardised(query: EncodedTrack): Float32Array {
    return this.vectors.standardised(query);
  }

  /** All tracks, the most similar first. */
  ranked(query: Float32Array): RankedTrack[] {
    return rankedByCrowd(this.vectors.scores(query, this.#shares), (index) => {
      const known = this.#crowds.get(index) ?? this.vectors.crowd(index, this.#shares);
      this.#crowds.set(index, known);
      return known;
    });
  }

  /** The similarity of each block to a track. */
  facets(query: Float32Array, index: number): Facets {
    return this.vectors.facets(query, index);
  }
}

/**
 * A crowd takes a comparison with the whole library: of a library larger than this only the tracks with the best scores
 * are put in order by it, which stand before all others.
 */
const SMALL_LIBRARY = 1000;
const SHORTLIST = 100;

/** Tracks by 2·score − crowd, the highest first; equal ones in the order of the library. */
export function rankedByCrowd(scores: Float32Array, crowdOf: (index: number) => number): RankedTrack[] {
  const tracks = Array.from(scores, (score, index) => ({ index, score }));
  const crowded = scores.length <= SMALL_LIBRARY ? tracks.length : SHORTLIST;
  if (crowded < tracks.length) tracks.sort((a, b) => b.score - a.score || a.index - b.index);
  const ranks = new Float32Array(scores.length);
  const first = tracks.slice(0, crowded);
  for (const { index, score } of first) ranks[index] = 2 * score - crowdOf(index);
  first.sort((a, b) => ranks[b.index] - ranks[a.index] || a.index - b.index);
  return [...first, ...tracks.slice(crowded)];
}

import type { AnalysisDocument, SectionKind } from '../store/analysis-document.ts';
import { encodeTrack } from './encode-track.ts';
import { VectorLibrary, type BlockShares, type Facets } from './vector-library.ts';

/** A track of the library by its place, and how similar it is. */
export interface RankedTrack {
  index: number;
  score: number;
}

/**
 * A library made ready for queries.
 *
 * Every block is compared by `similarity`; the score is the mean of the blocks both tracks have, weighted by their shares.
 * The order is by 2·score − crowd, where crowd is a track's mean score with its ten nearest (cross-domain similarity local
 * scaling, Lample et al. 2018): without it a few tracks near the middle of everything would be found for every query.
 */
export class LibrarySearch {
  readonly #vectors: VectorLibrary;
  readonly #shares: BlockShares;
  readonly #section: SectionKind | undefined;
  readonly #crowds: Float32Array;

  /** @param section the kind of section that is compared; all of each track where left out */
  constructor(library: readonly AnalysisDocument[], shares: BlockShares, section?: SectionKind) {
    this.#vectors = VectorLibrary.of(library.map((track) => encodeTrack(track, section)));
    this.#shares = shares;
    this.#section = section;
    this.#crowds = this.#vectors.crowds(shares);
  }

  /** A query in the library's units. */
  standardised(query: AnalysisDocument): Float32Array {
    return this.#vectors.standardised(encodeTrack(query, this.#section));
  }

  /** All tracks, the most similar first. */
  ranked(query: Float32Array): RankedTrack[] {
    const scores = this.#vectors.scores(query, this.#shares);
    const rank = scores.map((score, index) => 2 * score - this.#crowds[index]);
    return Array.from(scores, (score, index) => ({ index, score })).sort(
      (a, b) => rank[b.index] - rank[a.index] || a.index - b.index,
    );
  }

  /** The similarity of each block to a track. */
  facets(query: Float32Array, index: number): Facets {
    return this.#vectors.facets(query, index);
  }
}

import { LAYOUT, type EncodedTrack } from './encode-track.ts';
import {
  facetsOf,
  once,
  scoresOf,
  VectorLibrary,
  type BlockShares,
  type Facets,
  type PartCount,
} from './vector-library.ts';
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
 *
 * Where tracks are encoded by a kind of section, what was measured in the section of the query is compared with the
 * same kind of section alone: what is measured of a whole track is its drop, and a break is not like a drop. What was
 * heard is compared, half and half, with the same kind of section and with all of each track: a section is over soon,
 * and which notes it happens to play tells less the more it is held against.
 */
export class LibrarySearch {
  readonly vectors: VectorLibrary;
  /** The same tracks as a whole, where `vectors` are those of a kind of section. */
  readonly #wholes: VectorLibrary | undefined;
  /** What a part counts for in the comparison with `vectors`. */
  readonly #countOf: PartCount;
  readonly #shares: BlockShares;
  readonly #crowds = new Map<number, number>();

  constructor(library: readonly EncodedTrack[], shares: BlockShares, layout: VectorLayout = LAYOUT) {
    this.vectors = new VectorLibrary(library, layout);
    this.#wholes = library.some(({ whole }) => whole !== undefined)
      ? new VectorLibrary(
          library.map((track) => ({ ...track, values: track.whole ?? track.values })),
          layout,
        )
      : undefined;
    this.#countOf = this.#wholes === undefined ? once : WITH_SECTION;
    this.#shares = shares;
  }

  /** A query in the library's units. */
  standardised(query: EncodedTrack): Float32Array {
    return this.vectors.standardised(query);
  }

  /** All tracks, the most similar first. */
  ranked(query: Float32Array): RankedTrack[] {
    return rankedByCrowd(this.#scores(query), (index) => {
      const known = this.#crowds.get(index) ?? this.#crowd(index);
      this.#crowds.set(index, known);
      return known;
    });
  }

  /** The similarity of each block to a track. */
  facets(query: Float32Array, index: number): Facets {
    const ofSections = this.vectors.facetLikenesses(query, index, this.#countOf);
    return facetsOf(this.#wholes?.facetLikenesses(query, index, WITH_WHOLE, ofSections) ?? ofSections);
  }

  #scores(query: Float32Array): Float32Array {
    const ofSections = this.vectors.likenesses(query, this.#shares, this.#countOf);
    return scoresOf(this.#wholes?.likenesses(query, this.#shares, WITH_WHOLE, ofSections) ?? ofSections, this.#shares);
  }

  /** How crowded it is about what queries find of a track. */
  #crowd(index: number): number {
    const found = this.vectors.likenesses(this.vectors.row(index), this.#shares, this.#countOf);
    if (this.#wholes !== undefined) {
      this.vectors.likenesses(this.#wholes.row(index), this.#shares, WITH_WHOLE, found);
    }
    return this.vectors.crowd(index, scoresOf(found, this.#shares));
  }
}

/** What a part counts for in the comparison with the same kind of section, and in that with all of each track. */
const WITH_SECTION: PartCount = ({ heard }) => (heard ? 1 / 2 : 1);
const WITH_WHOLE: PartCount = ({ heard }) => (heard ? 1 / 2 : 0);

/**
 * A crowd takes a comparison with the whole library: of a library larger than this only the tracks with the best scores
 * are put in order by it, which stand before all others.
 */
const SMALL_LIBRARY = 1000;
const SHORTLIST = 100;

/** Tracks by 2·score − crowd, the highest first; equal ones in the order of the library. */
export function rankedByCrowd(scores: Float32Array, crowdOf: (index: number) => number): RankedTrack[] {
  const order = orderOf(scores);
  const crowded = scores.length <= SMALL_LIBRARY ? scores.length : SHORTLIST;
  const first = order.slice(0, crowded);
  const ranks = new Float32Array(scores.length);
  for (const index of first) ranks[index] = 2 * scores[index] - crowdOf(index);
  first.sort((a, b) => ranks[b] - ranks[a] || a - b);
  order.set(first);
  const ranked = new Array<RankedTrack>(order.length);
  for (let place = 0; place < order.length; place++) {
    ranked[place] = { index: order[place], score: scores[order[place]] };
  }
  return ranked;
}

/**
 * Places of finite scores, the highest first; equal ones in their own order. Score and place are packed into one number
 * each, because numbers are sorted ten times as fast as what has to be compared by a function.
 */
function orderOf(scores: Float32Array): Uint32Array {
  const { length } = scores;
  const bits = new Uint32Array(scores.slice().buffer);
  const keys = new Float64Array(length);
  for (let place = 0; place < length; place++) {
    // Of IEEE 754 floats the bits themselves are in order, those of negative ones the other way round. −0 equals 0.
    const word = bits[place] === SIGN_BIT ? 0 : bits[place];
    keys[place] = (word >= SIGN_BIT ? word : SIGN_BIT - 1 - word) * MOST_TRACKS + place;
  }
  keys.sort();
  const order = new Uint32Array(length);
  for (let rank = 0; rank < length; rank++) order[rank] = keys[rank] % MOST_TRACKS;
  return order;
}

const SIGN_BIT = 2 ** 31;
/** Beside the 32 bits of a score there is room for a million places in the 53 of a number. */
const MOST_TRACKS = 2 ** 20;

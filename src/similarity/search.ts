import { Failure } from '../store/failure.ts';
import type { AnalysisDocument, SectionKind } from '../store/analysis-document.ts';
import type { SimilarDocument } from '../store/similar-document.ts';
import { LAYOUT } from './encode-track.ts';
import { BLOCKS, ENCODER, ENCODER_NAME, type Block } from './encoder-card.ts';
import { explainSimilarity } from './explain.ts';
import { passesFilters, type SearchFilters } from './search-filters.ts';
import { energyPercentiles, searchTrackOf, type SearchTrack } from './search-track.ts';
import { LibrarySearch, type RankedTrack } from './library-search.ts';
import type { BlockShares, Facets } from './vector-library.ts';
import type { VectorLayout } from './vector-layout.ts';

export interface SearchOptions {
  /** How many results at most. */
  count: number;
  /** Shares of the blocks, where they are to differ from the encoder's own; at least one above 0. */
  weights?: Partial<Record<Block, number>>;
  /**
   * Compare this kind of section with the same kind of section, what was heard in it with all of each track, too; a
   * track without it is compared as a whole.
   */
  section?: SectionKind;
  filters?: SearchFilters;
}

/** How near to 1 in every block counts as the same recording, another export or master of it. */
const DUPLICATE_SIMILARITY = 0.97;

/** Puts the tracks of a library in another order than the blocks do: see `projection-head.ts`. */
export type Ranking = (search: LibrarySearch, query: Float32Array) => Promise<RankedTrack[]>;

/**
 * A search for the tracks of a library that are most like a query. `LibrarySearch` says how they are compared and put
 * in order.
 *
 * The query itself is left out by its path; a copy of it under another name stays and is flagged.
 */
export class SimilarSearch {
  readonly #query: SearchTrack;
  readonly #others: readonly SearchTrack[];
  readonly #options: SearchOptions;
  readonly #search: LibrarySearch;
  readonly #asked: Float32Array;

  /**
   * @param layout of the vectors of query and library
   * @throws Failure 'input' where there is no other track to compare with; 'usage' where no block has weight.
   */
  constructor(
    query: SearchTrack,
    library: readonly SearchTrack[],
    options: SearchOptions,
    layout: VectorLayout = LAYOUT,
  ) {
    const shares = blockShares(options.weights ?? {}, options.section);
    this.#query = query;
    this.#options = options;
    this.#others = library.filter(({ file }) => file !== query.file);
    if (this.#others.length === 0)
      throw new Failure('input', 'There is no other track to compare with; learn a library first.');
    this.#search = new LibrarySearch(this.#others, shares, layout);
    this.#asked = this.#search.standardised(query);
  }

  /** Results in order, each with what is compared. @throws Failure 'input' where no track passes the filters. */
  results(): FoundTrack[] {
    return this.#found(this.#search.ranked(this.#asked));
  }

  /** The same in the order of another ranking. */
  async resultsBy(ranking: Ranking): Promise<FoundTrack[]> {
    return this.#found(await ranking(this.#search, this.#asked));
  }

  /** With how many of how many tracks the query was compared by what a network heard. */
  get heard(): Pick<SimilarDocument['network'], 'heard' | 'of'> {
    return {
      heard: isHeard(this.#query) ? this.#others.filter(isHeard).length : 0,
      of: this.#others.length,
    };
  }

  #found(ranked: readonly RankedTrack[]): FoundTrack[] {
    const { filters = {}, count } = this.#options;
    const energy = energyPercentiles(this.#others);
    const found = ranked
      .filter(({ index }) => passesFilters(this.#query, this.#others[index], energy[index], filters))
      .slice(0, count);
    if (found.length === 0) throw new Failure('input', 'No reference passes these filters; ask for less.');
    return found.map(({ index, score }) => {
      const track = this.#others[index];
      const facets = this.#search.facets(this.#asked, index);
      const likeWithLike = this.#search.vectors.facets(this.#asked, index);
      return { track, score, facets, duplicate: isDuplicate(this.#query, track, likeWithLike) };
    });
  }
}

/** A result before it is put in words. */
export interface FoundTrack {
  track: SearchTrack;
  score: number;
  facets: Facets;
  duplicate: boolean;
}

/** A result in words. */
export function similarResult(
  query: AnalysisDocument,
  other: AnalysisDocument,
  { score, facets, duplicate }: FoundTrack,
  section?: SectionKind,
): SimilarDocument['results'][number] {
  return {
    file: other.file,
    score,
    facets: Object.fromEntries(facets),
    duplicate,
    ...(duplicate
      ? { why: 'Probably the same recording: another copy, export or master of it.', whyNot: '' }
      : explainSimilarity(query, other, facets, section)),
  };
}

/**
 * Finds the tracks that are most like a query among analyses at hand.
 *
 * @throws Failure 'input' where there is no other track to compare with, or none passes the filters, or the query lacks
 * the section; 'usage' where no block has weight.
 */
export function findSimilar(
  query: AnalysisDocument,
  library: readonly AnalysisDocument[],
  options: SearchOptions,
): SimilarDocument {
  const { section } = options;
  refuseMissingSection(query, section);
  const search = new SimilarSearch(
    searchTrackOf(query, section),
    library.map((track) => searchTrackOf(track, section)),
    options,
  );
  const byFile = new Map(library.map((track) => [track.file, track]));
  return {
    schema: 'coproducer.similar/1',
    query: query.file,
    encoder: ENCODER_NAME,
    network: { ...runtimeOf(query), ...search.heard },
    ...(section === undefined ? {} : { section }),
    results: search
      .results()
      .map((found) => similarResult(query, byFile.get(found.track.file) ?? query, found, section)),
  };
}

/** @throws Failure 'input' where the query has no such section */
export function refuseMissingSection(query: AnalysisDocument, section: SectionKind | undefined): void {
  if (section !== undefined && !query.sections.some(({ kind }) => kind === section))
    throw new Failure('input', `${query.file} has no ${section}; leave --section out to compare all of it.`);
}

/** What ran the network on the query. */
export function runtimeOf({ sound }: AnalysisDocument): Pick<SimilarDocument['network'], 'runtime'> {
  return sound?.runtime === undefined ? {} : { runtime: sound.runtime };
}

/** What a network heard stands first in every vector. */
function isHeard({ values }: SearchTrack): boolean {
  return !Number.isNaN(values[0]);
}

/**
 * The blocks' shares of the encoder, or those asked for.
 *
 * @param section what asks, where it is not a whole track
 */
export function blockShares(weights: Partial<Record<Block, number>>, section?: SectionKind): BlockShares {
  const given = Object.keys(weights).length > 0;
  const shares = ENCODER.blocks.map(({ name, weight, sectionWeight }): [Block, number] => {
    const own = section === undefined ? weight : sectionWeight;
    return [name, given ? (weights[name] ?? 0) : own];
  });
  if (!shares.some(([, share]) => share > 0) || shares.some(([, share]) => !(share >= 0))) {
    throw new Failure('usage', `Give at least one of ${BLOCKS.join(', ')} a weight above 0, and none below.`);
  }
  return new Map(shares);
}

function isDuplicate(a: SearchTrack, b: SearchTrack, facets: Facets): boolean {
  if (a.contentHash === b.contentHash) return true;
  const measured = [...facets].filter(([block]) => block !== 'sound');
  return (
    measured.length === BLOCKS.length - 1 &&
    [...facets.values()].every((similarity) => similarity > DUPLICATE_SIMILARITY)
  );
}

import { gaussian, seededRandom } from '../../../src/dsp/seeded-random.ts';
import { LAYOUT } from '../../../src/similarity/encode-track.ts';
import { LibrarySearch } from '../../../src/similarity/library-search.ts';
import { blockShares } from '../../../src/similarity/search.ts';
import { decodeVectors, encodeVectors } from '../../../src/store/vector-file.ts';

/** What a search costs on a library of this size, in milliseconds. */
export interface SearchSpeed {
  tracks: number;
  dimensions: number;
  /** Reading the file of vectors from memory, its checksum too. */
  decode: number;
  /** Standardising the library and laying it out. */
  prepare: number;
  /** Comparing a query with every track, exactly. */
  compare: number;
  /** The first query, with the crowds of those it puts in order; and every later one. */
  firstQuery: number;
  laterQuery: number;
}

const QUERIES = 101;

/** Medians over many queries, on vectors of noise. */
export function searchSpeed(tracks: number): SearchSpeed {
  const random = seededRandom(tracks);
  const rows = Array.from({ length: tracks }, (_, i) => ({
    id: String(i),
    note: null,
    values: Float32Array.from({ length: LAYOUT.length }, () => gaussian(random)),
  }));
  const key = 'benchmark';
  const bytes = encodeVectors({ key, dimensions: LAYOUT.length, rows });
  const decode = milliseconds(() => decodeVectors(bytes, key));
  const library = rows.map(({ id, values }) => ({ file: id, contentHash: id, values }));
  const shares = blockShares({});
  let search: LibrarySearch | undefined;
  const prepare = milliseconds(() => (search = new LibrarySearch(library, shares)));
  const made = search as unknown as LibrarySearch;
  const queries = Array.from({ length: QUERIES }, (_, i) => made.standardised(library[i % tracks]));
  const firstQuery = milliseconds(() => made.ranked(queries[0]));
  return {
    tracks,
    dimensions: LAYOUT.length,
    decode,
    prepare,
    firstQuery,
    compare: median(queries.map((query) => milliseconds(() => made.vectors.scores(query, shares)))),
    laterQuery: median(queries.map(() => milliseconds(() => made.ranked(queries[0])))),
  };
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

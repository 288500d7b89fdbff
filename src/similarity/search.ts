import { Failure } from '../store/failure.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { SimilarDocument } from '../store/similar-document.ts';
import { BLOCKS, ENCODER, ENCODER_NAME, type Block } from './encoder-card.ts';
import { encodeTrack } from './encode-track.ts';
import { explainSimilarity } from './explain.ts';
import { standardise, type StandardTrack } from './standardise.ts';

export interface SearchOptions {
  /** How many results at most. */
  count: number;
  /** Shares of the blocks, where they are to differ from the encoder's own; at least one above 0. */
  weights?: Partial<Record<Block, number>>;
}

/** How near to 1 in every block counts as the same recording, another export or master of it. */
const DUPLICATE_SIMILARITY = 0.97;
/** Neighbours that tell how crowded a track's surroundings are (Lample et al. 2018 use 10). */
const CROWD = 10;

/**
 * Finds the tracks of a library that are most like a query. Every block is compared by `blockSimilarity`; the score is
 * the weighted mean of the blocks both tracks have. The order is by 2·score − crowd, where crowd is a track's mean
 * score with its ten nearest (cross-domain similarity local scaling): without it a few tracks near the middle of
 * everything would be found for every query.
 *
 * The query itself is left out by its path; a copy of it under another name stays and is flagged.
 *
 * @throws Failure 'input' where there is no other track to compare with; 'usage' where no block has weight.
 */
export function findSimilar(
  query: AnalysisDocument,
  library: readonly AnalysisDocument[],
  { count, weights = {} }: SearchOptions,
): SimilarDocument {
  const shares = blockShares(weights);
  const others = library.filter(({ file }) => file !== query.file);
  if (others.length === 0)
    throw new Failure('input', 'There is no other track to compare with; learn a library first.');

  const [asked, ...tracks] = standardise(encodeTrack(query), others.map(encodeTrack));
  const found = tracks.map((track, index) => {
    const facets = facetsOf(asked, track);
    return { index, track, facets, score: scoreOf(facets, shares) };
  });
  const crowds = crowdsOf(tracks, shares);
  found.sort((a, b) => 2 * b.score - crowds[b.index] - (2 * a.score - crowds[a.index]) || a.index - b.index);

  return {
    schema: 'coproducer.similar/1',
    query: query.file,
    encoder: ENCODER_NAME,
    results: found.slice(0, count).map(({ index, track, facets, score }) => {
      const duplicate = isDuplicate(asked, track, facets);
      return {
        file: others[index].file,
        score,
        facets: Object.fromEntries(facets),
        duplicate,
        why: duplicate
          ? 'Probably the same recording: another copy, export or master of it.'
          : explainSimilarity(query, others[index], facets),
      };
    }),
  };
}

/** Similarity of each block both tracks have values in. */
export type Facets = ReadonlyMap<Block, number>;

function facetsOf(a: StandardTrack, b: StandardTrack): Facets {
  const facets = new Map<Block, number>();
  for (const block of BLOCKS) {
    const similarity = blockSimilarity(a.blocks[block], b.blocks[block]);
    if (similarity !== undefined) facets.set(block, similarity);
  }
  return facets;
}

/**
 * 2·a·b / (|a|² + |b|²) over the values both have: the cosine times how well the lengths agree. −1 … 1, and 1 only for
 * equal blocks, whereas the cosine is 1 for 142 and 150 BPM when both are merely faster than the mean. On libraries
 * with known styles it finds as many relatives as the cosine and makes fewer hubs; the squared distance makes twice as
 * many. `undefined` where no value is shared.
 */
export function blockSimilarity(a: readonly (number | null)[], b: readonly (number | null)[]): number | undefined {
  let inner = 0;
  let squares = 0;
  let shared = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (x === null || y === null) continue;
    inner += x * y;
    squares += x * x + y * y;
    shared++;
  }
  if (shared === 0) return undefined;
  // Both exactly on the library's mean.
  return squares === 0 ? 1 : (2 * inner) / squares;
}

function scoreOf(facets: Facets, shares: ReadonlyMap<Block, number>): number {
  let sum = 0;
  let weights = 0;
  for (const [block, similarity] of facets) {
    const share = shares.get(block) ?? 0;
    sum += share * similarity;
    weights += share;
  }
  return weights === 0 ? 0 : sum / weights;
}

function blockShares(weights: Partial<Record<Block, number>>): Map<Block, number> {
  const given = Object.keys(weights).length > 0;
  const shares = ENCODER.blocks.map(({ name, weight }): [Block, number] => [
    name,
    given ? (weights[name] ?? 0) : weight,
  ]);
  if (!shares.some(([, share]) => share > 0) || shares.some(([, share]) => !(share >= 0))) {
    throw new Failure('usage', `Give at least one of ${BLOCKS.join(', ')} a weight above 0, and none below.`);
  }
  return new Map(shares);
}

/** Mean score of each track with its nearest ones of the library. */
function crowdsOf(tracks: readonly StandardTrack[], shares: ReadonlyMap<Block, number>): number[] {
  const size = Math.min(CROWD, tracks.length - 1);
  if (size < 1) return tracks.map(() => 0);
  const scores = tracks.map(() => [] as number[]);
  for (let i = 0; i < tracks.length; i++) {
    for (let j = 0; j < i; j++) {
      const score = scoreOf(facetsOf(tracks[i], tracks[j]), shares);
      scores[i].push(score);
      scores[j].push(score);
    }
  }
  return scores.map((row) => {
    const nearest = row.sort((a, b) => b - a).slice(0, size);
    return nearest.reduce((sum, score) => sum + score, 0) / size;
  });
}

function isDuplicate(a: StandardTrack, b: StandardTrack, facets: Facets): boolean {
  if (a.contentHash === b.contentHash) return true;
  return facets.size === BLOCKS.length && [...facets.values()].every((similarity) => similarity > DUPLICATE_SIMILARITY);
}

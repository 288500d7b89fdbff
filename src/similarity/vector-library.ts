import { partProducts, type PartProducts } from '../dsp/part-products.ts';
import type { EncodedTrack } from './encode-track.ts';
import { BLOCKS, type Block } from './encoder-card.ts';
import type { VectorLayout, VectorPart } from './vector-layout.ts';

// Looked up once: these stand in the innermost loops.
const { isNaN } = Number;
const { max, min, sqrt } = Math;

/** Shares of the blocks in a score; those left out have none. */
export type BlockShares = ReadonlyMap<Block, number>;
/** Similarity of each block that both tracks have values in. */
export type Facets = ReadonlyMap<Block, number>;

/** What a library's vectors are standardised by. */
export interface VectorScales {
  means: Float32Array;
  deviations: Float32Array;
}

/**
 * A library's vectors as they are compared, row after row in one array.
 *
 * z-scores by the library's mean and standard deviation, the deviation never below the just-noticeable difference,
 * capped at ±3: one wild measurement must not decide what is similar; then, part by part, through the metric, which was
 * learnt once on thousands of songs. Nothing is whitened by the library itself: with a few hundred tracks that costs
 * more than half of the hits. NaN stands for what a track does not have.
 */
export class VectorLibrary {
  readonly size: number;
  readonly layout: VectorLayout;
  readonly scales: VectorScales;
  /** `size` rows of `layout.compared.length` numbers. */
  readonly values: Float32Array;
  /** Sum of squares of each part of each track. */
  readonly #squares: Float64Array;
  readonly #products: PartProducts;

  constructor(tracks: readonly EncodedTrack[], layout: VectorLayout) {
    const { parts, unmapped } = layout;
    const { length } = layout.compared;
    this.size = tracks.length;
    this.layout = layout;
    this.scales = scalesOf(tracks, layout);
    this.values = new Float32Array(tracks.length * length);
    tracks.forEach((track, row) => this.values.set(this.standardised(track), row * length));
    this.#squares = Float64Array.from({ length: this.size * parts.length }, (_, i) => {
      const { from, to } = parts[i % parts.length].compared;
      return squaresOf(this.row(Math.floor(i / parts.length)).subarray(from, to));
    });
    this.#products = partProducts(
      this.values,
      [...parts, ...unmapped].map(({ compared }) => compared.to),
    );
  }

  /** A track that need not be of the library, as it is compared with it. */
  standardised({ values }: EncodedTrack): Float32Array {
    const { means, deviations } = this.scales;
    const z = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) z[i] = max(-Z_CAP, min(Z_CAP, (values[i] - means[i]) / deviations[i]));
    const out = new Float32Array(this.layout.compared.length);
    for (const { from, to, map, compared } of this.layout.parts) {
      const into = out.subarray(compared.from, compared.to);
      if (map === undefined) into.set(z.subarray(from, to));
      else map.apply(z.subarray(from, to), into);
    }
    for (const { from, to, compared } of this.layout.unmapped) out.set(z.subarray(from, to), compared.from);
    return out;
  }

  row(index: number): Float32Array {
    const { length } = this.layout.compared;
    return this.values.subarray(index * length, (index + 1) * length);
  }

  /**
   * How similar each track is to a standardised vector: the mean over the blocks both have, weighted by their shares,
   * of the mean over their parts of `similarity`.
   */
  scores(query: Float32Array, shares: BlockShares): Float32Array {
    return scoresOf(this.likenesses(query, shares), shares);
  }

  /**
   * What scores are the means of, for the blocks that have a share.
   *
   * @param countOf what a part counts for in its block
   * @param likenesses of other vectors of the same tracks, which these are added to
   */
  likenesses(
    query: Float32Array,
    shares: BlockShares,
    countOf: PartCount = once,
    likenesses: Likenesses = noLikenesses(this.size),
  ): Likenesses {
    const { parts, unmapped } = this.layout;
    const { sums, counts } = likenesses;
    const stride = parts.length + unmapped.length;
    const products = this.#products.of(query);
    const blocks = parts.map(({ block }) => BLOCKS.indexOf(block));
    const weights = parts.map((part) => ((shares.get(part.block) ?? 0) === 0 ? 0 : countOf(part)));
    const querySquares = parts.map(({ compared: { from, to } }) => squaresOf(query.subarray(from, to)));
    for (let row = 0; row < this.size; row++) {
      for (let part = 0; part < parts.length; part++) {
        const own = this.#squares[row * parts.length + part];
        const asked = querySquares[part];
        if (weights[part] === 0 || own === NOTHING || asked === NOTHING) continue;
        const total = own + asked;
        // Of a part with all its numbers the squares are known already; else both are compared number by number.
        const alike = isNaN(total)
          ? this.#partSimilarity(query, row, part)
          : total === 0
            ? 1
            : (2 * products[row * stride + part]) / total;
        if (isNaN(alike)) continue;
        const place = row * BLOCKS.length + blocks[part];
        sums[place] += weights[part] * alike;
        counts[place] += weights[part];
      }
    }
    return likenesses;
  }

  /**
   * How crowded it is about a track: its mean score with its nearest ones of the library.
   *
   * @param scores of all tracks with it; its own is overwritten
   */
  crowd(index: number, scores: Float32Array): number {
    const size = min(CROWD, this.size - 1);
    if (size < 1) return 0;
    scores[index] = -Infinity;
    return meanOfHighest(scores, size);
  }

  /** The similarity of each block to one track. */
  facets(query: Float32Array, row: number): Facets {
    return facetsOf(this.facetLikenesses(query, row));
  }

  /** What facets are the means of; as `likenesses`, for one track and all blocks. */
  facetLikenesses(
    query: Float32Array,
    row: number,
    countOf: PartCount = once,
    likenesses: Likenesses = noLikenesses(1),
  ): Likenesses {
    for (const [i, part] of this.layout.parts.entries()) {
      const [count, alike] = [countOf(part), this.#partSimilarity(query, row, i)];
      if (count === 0 || isNaN(alike)) continue;
      likenesses.sums[BLOCKS.indexOf(part.block)] += count * alike;
      likenesses.counts[BLOCKS.indexOf(part.block)] += count;
    }
    return likenesses;
  }

  #partSimilarity(query: Float32Array, row: number, part: number): number {
    const { from, to } = this.layout.parts[part].compared;
    return similarity(query.subarray(from, to), this.row(row).subarray(from, to));
  }
}

/** What a part counts for in its block, 0 or more. */
export type PartCount = (part: VectorPart) => number;

export const once: PartCount = () => 1;

/** Of each track and each of its blocks: similarities of parts times what they count, and what those parts count. */
export interface Likenesses {
  sums: Float64Array;
  counts: Float64Array;
}

function noLikenesses(tracks: number): Likenesses {
  return { sums: new Float64Array(tracks * BLOCKS.length), counts: new Float64Array(tracks * BLOCKS.length) };
}

/** The score of each track; 0 where nothing could be compared. */
export function scoresOf({ sums, counts }: Likenesses, shares: BlockShares): Float32Array {
  const weights = BLOCKS.map((block) => shares.get(block) ?? 0);
  const out = new Float32Array(sums.length / BLOCKS.length);
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    let weight = 0;
    for (let block = 0; block < weights.length; block++) {
      const place = row * weights.length + block;
      if (counts[place] === 0) continue;
      sum += (weights[block] * sums[place]) / counts[place];
      weight += weights[block];
    }
    out[row] = weight === 0 ? 0 : sum / weight;
  }
  return out;
}

/** The similarity of each block that could be compared, of one track. */
export function facetsOf({ sums, counts }: Likenesses): Facets {
  return new Map(
    BLOCKS.flatMap((block, i) => (counts[i] === 0 ? [] : [[block, sums[i] / counts[i]] as [Block, number]])),
  );
}

/**
 * 2·a·b / (|a|² + |b|²) over the values both have: the cosine times how well the lengths agree. −1 … 1, and 1 only for
 * equal parts, whereas the cosine is 1 for 142 and 150 BPM when both are merely faster than the mean. On libraries
 * with known styles it finds as many relatives as the cosine and makes fewer hubs; the squared distance makes twice as
 * many. NaN where no value is shared; 1 where both lie exactly on the library's mean.
 */
export function similarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let inner = 0;
  let squares = 0;
  let shared = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (isNaN(x) || isNaN(y)) continue;
    inner += x * y;
    squares += x * x + y * y;
    shared++;
  }
  if (shared === 0) return NaN;
  return squares === 0 ? 1 : (2 * inner) / squares;
}

/** How many neighbours tell how crowded a track's surroundings are (Lample et al. 2018 use 10). */
const CROWD = 10;
/** One wild measurement must not decide what is similar. */
const Z_CAP = 3;

function scalesOf(tracks: readonly EncodedTrack[], { length, jnds }: VectorLayout): VectorScales {
  const [counts, sums, squares] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  // Track by track, as the numbers lie in memory.
  for (const { values } of tracks) {
    for (let i = 0; i < length; i++) {
      if (isNaN(values[i])) continue;
      sums[i] += values[i];
      counts[i]++;
    }
  }
  const means = new Float32Array(length);
  const exact = new Float64Array(length);
  for (let i = 0; i < length; i++) means[i] = exact[i] = counts[i] === 0 ? NaN : sums[i] / counts[i];
  for (const { values } of tracks) {
    for (let i = 0; i < length; i++) if (!isNaN(values[i])) squares[i] += (values[i] - exact[i]) ** 2;
  }
  const deviations = new Float32Array(length);
  for (let i = 0; i < length; i++) deviations[i] = max(jnds[i], sqrt(squares[i] / max(1, counts[i])));
  return { means, deviations };
}

/** Mean of the `count` highest numbers; a list that short is kept in order faster than all are sorted. */
function meanOfHighest(values: Float32Array, count: number): number {
  // The lowest of them stands first.
  const highest = new Float64Array(count).fill(-Infinity);
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= highest[0]) continue;
    let place = 0;
    for (; place + 1 < count && highest[place + 1] < values[i]; place++) highest[place] = highest[place + 1];
    highest[place] = values[i];
  }
  return highest.reduce((sum, value) => sum + value, 0) / count;
}

/** Stands for the squares of a part without any number. */
const NOTHING = -1;

/** NaN where some of the numbers are missing, `NOTHING` where all are. */
function squaresOf(values: Float32Array): number {
  let sum = 0;
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    if (isNaN(values[i])) missing++;
    sum += values[i] * values[i];
  }
  return missing === values.length ? NOTHING : sum;
}

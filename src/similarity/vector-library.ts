import { BLOCKS, type Block } from './encoder-card.ts';
import { LAYOUT, type EncodedTrack } from './encode-track.ts';

// Looked up once: these stand in the innermost loops.
const { isNaN } = Number;
const { max, min, sqrt } = Math;
const LENGTH = LAYOUT.length;
const PARTS = LAYOUT.parts;
const JNDS = LAYOUT.jnds;

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
 * A library's vectors in units of the library's own spread, row after row in one array.
 *
 * z-scores by the library's mean and standard deviation, the deviation never below the just-noticeable difference, capped
 * at ±3: one wild measurement must not decide what is similar. No whitening: with a few hundred tracks it costs more
 * than half of the hits. NaN stands for what a track does not have.
 */
export class VectorLibrary {
  readonly size: number;
  readonly scales: VectorScales;
  /** `size` rows of `LAYOUT.length` numbers. */
  readonly values: Float32Array;
  /** Sum of squares of each part of each track. */
  readonly #squares: Float64Array;

  /** @param values standardised already, by these scales */
  constructor(values: Float32Array, scales: VectorScales) {
    this.size = values.length / LENGTH;
    this.values = values;
    this.scales = scales;
    this.#squares = Float64Array.from({ length: this.size * PARTS.length }, (_, i) => {
      const { from, to } = PARTS[i % PARTS.length];
      const at = Math.floor(i / PARTS.length) * LENGTH;
      return squaresOf(values.subarray(at + from, at + to));
    });
  }

  static of(tracks: readonly EncodedTrack[]): VectorLibrary {
    const scales = scalesOf(tracks);
    const values = new Float32Array(tracks.length * LENGTH);
    tracks.forEach((track, row) => values.set(standardise(track.values, scales), row * LENGTH));
    return new VectorLibrary(values, scales);
  }

  /** A track that need not be of the library, in its units. */
  standardised(track: EncodedTrack): Float32Array {
    return standardise(track.values, this.scales);
  }

  row(index: number): Float32Array {
    return this.values.subarray(index * LENGTH, (index + 1) * LENGTH);
  }

  /**
   * How similar each track is to a standardised vector: the mean over the blocks both have, weighted by their shares, of
   * the mean over their parts of `similarity`.
   */
  scores(query: Float32Array, shares: BlockShares): Float32Array {
    const plans = scorePlans(query, shares);
    const out = new Float32Array(this.size);
    const blockSums = new Float64Array(BLOCKS.length);
    const blockParts = new Float64Array(BLOCKS.length);
    for (let row = 0; row < this.size; row++) {
      blockSums.fill(0);
      blockParts.fill(0);
      for (const plan of plans) {
        const similarity = this.#similarity(query, row, plan);
        if (isNaN(similarity)) continue;
        blockSums[plan.block] += similarity;
        blockParts[plan.block] += 1;
      }
      let sum = 0;
      let weights = 0;
      for (let block = 0; block < BLOCKS.length; block++) {
        if (blockParts[block] === 0) continue;
        const share = shares.get(BLOCKS[block]) ?? 0;
        sum += (share * blockSums[block]) / blockParts[block];
        weights += share;
      }
      out[row] = weights === 0 ? 0 : sum / weights;
    }
    return out;
  }

  /** Mean score of each track with its nearest ones of the library. */
  crowds(shares: BlockShares): Float32Array {
    const size = min(CROWD, this.size - 1);
    return Float32Array.from({ length: this.size }, (_, index) => {
      if (size < 1) return 0;
      const scores = this.scores(this.row(index), shares);
      scores[index] = -Infinity;
      const nearest = scores.sort().subarray(this.size - size);
      return nearest.reduce((sum, score) => sum + score, 0) / size;
    });
  }

  /** The similarity of each block to one track. */
  facets(query: Float32Array, row: number): Facets {
    return facetsOf(query, this.row(row));
  }

  /** Of a part with all its numbers the squares are known already; else both are compared number by number. */
  #similarity(query: Float32Array, row: number, { part, squares }: ScorePlan): number {
    const { from, to } = PARTS[part];
    const { values } = this;
    const at = row * LENGTH;
    const own = this.#squares[row * PARTS.length + part];
    if (own === NOTHING || squares === NOTHING) return NaN;
    if (isNaN(own) || isNaN(squares)) {
      return similarity(query.subarray(from, to), values.subarray(at + from, at + to));
    }
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = from;
    // Four sums at once: a processor adds them side by side.
    for (; i + 3 < to; i += 4) {
      a += query[i] * values[at + i];
      b += query[i + 1] * values[at + i + 1];
      c += query[i + 2] * values[at + i + 2];
      d += query[i + 3] * values[at + i + 3];
    }
    for (; i < to; i++) a += query[i] * values[at + i];
    const total = own + squares;
    return total === 0 ? 1 : (2 * (a + b + c + d)) / total;
  }
}

/** The similarity of each block that two standardised vectors share. */
function facetsOf(a: Float32Array, b: Float32Array): Facets {
  const facets = new Map<Block, number>();
  for (const block of BLOCKS) {
    const found = PARTS.filter((part) => part.block === block)
      .map(({ from, to }) => similarity(a.subarray(from, to), b.subarray(from, to)))
      .filter((value) => !isNaN(value));
    if (found.length > 0) facets.set(block, found.reduce((sum, value) => sum + value, 0) / found.length);
  }
  return facets;
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

function standardise(values: Float32Array, { means, deviations }: VectorScales): Float32Array {
  return values.map((value, i) => max(-Z_CAP, min(Z_CAP, (value - means[i]) / deviations[i])));
}

function scalesOf(tracks: readonly EncodedTrack[]): VectorScales {
  const means = new Float32Array(LENGTH);
  const deviations = new Float32Array(LENGTH);
  for (let i = 0; i < LENGTH; i++) {
    let count = 0;
    let sum = 0;
    for (const { values } of tracks) {
      if (isNaN(values[i])) continue;
      sum += values[i];
      count++;
    }
    const mean = count === 0 ? NaN : sum / count;
    let squares = 0;
    for (const { values } of tracks) if (!isNaN(values[i])) squares += (values[i] - mean) ** 2;
    means[i] = mean;
    deviations[i] = max(JNDS[i], sqrt(squares / max(1, count)));
  }
  return { means, deviations };
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

interface ScorePlan {
  part: number;
  /** Its place in `BLOCKS`. */
  block: number;
  /** Sum of squares of the query's part, as `squaresOf` gives it. */
  squares: number;
}

/** The parts that count for a query: those of a block with a share. */
function scorePlans(query: Float32Array, shares: BlockShares): ScorePlan[] {
  return PARTS.flatMap(({ block, from, to }, part) => {
    if ((shares.get(block) ?? 0) === 0) return [];
    return [{ part, block: BLOCKS.indexOf(block), squares: squaresOf(query.subarray(from, to)) }];
  });
}

import { perBlock, type Block } from './encoder-card.ts';
import type { EncodedTrack, VectorEntry } from './encode-track.ts';

/** A track in units of the library's own spread. */
export interface StandardTrack {
  file: string;
  contentHash: string;
  blocks: Readonly<Record<Block, readonly (number | null)[]>>;
}

/** One wild measurement must not decide what is similar. */
const Z_CAP = 3;

/**
 * z-scores of a query and a library by the library's mean and standard deviation, the deviation never below the
 * just-noticeable difference, capped at ±3. No whitening: with a few hundred tracks it costs more than half of the
 * hits.
 *
 * @returns the query first, then the library in its order.
 */
export function standardise(query: EncodedTrack, library: readonly EncodedTrack[]): StandardTrack[] {
  const tracks = [query, ...library];
  const scales = perBlock((block) => query.blocks[block].map((entry, i) => scaleOf(entry, library, block, i)));
  return tracks.map(({ file, contentHash, blocks }) => ({
    file,
    contentHash,
    blocks: perBlock((block) =>
      blocks[block].map(({ value }, i) => {
        const scale = scales[block][i];
        if (value === null || scale === undefined) return null;
        return Math.max(-Z_CAP, Math.min(Z_CAP, (value - scale.mean) / scale.deviation));
      }),
    ),
  }));
}

function scaleOf(
  { jnd }: VectorEntry,
  library: readonly EncodedTrack[],
  block: Block,
  index: number,
): { mean: number; deviation: number } | undefined {
  const values = library.map(({ blocks }) => blocks[block][index].value).filter((value) => value !== null);
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.max(jnd, Math.sqrt(variance)) };
}

import type { Block } from './encoder-card.ts';

/** A stretch of a vector that is compared on its own. */
export interface VectorPart {
  block: Block;
  from: number;
  to: number;
}

/** Which number stands where in every vector. */
export interface VectorLayout {
  length: number;
  parts: readonly VectorPart[];
  /** Catalogue id, or the name of a derived number such as `energyCurve.3` or `trunk.17`. */
  ids: readonly string[];
  /** Smallest difference that means anything, in the unit of the value: the floor of the library's spread. */
  jnds: Float64Array;
  /** What a number counts for beside the others of its part, once it is standardised. */
  gains: Float64Array;
}

/** Lays parts one behind the other. */
export function layOut(
  parts: readonly { block: Block; ids: readonly string[]; jnds: readonly number[]; gains: readonly number[] }[],
): VectorLayout {
  let from = 0;
  return {
    parts: parts.map(({ block, ids }): VectorPart => {
      const part = { block, from, to: from + ids.length };
      from = part.to;
      return part;
    }),
    length: parts.reduce((sum, { ids }) => sum + ids.length, 0),
    ids: parts.flatMap(({ ids }) => ids),
    jnds: Float64Array.from(parts.flatMap(({ jnds }) => jnds)),
    gains: Float64Array.from(parts.flatMap(({ gains }) => gains)),
  };
}

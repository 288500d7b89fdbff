import type { Block } from './encoder-card.ts';
import type { PartMap } from './metric.ts';

/** A stretch of a vector that is compared on its own. */
export interface VectorPart {
  block: Block;
  /** What it is made of. */
  name: string;
  /** Whether it was heard, in patches, and not measured by features, curves or key. */
  heard: boolean;
  from: number;
  to: number;
  /** What brings its standardised numbers to what is compared; they are compared as they are where it is left out. */
  map?: PartMap;
  /** Where that stands. */
  compared: { from: number; to: number };
}

/** Which number stands where in every vector. */
export interface VectorLayout {
  length: number;
  parts: readonly VectorPart[];
  /** Catalogue id, or the name of a derived number such as `energyCurve.3` or `trunk.17`. */
  ids: readonly string[];
  /** Smallest difference that means anything, in the unit of the value: the floor of the library's spread. */
  jnds: Float64Array;
  /**
   * What a vector becomes: the numbers that are compared, and behind them those of `unmapped`. Numbers that were
   * measured stand in both under the same id.
   */
  compared: { length: number; ids: readonly string[] };
  /**
   * Stretches of numbers as they are standardised, beside their parts that are compared: what the metric takes for a
   * song's own doing may be what a producer groups by, so that a projection head may go by these.
   */
  unmapped: readonly Pick<VectorPart, 'from' | 'to' | 'compared'>[];
}

/** What is known of a part before it is laid out. */
export interface PartOfLayout {
  block: Block;
  name: string;
  heard: boolean;
  ids: readonly string[];
  jnds: readonly number[];
  map?: PartMap | undefined;
}

/** Lays parts one behind the other. */
export function layOut(parts: readonly PartOfLayout[]): VectorLayout {
  let [from, comparedFrom] = [0, 0];
  const ids = parts.flatMap((part) => part.ids);
  const comparedIds: string[] = [];
  const placed = parts.map(({ block, name, heard, ids: own, map }): VectorPart => {
    const names =
      map === undefined || map.keepsNames ? own : Array.from({ length: map.columns }, (_, i) => `${name}.${i}`);
    comparedIds.push(...names);
    const part = {
      block,
      name,
      heard,
      from,
      to: from + own.length,
      ...(map === undefined ? {} : { map }),
      compared: { from: comparedFrom, to: comparedFrom + names.length },
    };
    [from, comparedFrom] = [part.to, part.compared.to];
    return part;
  });
  const unmapped = placed
    .filter(({ map }) => map?.keepsNames)
    .map(({ from: own, to }) => {
      comparedIds.push(...ids.slice(own, to));
      const compared = { from: comparedFrom, to: comparedFrom + to - own };
      comparedFrom = compared.to;
      return { from: own, to, compared };
    });
  return {
    parts: placed,
    unmapped,
    length: from,
    ids,
    jnds: Float64Array.from(parts.flatMap(({ jnds }) => jnds)),
    compared: { length: comparedFrom, ids: comparedIds },
  };
}

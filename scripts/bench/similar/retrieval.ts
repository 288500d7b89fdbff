import { mean } from '../../../src/dsp/statistics.ts';
import { encodeTrack, LAYOUT } from '../../../src/similarity/encode-track.ts';
import { LibrarySearch, type RankedTrack } from '../../../src/similarity/library-search.ts';
import type { BlockShares } from '../../../src/similarity/vector-library.ts';
import { layOut, type VectorLayout } from '../../../src/similarity/vector-layout.ts';
import type { AnalysisDocument, SectionKind } from '../../../src/store/analysis-document.ts';
import { bootstrapped, type Figure } from '../bootstrap.ts';

/** One query's outcome. */
export interface Outcome {
  /** What the query belongs to, by which outcomes are resampled: those of one family of recipes are not independent. */
  family: number;
  /** Share of its own group among the first five. */
  precision: number;
  /** What it found, in order. */
  found: readonly number[];
}

export interface Trial {
  library: readonly AnalysisDocument[];
  /** Group of each track: its relatives are what it ought to find. */
  groups: readonly number[];
  /** Family of each track. */
  families: readonly number[];
  /** What asks, and which track of the library it stands for, which it may not find. */
  queries: readonly { analysis: AnalysisDocument; track: number }[];
  shares: BlockShares;
  section?: SectionKind;
  /** The encoder's, where left out. */
  layout?: VectorLayout;
}

const NEAREST = 5;
/** Lists for hubness are ten long (Radovanović et al. 2010). */
const HUB_LIST = 10;

/** The encoder without its metric: numbers are compared as they are standardised. */
export const WITHOUT_METRIC: VectorLayout = layOut(
  LAYOUT.parts.map(({ block, name, heard, from, to }) => ({
    block,
    name,
    heard,
    ids: LAYOUT.ids.slice(from, to),
    jnds: Array.from(LAYOUT.jnds.subarray(from, to)),
  })),
);

/** Asks every query of a trial. */
export function ask({ library, groups, families, queries, shares, section, layout }: Trial): Outcome[] {
  const search = new LibrarySearch(
    library.map((track) => encodeTrack(track, section)),
    shares,
    layout,
  );
  return queries.map(({ analysis, track }) => {
    const ranked: RankedTrack[] = search.ranked(search.standardised(encodeTrack(analysis, section)));
    const found = ranked.map(({ index }) => index).filter((index) => index !== track);
    const relatives = groups.filter((group) => group === groups[track]).length - 1;
    const hits = found.slice(0, NEAREST).filter((index) => groups[index] === groups[track]).length;
    return { family: families[track], precision: hits / Math.min(NEAREST, relatives), found: found.slice(0, HUB_LIST) };
  });
}

/** Mean precision, with its interval over families. */
export function precisionOf(outcomes: readonly Outcome[]): Figure {
  return meanOver(outcomes.map(({ family, precision }) => ({ family, value: precision })));
}

/** Difference of two precisions of the same queries, with its interval. */
export function gainOf(better: readonly Outcome[], worse: readonly Outcome[]): Figure {
  return meanOver(better.map(({ family, precision }, i) => ({ family, value: precision - worse[i].precision })));
}

function meanOver(rows: readonly { family: number; value: number }[]): Figure {
  return bootstrapped(
    rows,
    ({ family }) => family,
    (drawn) => mean(drawn.map(({ value }) => value)),
  );
}

/**
 * Hubness: skewness of how often each track stands in lists of ten, 0 where all do equally often; and how many stand in
 * none.
 */
export function hubness(outcomes: readonly Outcome[], tracks: number): { skewness: number; neverFound: number } {
  const counts = Array.from({ length: tracks }, () => 0);
  for (const { found } of outcomes) for (const index of found) counts[index]++;
  const mean = counts.reduce((sum, count) => sum + count, 0) / tracks;
  const moment = (power: number): number => counts.reduce((sum, count) => sum + (count - mean) ** power, 0) / tracks;
  return { skewness: moment(3) / moment(2) ** 1.5, neverFound: counts.filter((count) => count === 0).length };
}

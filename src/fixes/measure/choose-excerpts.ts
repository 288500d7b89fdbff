import { withoutEdges } from '../../analysis/section-spectra.ts';
import type { Seconds } from '../../dsp/units.ts';
import type { Section, SectionKind } from '../../store/analysis-document.ts';

/** A stretch of the song. */
export interface TimeRange {
  startSeconds: Seconds;
  endSeconds: Seconds;
}

/** What a kind of section is measured on. */
export interface SectionExcerpts {
  kind: SectionKind;
  ranges: TimeRange[];
}

/** Loops in trance are four bars long or divide four: an excerpt of four hears each of them once. */
const BARS_PER_EXCERPT = 4;

/**
 * Enough that every stem of a kind has been heard: what a second half brings in is caught by spreading the excerpts,
 * and thirty seconds of band energies agree with the whole section within a few tenths of a decibel.
 */
const SECONDS_PER_KIND = 28;

/** No excerpt is shorter than this, whatever its section says: a window of the lowest bands is 0.4 s. */
const SHORTEST_SECONDS = 2;

/**
 * Chooses what to listen to: for each kind of section whole groups of four bars, spread evenly over all sections of
 * that kind, in the order of time. A section that is shorter than four bars is taken whole. Where it borders on
 * another, what the analysis leaves out of its spectra is left out here, too: a kick on the border is not the
 * breakdown's.
 */
export function chooseExcerpts(sections: readonly Section[]): SectionExcerpts[] {
  const kinds = new Map<SectionKind, TimeRange[]>();
  for (const section of sections) kinds.set(section.kind, [...(kinds.get(section.kind) ?? []), ...blocksOf(section)]);
  return [...kinds].flatMap(([kind, blocks]) => {
    const usable = blocks
      .filter(({ startSeconds, endSeconds }) => endSeconds - startSeconds >= SHORTEST_SECONDS)
      .sort((a, b) => a.startSeconds - b.startSeconds);
    if (usable.length === 0) return [];
    const length = usable.reduce((sum, block) => sum + block.endSeconds - block.startSeconds, 0) / usable.length;
    const count = Math.min(usable.length, Math.max(1, Math.round(SECONDS_PER_KIND / length)));
    const ranges = Array.from({ length: count }, (_, i) => usable[Math.floor(((i + 0.5) * usable.length) / count)]);
    return [{ kind, ranges }];
  });
}

function blocksOf({ startSeconds, endSeconds, bars }: Section): TimeRange[] {
  const count = Math.max(1, Math.floor(bars / BARS_PER_EXCERPT));
  const length = (endSeconds - startSeconds) / count;
  const [first, last] = withoutEdges([startSeconds, endSeconds]);
  return Array.from({ length: count }, (_, i) => ({
    startSeconds: Math.max(first, startSeconds + i * length),
    endSeconds: Math.min(last, startSeconds + (i + 1) * length),
  }));
}

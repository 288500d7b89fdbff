import { barSecondsOf, isGridded } from '../analysis/beat-grid.ts';
import { kickBarsOf } from '../analysis/kick-bars.ts';
import type { Seconds } from '../dsp/units.ts';
import type { AnalysisDocument, Section, SectionKind } from '../store/analysis-document.ts';
import type { TimeRange } from './measure/choose-excerpts.ts';

/** The passage that trial changes are rendered on. */
export interface LoudStretch extends TimeRange {
  /** The kind of section it lies in. */
  kind: SectionKind;
  /** Whole bars from a downbeat; 0 where the track has no steady beat. */
  bars: number;
  /**
   * Consecutive bars without a kick, which show what else moves with the beat; `undefined` where there are not four.
   */
  rest: TimeRange | undefined;
  /**
   * The song's loudest three seconds and the second before, where they lie outside of this kind of section: the end of
   * a build with its roll and risers, as a rule.
   */
  summit: TimeRange | undefined;
  /** A few bars of every other kind of section: the master is worked there, too. */
  elsewhere: readonly KindStretch[];
}

/** A few bars of a kind of section, and the second before them. */
export interface KindStretch extends TimeRange {
  kind: SectionKind;
}

/** Ducking is read from the median over the bars: sixteen make it sure, and at 138 BPM they last 28 s. */
const MOST_BARS = 16;
/** Phrases begin every four bars. */
const BAR_STEP = 4;
/** Fewer bars without a kick do not average chords away. */
const LEAST_REST_BARS = 4;
const MOST_REST_BARS = 8;
/** Without a beat to count: as long as sixteen bars of trance. */
const SECONDS_WITHOUT_GRID: Seconds = 28;
/** A short-term loudness needs three seconds; less than two of them is no passage. */
const SHORTEST_SECONDS: Seconds = 6;
/** Half a window of short-term loudness. */
const HALF_SUMMIT_SECONDS: Seconds = 1.5;
/** By then compressors and limiters have forgotten how they began. */
export const MASTER_LEAD_SECONDS: Seconds = 1;
/** A kick comes every beat, and what it does to the master the next one does again. */
const KICKED_BARS = 2;
/** Without one the chords work it, which change every bar or two. */
const RESTING_BARS = 4;

/**
 * Chooses the loudest passage of the loudest kind of section, the drop where there is one: sixteen bars from a line of
 * four bars on, or the whole section where it is shorter. Without a steady beat it is the middle of the longest
 * section.
 *
 * @returns `undefined` where no section is six seconds long
 */
export function chooseLoudStretch(analysis: AnalysisDocument): LoudStretch | undefined {
  const kind = loudestKind(analysis);
  const sections = analysis.sections.filter(
    (section) => section.kind === kind && lengthOf(section) >= SHORTEST_SECONDS,
  );
  if (kind === undefined || sections.length === 0) return undefined;
  const summit = summitOf(analysis, kind);
  if (!isGridded(analysis.grid)) return { ...middleOf(kind, sections), summit };
  const barSeconds = barSecondsOf(analysis.grid);
  const startOf = (bar: number): Seconds => analysis.grid.firstDownbeatSeconds + bar * barSeconds;
  const choices = sections.flatMap(({ startBar, bars }) => {
    const length = Math.min(bars, MOST_BARS);
    const count = Math.floor((bars - length) / BAR_STEP) + 1;
    return Array.from({ length: count }, (_, i) => ({ startBar: startBar + i * BAR_STEP, bars: length }));
  });
  const inside = choices.filter(
    ({ startBar, bars }) =>
      bars * barSeconds >= SHORTEST_SECONDS &&
      startOf(startBar) >= 0 &&
      startOf(startBar + bars) <= analysis.durationSeconds,
  );
  if (inside.length === 0) return { ...middleOf(kind, sections), summit };
  const energy = (choice: { startBar: number; bars: number }): number => meanPower(analysis, choice);
  const best = inside.reduce((loudest, one) => (energy(one) > energy(loudest) ? one : loudest));
  return {
    kind,
    bars: best.bars,
    startSeconds: startOf(best.startBar),
    endSeconds: startOf(best.startBar + best.bars),
    rest: restOf(analysis, barSeconds),
    summit,
    elsewhere: elsewhereOf(analysis, kind),
  };
}

/** The drop where a kind of that name is long enough, else the loudest kind that was measured. */
function loudestKind({ sections, features }: AnalysisDocument): SectionKind | undefined {
  const kinds = [...new Set(sections.filter((one) => lengthOf(one) >= SHORTEST_SECONDS).map(({ kind }) => kind))];
  if (kinds.includes('drop')) return 'drop';
  const loudness = (kind: SectionKind): number =>
    features.find(({ id, scope }) => id === 'loudness.section' && scope === kind)?.value ?? -Infinity;
  return kinds.length === 0 ? undefined : kinds.reduce((a, b) => (loudness(b) > loudness(a) ? b : a));
}

function middleOf(kind: SectionKind, sections: readonly Section[]): Omit<LoudStretch, 'summit'> {
  const longest = sections.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
  const length = Math.min(lengthOf(longest), SECONDS_WITHOUT_GRID);
  const startSeconds = (longest.startSeconds + longest.endSeconds - length) / 2;
  return { kind, bars: 0, startSeconds, endSeconds: startSeconds + length, rest: undefined, elsewhere: [] };
}

/** Around the greatest short-term loudness, else the greatest momentary one, whichever lies outside first. */
function summitOf({ features, sections, durationSeconds }: AnalysisDocument, kind: SectionKind): TimeRange | undefined {
  const own = sections.filter((section) => section.kind === kind);
  const at = ['loudness.shortTermMax', 'loudness.momentaryMax']
    .flatMap((id) => features.find((feature) => feature.id === id && feature.scope === 'whole')?.atSeconds ?? [])
    .find((seconds) => !own.some(({ startSeconds, endSeconds }) => seconds >= startSeconds && seconds < endSeconds));
  if (at === undefined) return undefined;
  return {
    startSeconds: Math.max(0, at - HALF_SUMMIT_SECONDS - MASTER_LEAD_SECONDS),
    endSeconds: Math.min(durationSeconds, at + HALF_SUMMIT_SECONDS),
  };
}

/**
 * The loudest bars of each other kind of section, a second after the song's beginning at the earliest: with a kick
 * where it plays there, else twice as many.
 */
function elsewhereOf(analysis: AnalysisDocument, loudest: SectionKind): KindStretch[] {
  const { curves, grid, sections, durationSeconds } = analysis;
  const barSeconds = barSecondsOf(grid);
  const { kick } = kickBarsOf(curves.perBar.kicks, grid, sections, durationSeconds);
  const kicked = new Set(kick.map((start) => Math.round((start - grid.firstDownbeatSeconds) / barSeconds)));
  const isKicked = ({ startBar, bars }: Bars): boolean =>
    Array.from({ length: bars }, (_, i) => kicked.has(startBar + i)).every(Boolean);
  const startOf = ({ startBar }: Bars): Seconds =>
    grid.firstDownbeatSeconds + startBar * barSeconds - MASTER_LEAD_SECONDS;
  const choicesIn = (kind: SectionKind, bars: number): Bars[] =>
    sections
      .filter((section) => section.kind === kind)
      .flatMap((section) =>
        Array.from({ length: Math.max(0, section.bars - bars + 1) }, (_, i) => ({
          startBar: section.startBar + i,
          bars,
        })),
      )
      .filter((choice) => startOf(choice) >= 0);
  const kinds = [...new Set(sections.map(({ kind }) => kind))].filter((kind) => kind !== loudest);
  return kinds.flatMap((kind) => {
    const withKick = choicesIn(kind, KICKED_BARS).filter(isKicked);
    const choices = withKick.length > 0 ? withKick : choicesIn(kind, RESTING_BARS);
    if (choices.length === 0) return [];
    const power = (choice: Bars): number => meanPower(analysis, choice);
    const best = choices.reduce((most, one) => (power(one) > power(most) ? one : most));
    const startSeconds = startOf(best);
    return [{ kind, startSeconds, endSeconds: startSeconds + MASTER_LEAD_SECONDS + best.bars * barSeconds }];
  });
}

type Bars = Pick<Section, 'startBar' | 'bars'>;

/** The loudest run of up to eight bars without a kick. */
function restOf(analysis: AnalysisDocument, barSeconds: Seconds): TimeRange | undefined {
  const { curves, grid, sections, durationSeconds } = analysis;
  const bars = new Set(
    kickBarsOf(curves.perBar.kicks, grid, sections, durationSeconds).rest[0].map((start) =>
      Math.round((start - grid.firstDownbeatSeconds) / barSeconds),
    ),
  );
  let best: { startBar: number; bars: number; power: number } | undefined;
  for (const startBar of bars) {
    let length = 0;
    while (length < MOST_REST_BARS && bars.has(startBar + length)) length++;
    const power = meanPower(analysis, { startBar, bars: length });
    if (length >= LEAST_REST_BARS && (best === undefined || power > best.power))
      best = { startBar, bars: length, power };
  }
  if (best === undefined) return undefined;
  const startSeconds = grid.firstDownbeatSeconds + best.startBar * barSeconds;
  return { startSeconds, endSeconds: startSeconds + best.bars * barSeconds };
}

/** Mean of the bars' energies; equal for all where no curve was measured. */
function meanPower({ curves }: AnalysisDocument, { startBar, bars }: { startBar: number; bars: number }): number {
  const energies = curves.perBar.energyDb.slice(startBar, startBar + bars);
  return energies.reduce((sum, db) => sum + 10 ** (db / 10), 0) / Math.max(1, bars);
}

function lengthOf({ startSeconds, endSeconds }: TimeRange): Seconds {
  return endSeconds - startSeconds;
}

import { LAYOUT } from '../../../src/similarity/encode-track.ts';
import { blockShares } from '../../../src/similarity/search.ts';
import type { VectorLayout } from '../../../src/similarity/vector-layout.ts';
import type { AnalysisDocument } from '../../../src/store/analysis-document.ts';
import type { Block } from '../../../src/similarity/encoder-card.ts';
import type { Figure } from '../bootstrap.ts';
import { figureTable } from '../figure-table.ts';
import { melOnly, UNFINISHED, withoutNetwork, withoutSound, type HeldOutTrack } from './held-out-library.ts';
import { ask, gainOf, hubness, precisionOf, WITHOUT_METRIC, type Outcome } from './retrieval.ts';

interface Line {
  name: string;
  outcomes: Outcome[];
  hubs: { skewness: number; neverFound: number };
}

/** What the encoder and its rivals find on a held-out library, and what unfinished queries lose. */
export function retrievalTables(tracks: readonly HeldOutTrack[]): string {
  const of = kinshipOf(tracks);
  const trial = (
    name: string,
    see: (track: HeldOutTrack) => AnalysisDocument,
    weights: Partial<Record<Block, number>> = {},
    layout: VectorLayout = LAYOUT,
  ): Line => {
    const library = tracks.map(see);
    const queries = library.map((analysis, track) => ({ analysis, track }));
    const outcomes = ask({ ...of, library, queries, shares: blockShares(weights), layout });
    return { name, outcomes, hubs: hubness(outcomes, tracks.length) };
  };
  const fusion = trial('fusion (the encoder as shipped)', ({ analysis }) => analysis);
  const measured = trial('measured features alone', ({ analysis }) => withoutSound(analysis));
  const handCrafted = trial('everything hand-crafted, no network', ({ analysis }) => withoutNetwork(analysis));
  const plain = trial(
    'everything hand-crafted, nothing learnt',
    ({ analysis }) => withoutNetwork(analysis),
    {},
    WITHOUT_METRIC,
  );
  const lines = [
    fusion,
    trial('fusion without the metric', ({ analysis }) => analysis, {}, WITHOUT_METRIC),
    handCrafted,
    plain,
    measured,
    trial('network alone', ({ analysis }) => analysis, { sound: 1 }),
    trial('network alone, without the metric', ({ analysis }) => analysis, { sound: 1 }, WITHOUT_METRIC),
    trial('network with shuffled weights alone', (track) => track.shuffled, { sound: 1 }),
    trial('fusion with shuffled weights', (track) => track.shuffled),
    trial('mean and deviation of mel bands', ({ analysis }) => melOnly(analysis), { timbre: 1 }, WITHOUT_METRIC),
  ];
  return [
    figureTable(
      ['vectors', 'P@5', '95 %', 'N10 skew', 'never found'],
      lines.map(({ name, outcomes, hubs }) => {
        const precision = precisionOf(outcomes);
        return [name, shown(precision.value), range(precision), shown(hubs.skewness), String(hubs.neverFound)];
      }),
    ),
    '',
    figureTable(
      ['gain of the fusion over', 'difference', '95 %'],
      [plain, handCrafted, measured].map((line) => {
        const gain = gainOf(fusion.outcomes, line.outcomes);
        return [line.name, shown(gain.value), range(gain)];
      }),
    ),
    ...(tracks.some(({ unfinished }) => unfinished.unmastered !== undefined)
      ? ['', figureTable(['query', 'P@5', 'change', '95 % of the change'], queryLines(tracks))]
      : []),
  ].join('\n');
}

function kinshipOf(tracks: readonly HeldOutTrack[]): { groups: number[]; families: number[] } {
  return { groups: tracks.map(({ recipe }) => recipe), families: tracks.map(({ family }) => family) };
}

/** How well unfinished and partial queries find what their finished songs find. */
function queryLines(tracks: readonly HeldOutTrack[]): string[][] {
  const library = tracks.map(({ analysis }) => analysis);
  const of = kinshipOf(tracks);
  const firsts = tracks.flatMap(({ unfinished }, track) => (unfinished.unmastered === undefined ? [] : [track]));
  const shares = blockShares({});
  const finished = ask({
    ...of,
    library,
    shares,
    queries: firsts.map((track) => ({ track, analysis: library[track] })),
  });
  const unfinished = UNFINISHED.map((kind): [string, Outcome[]] => {
    const queries = firsts.map((track) => ({ track, analysis: tracks[track].unfinished[kind] ?? library[track] }));
    return [kind, ask({ ...of, library, shares, queries })];
  });
  const quiet = QUIET.map((section) => {
    const own = firsts.filter((track) => quietKind(library[track]) === section);
    const queries = own.map((track) => ({ track, analysis: library[track] }));
    return { own, outcomes: own.length === 0 ? [] : ask({ ...of, library, shares, queries, section }) };
  });
  const inQuiet = quiet.flatMap(({ own }) => own);
  const whole = inQuiet.map((track) => finished[firsts.indexOf(track)]);
  const quietOutcomes = quiet.flatMap(({ outcomes }) => outcomes);
  return [
    ['finished', shown(precisionOf(finished).value), '', ''],
    ...unfinished.map(([kind, outcomes]) => queryRow(kind, outcomes, finished)),
    ...(inQuiet.length === 0
      ? []
      : [queryRow(`a section without the drop, of ${inQuiet.length} songs`, quietOutcomes, whole)]),
  ];
}

/** Kinds of section without the drop's drums and bass, the most telling first. */
const QUIET = ['breakdown', 'build', 'intro'] as const;

function quietKind({ sections }: AnalysisDocument): (typeof QUIET)[number] | undefined {
  return QUIET.find((quiet) => sections.some(({ kind }) => kind === quiet));
}

function queryRow(name: string, outcomes: readonly Outcome[], beside: readonly Outcome[]): string[] {
  const change = gainOf(outcomes, beside);
  return [name, shown(precisionOf(outcomes).value), shown(change.value), range(change)];
}

export const shown = (value: number): string => value.toFixed(3);
export const range = ({ low, high }: Figure): string => `${shown(low)} … ${shown(high)}`;

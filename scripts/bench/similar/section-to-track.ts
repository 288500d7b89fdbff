import { analyseWithSound } from '../../../src/assistant/analyse-with-sound.ts';
import { scanFolder } from '../../../src/library/scan-folder.ts';
import { encodeTrack } from '../../../src/similarity/encode-track.ts';
import type { Block } from '../../../src/similarity/encoder-card.ts';
import { LibrarySearch } from '../../../src/similarity/library-search.ts';
import { blockShares } from '../../../src/similarity/search.ts';
import { SECTION_KINDS, type AnalysisDocument } from '../../../src/store/analysis-document.ts';
import { precisionOf, type Outcome } from './retrieval.ts';
import { withoutNetwork } from './held-out-library.ts';

/** How often a section of a track finds its own track first, by some vectors. */
export interface SectionToTrack {
  name: string;
  figure: ReturnType<typeof precisionOf>;
  queries: number;
}

/**
 * Asks with every kind of section of every track of a folder which track it is of: identity, not style, but of real
 * audio. A file that cannot be measured is passed over.
 */
export async function sectionToTrack(
  folder: string,
  onTrack: (done: number, of: number) => void,
): Promise<SectionToTrack[]> {
  const { files } = await scanFolder(folder);
  const tracks: AnalysisDocument[] = [];
  for (const [i, file] of files.entries()) {
    const analysis = await analyseWithSound(file).catch(() => undefined);
    if (analysis !== undefined) tracks.push(analysis);
    onTrack(i + 1, files.length);
  }
  const asked = (
    name: string,
    see: (track: AnalysisDocument) => AnalysisDocument,
    weights: Partial<Record<Block, number>> = {},
  ): SectionToTrack => {
    const library = tracks.map(see);
    const search = new LibrarySearch(
      library.map((track) => encodeTrack(track)),
      blockShares(weights),
    );
    const outcomes = library.flatMap((track, own): Outcome[] =>
      SECTION_KINDS.filter((kind) => isOnlyPart(track, kind)).map((kind) => {
        const found = search.ranked(search.standardised(encodeTrack(track, kind))).map(({ index }) => index);
        return { family: own, precision: Number(found[0] === own), found };
      }),
    );
    return { name, figure: precisionOf(outcomes), queries: outcomes.length };
  };
  return [
    asked('fusion', (track) => track),
    asked('everything hand-crafted, no network', withoutNetwork),
    asked('network alone', (track) => track, { sound: 1 }),
  ];
}

/** A section that is most of its track asks nothing. */
const MOST_OF_TRACK = 0.6;

function isOnlyPart({ sections, sound }: AnalysisDocument, kind: (typeof SECTION_KINDS)[number]): boolean {
  const lengthOf = (wanted?: string): number =>
    sections
      .filter((section) => wanted === undefined || section.kind === wanted)
      .reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
  const isHeard = sound?.scopes.some(({ scope }) => scope === kind) ?? false;
  return isHeard && lengthOf(kind) <= MOST_OF_TRACK * lengthOf();
}

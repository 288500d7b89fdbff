import { basename } from 'node:path';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { readSignal } from '../../../src/audio/read-signal.ts';
import { scanFolder } from '../../../src/library/scan-folder.ts';
import { describeSound, type NamedEncoder } from '../../../src/similarity/describe-sound.ts';
import { encodeTrack } from '../../../src/similarity/encode-track.ts';
import type { Block } from '../../../src/similarity/encoder-card.ts';
import { LibrarySearch } from '../../../src/similarity/library-search.ts';
import { blockShares } from '../../../src/similarity/search.ts';
import { SECTION_KINDS, type AnalysisDocument, type SectionKind } from '../../../src/store/analysis-document.ts';
import { precisionOf, type Outcome } from './retrieval.ts';
import { measured, withoutNetwork } from './held-out-library.ts';

/** How often a section of a track finds its own track first, by some vectors. */
export interface SectionToTrack {
  name: string;
  figure: ReturnType<typeof precisionOf>;
  queries: number;
}

/** A stretch of a track that was cut out and measured as if it were all there is. */
interface CutSection {
  kind: SectionKind;
  /** Place of its track. */
  track: number;
  analysis: AnalysisDocument;
}

/**
 * Asks with every kind of section of every track of a folder which track it is of: identity, not style, but of real
 * audio. A section is cut out of the sound first, so that it knows nothing of the rest of its track. A file that cannot
 * be measured is passed over.
 */
export async function sectionToTrack(
  folder: string,
  network: NamedEncoder,
  onTrack: (done: number, of: number) => void,
): Promise<SectionToTrack[]> {
  const { files } = await scanFolder(folder);
  const tracks: AnalysisDocument[] = [];
  const sections: CutSection[] = [];
  for (const [i, file] of files.entries()) {
    const signal = await readSignal(file).catch(() => undefined);
    const analysis = signal && (await heard(signal, basename(file), network));
    if (signal !== undefined && analysis !== undefined) {
      const track = tracks.push(analysis) - 1;
      for (const { kind, startSeconds, endSeconds } of telling(analysis)) {
        const cut = await heard(stretch(signal, startSeconds, endSeconds), `${kind} of ${basename(file)}`, network);
        if (cut !== undefined) sections.push({ kind, track, analysis: cut });
      }
    }
    onTrack(i + 1, files.length);
  }
  const asked = (
    name: string,
    see: (track: AnalysisDocument) => AnalysisDocument,
    weights: Partial<Record<Block, number>> = {},
    queries = sections,
  ): SectionToTrack => {
    const search = new LibrarySearch(
      tracks.map((track) => encodeTrack(see(track))),
      blockShares(weights),
    );
    const outcomes = queries.map(({ track, analysis }): Outcome => {
      const ranked = search.ranked(search.standardised(encodeTrack(see(analysis))));
      const found = ranked.map(({ index }) => index);
      return { family: track, precision: Number(found[0] === track), found };
    });
    return { name, figure: precisionOf(outcomes), queries: outcomes.length };
  };
  const whole = (track: AnalysisDocument): AnalysisDocument => track;
  return [
    asked('fusion', whole),
    asked('everything hand-crafted, no network', withoutNetwork),
    asked('network alone', whole, { sound: 1 }),
    ...SECTION_KINDS.map((kind) =>
      asked(
        `fusion, ${kind} alone`,
        whole,
        {},
        sections.filter((section) => section.kind === kind),
      ),
    ),
  ];
}

/** What is silent, or too short to be measured, is not there. */
async function heard(signal: StereoSignal, name: string, network: NamedEncoder): Promise<AnalysisDocument | undefined> {
  try {
    const [analysis, spectra] = measured(signal, name);
    return { ...analysis, sound: await describeSound(spectra, analysis.sections, network) };
  } catch {
    return undefined;
  }
}

/** A section that is most of its track asks nothing, nor does one that is over before it says anything. */
const MOST_OF_TRACK = 0.6;
const LEAST_SECONDS = 6;

/** The longest section of each kind that asks something. */
function telling({ sections }: AnalysisDocument): AnalysisDocument['sections'] {
  const lengthOf = ({ startSeconds, endSeconds }: AnalysisDocument['sections'][number]): number =>
    endSeconds - startSeconds;
  const total = sections.reduce((sum, section) => sum + lengthOf(section), 0);
  return SECTION_KINDS.flatMap((kind) => {
    const longest = sections.filter((section) => section.kind === kind).sort((a, b) => lengthOf(b) - lengthOf(a));
    return longest
      .slice(0, 1)
      .filter((section) => lengthOf(section) >= LEAST_SECONDS && lengthOf(section) <= MOST_OF_TRACK * total);
  });
}

function stretch({ sampleRateHz, left, right }: StereoSignal, fromSeconds: number, toSeconds: number): StereoSignal {
  const [from, to] = [fromSeconds, toSeconds].map((seconds) => Math.round(seconds * sampleRateHz));
  return { sampleRateHz, left: left.slice(from, to), right: right.slice(from, to) };
}

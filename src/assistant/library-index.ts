import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { ENGINE_VERSION } from '../analysis/analyse-track.ts';
import type { AnalysisCache, MeasureFile } from '../library/analysis-cache.ts';
import { VectorCache } from '../library/vector-cache.ts';
import { LAYOUT } from '../similarity/encode-track.ts';
import { ENCODER_NAME } from '../similarity/encoder-card.ts';
import { searchTrackOf, trackFacts, type SearchTrack } from '../similarity/search-track.ts';
import { FRONT_END } from '../similarity/sound-patches.ts';
import type { AnalysisDocument, SectionKind } from '../store/analysis-document.ts';
import { Failure } from '../store/failure.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import type { VectorRow } from '../store/vector-file.ts';
import { analysisCacheOf } from './analysis-cache-of.ts';
import { isFullyHeard } from './fully-heard.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

/**
 * The references of a profile as they are searched, from one file of vectors; only those that are not in it yet are
 * made from their analyses. References that are gone or hold another sound by now are passed over and counted.
 *
 * @param section the kind of section they are compared by
 */
export async function libraryIndex(
  workshop: Workshop,
  references: ProfileDocument['references'],
  section: SectionKind | undefined,
): Promise<SearchTrack[]> {
  const { home, workers, progress } = workshop;
  const [analyses, vectors] = [analysisCacheOf(home), new VectorCache(home.cache)];
  const key = libraryKey(section);
  const kept = await vectors.read(key);
  const made: VectorRow[] = [];
  progress.stage('Reading the library', references.length);
  const tracks = await onEvery(
    workers,
    references,
    async ({ file, contentHash }): Promise<SearchTrack | undefined> => {
      if (!(await access(file).then(() => true, () => false))) return undefined; // prettier-ignore
      const known = keptTrack(file, kept.get(contentHash), section);
      if (known !== undefined) return known;
      const analysis = await wholeAnalysis(workshop, analyses, file, contentHash);
      if (analysis === undefined) return undefined;
      const fresh = searchTrackOf(analysis, section);
      // What no network has heard yet may be heard the next time.
      if (analysis.sound?.network !== undefined) {
        made.push({ id: contentHash, note: fresh.facts, values: keptValues(fresh) });
      }
      return fresh;
    },
    (done) => progress.step(done),
  );
  await vectors.add(key, made);
  const found = tracks.filter((track) => track !== undefined);
  if (found.length < references.length) {
    progress.note(
      `${references.length - found.length} references are gone or were changed; learn the folder again to compare with them.`,
    );
  }
  return found;
}

/**
 * The analysis of a reference: the kept one; measured once more where none is kept, as after a new version, or where no
 * network could be run the last time and one can now. `undefined` where the file holds another sound by now.
 */
async function wholeAnalysis(
  { workers, signal }: Workshop,
  analyses: AnalysisCache,
  file: string,
  contentHash: string,
): Promise<AnalysisDocument | undefined> {
  const kept = await analyses.ofContent(contentHash, file);
  if (kept !== undefined && (await isFullyHeard(kept))) return kept;
  const measure: MeasureFile = (path, stop) => workers.run('analyse', { file: path }, stop);
  const now = await analyses.analyse(file, measure, signal).catch((error: unknown) => {
    if (error instanceof Failure && error.kind === 'input') return undefined;
    throw error;
  });
  // Another sound may lie in the file by now.
  return now?.contentHash === contentHash ? now : kept;
}

/** What vectors of a library are kept under: everything that changes a number of them, or how many there are. */
export function libraryKey(section: SectionKind | undefined): string {
  const layout = createHash('sha256').update(LAYOUT.ids.join(' ')).digest('hex').slice(0, 16);
  return `${ENCODER_NAME} ${FRONT_END} ${ENGINE_VERSION} ${layout} ${section === undefined ? 'whole' : `${section} and whole, without what is silent`}`;
}

/** What a row holds of a track: by a kind of section first that, then all of it. */
function keptValues({ values, whole }: SearchTrack): Float32Array {
  return whole === undefined ? values : Float32Array.of(...values, ...whole);
}

function keptTrack(
  file: string,
  row: VectorRow | undefined,
  section: SectionKind | undefined,
): SearchTrack | undefined {
  const { length } = LAYOUT;
  if (row === undefined || row.values.length !== (section === undefined ? length : 2 * length)) return undefined;
  const facts = trackFacts.safeParse(row.note);
  if (!facts.success) return undefined;
  return {
    file,
    contentHash: row.id,
    values: row.values.subarray(0, length),
    ...(section === undefined ? {} : { whole: row.values.subarray(length) }),
    facts: facts.data,
  };
}

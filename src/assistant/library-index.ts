import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { ENGINE_VERSION } from '../analysis/analyse-track.ts';
import { AnalysisCache } from '../library/analysis-cache.ts';
import { VectorCache } from '../library/vector-cache.ts';
import { LAYOUT } from '../similarity/encode-track.ts';
import { ENCODER_NAME } from '../similarity/encoder-card.ts';
import { searchTrackOf, trackFacts, type SearchTrack } from '../similarity/search-track.ts';
import { FRONT_END } from '../similarity/sound-patches.ts';
import type { SectionKind } from '../store/analysis-document.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import type { VectorRow } from '../store/vector-file.ts';
import type { Workshop } from './workshop.ts';

/**
 * The references of a profile as they are searched, from one file of vectors; only those that are not in it yet are
 * made from their analyses. References that are gone, or whose analysis is, are passed over and counted.
 *
 * @param section the kind of section they are compared by
 */
export async function libraryIndex(
  { home, progress }: Workshop,
  references: ProfileDocument['references'],
  section: SectionKind | undefined,
): Promise<SearchTrack[]> {
  const [analyses, vectors] = [new AnalysisCache(home.cache), new VectorCache(home.cache)];
  const key = libraryKey(section);
  const kept = await vectors.read(key);
  const made: VectorRow[] = [];
  progress.stage('Reading the library', references.length);
  const tracks: SearchTrack[] = [];
  for (const [done, { file, contentHash }] of references.entries()) {
    const track = keptTrack(file, kept.get(contentHash));
    if (!(await access(file).then(() => true, () => false))) continue; // prettier-ignore
    if (track !== undefined) tracks.push(track);
    else {
      const analysis = await analyses.ofContent(contentHash, file);
      if (analysis === undefined) continue;
      const fresh = searchTrackOf(analysis, section);
      tracks.push(fresh);
      // What no network has heard yet may be heard the next time.
      if (analysis.sound?.network !== undefined) {
        made.push({ id: contentHash, note: fresh.facts, values: fresh.values });
      }
    }
    progress.step(done + 1);
  }
  await vectors.add(key, made);
  if (tracks.length < references.length) {
    progress.note(
      `${references.length - tracks.length} references are gone or were changed; learn the folder again to compare with them.`,
    );
  }
  return tracks;
}

/** What vectors of a library are kept under: everything that changes a number of them. */
export function libraryKey(section: SectionKind | undefined): string {
  const layout = createHash('sha256').update(LAYOUT.ids.join(' ')).digest('hex').slice(0, 16);
  return `${ENCODER_NAME} ${FRONT_END} ${ENGINE_VERSION} ${layout} ${section ?? 'whole'}`;
}

function keptTrack(file: string, row: VectorRow | undefined): SearchTrack | undefined {
  if (row === undefined || row.values.length !== LAYOUT.length) return undefined;
  const facts = trackFacts.safeParse(row.note);
  return facts.success ? { file, contentHash: row.id, values: row.values, facts: facts.data } : undefined;
}

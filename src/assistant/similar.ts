import { AnalysisCache } from '../library/analysis-cache.ts';
import { findSimilar } from '../similarity/search.ts';
import type { SimilarDocument } from '../store/similar-document.ts';
import { analyse } from './analyse.ts';
import { readProfile } from './profiles.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

/**
 * Finds the references of a profile that a track is closest to. References that are gone are passed over and counted.
 */
export async function similar(
  workshop: Workshop,
  request: { file: string; count: number; profile: string | undefined },
): Promise<SimilarDocument> {
  const { home, workers, progress, signal } = workshop;
  const profile = await readProfile(workshop, request.profile);
  const query = await analyse(workshop, request.file);
  const cache = new AnalysisCache(home.cache);
  progress.stage('Reading the library', profile.references.length);
  const library = await onEvery(
    workers,
    profile.references,
    async ({ file }) => cache.find(file, signal).catch(() => undefined),
    (done) => progress.step(done),
  );
  const found = library.filter((analysis) => analysis !== undefined);
  if (found.length < library.length) {
    progress.note(
      `${library.length - found.length} references are gone or were changed; learn the folder again to compare with them.`,
    );
  }
  return findSimilar(query, found, { count: request.count });
}

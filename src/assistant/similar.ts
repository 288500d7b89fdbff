import { AnalysisCache } from '../library/analysis-cache.ts';
import { findSimilar } from '../similarity/search.ts';
import { Failure } from '../store/failure.ts';
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
    ({ file }) => cache.find(file, signal).catch(undefinedIfGone),
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

/** A reference that cannot be read any more is passed over; a cancellation or a fault is not. */
function undefinedIfGone(error: unknown): undefined {
  if (error instanceof Failure && error.kind === 'input') return undefined;
  throw error;
}

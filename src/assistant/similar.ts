import { AnalysisCache } from '../library/analysis-cache.ts';
import { findSimilar, type SearchOptions } from '../similarity/search.ts';
import { Failure } from '../store/failure.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import type { SimilarDocument } from '../store/similar-document.ts';
import { analyse } from './analyse.ts';
import { readProfile } from './profiles.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

export interface SimilarRequest {
  file: string;
  profile: string | undefined;
  /** Name of a style inside the profile; all of it where undefined. */
  cluster: string | undefined;
  search: SearchOptions;
}

/**
 * Finds the references of a profile that a track is closest to. References that are gone are passed over and counted.
 *
 * @throws Failure 'input' where there is no such profile or style, or nothing to compare with
 */
export async function similar(workshop: Workshop, request: SimilarRequest): Promise<SimilarDocument> {
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
  const { cluster, search } = request;
  if (cluster === undefined) return findSimilar(query, found, search);
  return findSimilar(query, found, { ...search, filters: { ...search.filters, among: membersOf(profile, cluster) } });
}

/** Files of a style. */
function membersOf({ name, clusters }: ProfileDocument, cluster: string): ReadonlySet<string> {
  const found = clusters.find((style) => style.name === cluster);
  if (found === undefined) {
    const names = clusters.map((style) => `"${style.name}"`).join(', ');
    throw new Failure(
      'input',
      `The profile "${name}" has no style "${cluster}"${names === '' ? '' : `; it has ${names}`}.`,
    );
  }
  return new Set(found.members);
}

/** A reference that cannot be read any more is passed over; a cancellation or a fault is not. */
function undefinedIfGone(error: unknown): undefined {
  if (error instanceof Failure && error.kind === 'input') return undefined;
  throw error;
}

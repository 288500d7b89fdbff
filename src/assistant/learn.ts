import path from 'node:path';
import { AnalysisCache } from '../library/analysis-cache.ts';
import { analyseLibrary } from '../library/analyse-library.ts';
import { buildProfile } from '../profile/build-profile.ts';
import { namedDocumentFile } from '../store/home.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { keepProfile } from './profiles.ts';
import type { Workshop } from './workshop.ts';

export interface LearnRequest {
  folder: string;
  /** Name of the profile; one of that name is replaced (the store keeps the version before). */
  name: string;
  /** Use it from now on where no profile is named. True unless told. */
  makeCurrent?: boolean;
}

export interface Learned {
  profile: ProfileDocument;
  skipped: readonly { file: string; why: string }[];
}

/** Any number does: with it the clusters of one library are the same every time. */
const CLUSTER_SEED = 1;

/**
 * Measures every track of a folder and learns what they have in common. Tracks measured before are remembered; after a
 * cancellation the next run goes on where this one stopped.
 */
export async function learn(workshop: Workshop, { folder, name, makeCurrent = true }: LearnRequest): Promise<Learned> {
  const { home, workers, progress, signal } = workshop;
  // A name that cannot be one is told before anything is measured.
  namedDocumentFile(home.profiles, name);
  const absolute = path.resolve(folder);
  const cache = new AnalysisCache(home.cache);
  const { analyses, skipped } = await analyseLibrary({
    folder: absolute,
    cache,
    analyse: (track, stop) => workers.run('analyse', { file: track }, stop),
    concurrency: workers.size,
    progress,
    ...(signal === undefined ? {} : { signal }),
  });
  await cache.prune();
  const profile = buildProfile({
    name,
    folder: absolute,
    analyses,
    skipped,
    seed: CLUSTER_SEED,
    createdAt: workshop.now().toISOString(),
  });
  await keepProfile(workshop, profile);
  if (makeCurrent) {
    await new ProjectMemory(home.memoryFile).remember((memory) => {
      memory.currentProfile = name;
    });
  }
  return { profile, skipped };
}

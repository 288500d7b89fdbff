import path from 'node:path';
import type { AnalysisCache, MeasureFile } from '../library/analysis-cache.ts';
import { analyseLibrary } from '../library/analyse-library.ts';
import { VectorCache } from '../library/vector-cache.ts';
import { buildProfile } from '../profile/build-profile.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import { Failure } from '../store/failure.ts';
import { namedDocumentFile } from '../store/home.ts';
import { readDocumentIfThere } from '../store/json-document.ts';
import { keptProfileDocument } from '../store/kept-profile-document.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import { analysisCacheOf } from './analysis-cache-of.ts';
import { keepProfile } from './profiles.ts';
import { onEvery } from './workers.ts';
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
  const cache = analysisCacheOf(home);
  const measure: MeasureFile = (track, stop) => workers.run('analyse', { file: track }, stop);
  const { analyses, skipped } = await analyseLibrary({
    folder: absolute,
    cache,
    analyse: measure,
    concurrency: workers.size,
    progress,
    ...(signal === undefined ? {} : { signal }),
  });
  await cache.prune();
  await new VectorCache(home.cache).prune();
  const finished = await finishedTracks(workshop, name, cache, measure);
  const others = finished.filter(({ file }) => !analyses.some((analysis) => analysis.file === file));
  const profile = profileFrom(workshop, {
    name,
    folder: absolute,
    own: finished.map(({ file }) => file),
    analyses: [...analyses, ...others],
    skipped,
  });
  await keepProfile(workshop, profile);
  if (makeCurrent) {
    await new ProjectMemory(home.memoryFile).remember((memory) => {
      memory.currentProfile = name;
    });
  }
  return { profile, skipped };
}

/** What a profile is made of. */
export interface ProfileParts {
  name: string;
  /** Absolute path of the library; empty where it lies elsewhere. */
  folder: string;
  /** The producer's own finished tracks among the analyses. */
  own: readonly string[];
  analyses: readonly AnalysisDocument[];
  skipped: readonly { file: string; why: string }[];
}

/** The profile of these tracks, made now. */
export function profileFrom(
  workshop: Pick<Workshop, 'now'>,
  { name, folder, own, analyses, skipped }: ProfileParts,
): ProfileDocument {
  const createdAt = workshop.now().toISOString();
  const profile = buildProfile({ name, folder, analyses, skipped, seed: CLUSTER_SEED, createdAt });
  return own.length === 0 ? profile : { ...profile, own: [...own] };
}

/** The finished tracks that the profile of that name has grown by, as far as they can still be measured. */
async function finishedTracks(
  workshop: Workshop,
  name: string,
  cache: AnalysisCache,
  measure: MeasureFile,
): Promise<AnalysisDocument[]> {
  const { home, workers, progress, signal } = workshop;
  const place = namedDocumentFile(home.profiles, name);
  const before = await readDocumentIfThere(keptProfileDocument, place, (line) => progress.note(line)).catch(
    undefinedIfUnreadable,
  );
  const found = await onEvery(workers, before?.own ?? [], (track) =>
    cache.analyse(track, measure, signal).catch((error: unknown) => {
      undefinedIfUnreadable(error);
      progress.note(`Learned without your own track ${track}: ${(error as Failure).message}`);
      return undefined;
    }),
  );
  return found.filter((analysis) => analysis !== undefined);
}

/** What cannot be read any more is learned without; a cancellation and a fault go on. */
function undefinedIfUnreadable(error: unknown): undefined {
  if (error instanceof Failure && error.kind === 'input') return undefined;
  throw error;
}

import path from 'node:path';
import type { AnalysisCache } from '../library/analysis-cache.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import { Failure } from '../store/failure.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import { analysisCacheOf } from './analysis-cache-of.ts';
import { profileFrom, type Learned } from './learn.ts';
import { keepProfile, readProfile } from './profiles.ts';
import { onEvery } from './workers.ts';
import type { Workshop } from './workshop.ts';

/**
 * Lets a profile grow by tracks that the producer has finished: from now on they count as references of it, also when
 * its folder is learned again.
 *
 * @param request.files at least one
 * @param request.name of the profile; the one used last if undefined
 * @throws Failure 'input' where a file cannot be measured; 'refused' where references of the profile are gone, which
 * would otherwise drop out of it unnoticed
 */
export async function learnOwn(
  workshop: Workshop,
  request: { files: readonly string[]; name: string | undefined },
): Promise<Learned> {
  const { home, workers, progress, signal } = workshop;
  const profile = await readProfile(workshop, request.name);
  const own = [...new Set([...(profile.own ?? []), ...request.files.map((file) => path.resolve(file))])];
  const cache = analysisCacheOf(home);
  const measure = (track: string, stop?: AbortSignal): Promise<AnalysisDocument> =>
    workers.run('analyse', { file: track }, stop);
  progress.stage('Measuring finished tracks', own.length);
  const finished = await onEvery(
    workers,
    own,
    (file) => cache.analyse(file, measure, signal),
    (done) => progress.step(done),
  );
  const others = profile.references.filter(({ file }) => !own.includes(file));
  const known = await onEvery(
    workers,
    others,
    ({ file, contentHash }) => knownAnalysis(cache, file, contentHash, measure, signal),
    () => undefined,
  );
  const found = known.filter((analysis) => analysis !== undefined);
  if (found.length < others.length) throw referencesGone(profile, others.length - found.length);
  const grown = profileFrom(workshop, { ...profile, own, analyses: [...found, ...finished], skipped: [] });
  await keepProfile(workshop, grown);
  return { profile: grown, skipped: [] };
}

/** What is known of a reference, whether its file is still there or not; `undefined` where neither is. */
async function knownAnalysis(
  cache: AnalysisCache,
  file: string,
  contentHash: string,
  measure: (track: string, stop?: AbortSignal) => Promise<AnalysisDocument>,
  signal: AbortSignal | undefined,
): Promise<AnalysisDocument | undefined> {
  const kept = await cache.ofContent(contentHash, file);
  if (kept !== undefined) return kept;
  return cache.analyse(file, measure, signal).catch((error: unknown) => {
    if (error instanceof Failure && error.kind === 'input') return undefined;
    throw error;
  });
}

function referencesGone({ name, folder }: ProfileDocument, count: number): Failure {
  const what = count === 1 ? 'One reference' : `${count} references`;
  const advice =
    folder === ''
      ? 'it was learned elsewhere, so it can only grow there'
      : 'learn its folder again, then add your tracks';
  return new Failure('refused', `${what} of the profile "${name}" cannot be found any more: ${advice}.`);
}

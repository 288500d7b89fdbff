import { access } from 'node:fs/promises';
import path from 'node:path';
import { analyseLibrary } from '../library/analyse-library.ts';
import { ENCODER_NAME } from '../similarity/encoder-card.ts';
import {
  refuseMissingSection,
  runtimeOf,
  similarResult,
  SimilarSearch,
  type FoundTrack,
  type Ranking,
  type SearchOptions,
} from '../similarity/search.ts';
import { searchTrackOf, type SearchTrack } from '../similarity/search-track.ts';
import { Failure } from '../store/failure.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import type { SimilarDocument } from '../store/similar-document.ts';
import { analyse } from './analyse.ts';
import { analysisCacheOf } from './analysis-cache-of.ts';
import { noteCorrection } from './corrections.ts';
import { rankingOfHead } from './head.ts';
import { libraryIndex } from './library-index.ts';
import { hearByModel } from './model-index.ts';
import { chooseModel } from './models.ts';
import { readProfile } from './profiles.ts';
import { nameTarget } from './targets.ts';
import type { Workshop } from './workshop.ts';

export interface SimilarRequest {
  /** A file, or the name of a reference of the profile. */
  file: string;
  profile: string | undefined;
  /** Name of a style inside the profile; all of it where undefined. */
  cluster: string | undefined;
  /** A folder to search instead of the profile: stems of other songs, for a stem. */
  among?: string | undefined;
  /** A public model that is to hear in the place of our own network. */
  model?: string | undefined;
  /** False leaves the producer's own idea of similar out. */
  head?: boolean;
  /** References that are, and are not, like the track: noted, for `head fit --corrections`. */
  correction?: { more: string; less: string } | undefined;
  /** Names what is found as a target for `gap` and `suggest`. */
  asTarget?: string | undefined;
  search: SearchOptions;
}

/**
 * Finds the references of a profile, or the files of a folder, that a track is closest to.
 *
 * @throws Failure 'input' where there is no such profile, style or model, or nothing to compare with
 */
export async function similar(workshop: Workshop, request: SimilarRequest): Promise<SimilarDocument> {
  const { section } = request.search;
  const chosen = request.model === undefined ? undefined : await chooseModel(workshop, request.model);
  const {
    query,
    library,
    search: options,
  } = await (request.among === undefined ? ofProfile(workshop, request) : ofFolder(workshop, request, request.among));
  refuseMissingSection(query, section);
  const own = { query: searchTrackOf(query, section), library };
  const heard =
    chosen === undefined ? undefined : await hearByModel(workshop, chosen, { ...own, analysis: query }, section);
  const search = new SimilarSearch(heard?.query ?? own.query, heard?.library ?? library, options, heard?.layout);
  const ranking = await rankingFor(workshop, request);
  const found = ranking === undefined ? search.results() : await search.resultsBy(ranking);
  if (request.correction !== undefined) await note(workshop, request.correction, own);
  if (request.asTarget !== undefined) await keepAsTarget(workshop, request, query, found);
  return {
    schema: 'coproducer.similar/1',
    query: query.file,
    encoder: ENCODER_NAME,
    ...(chosen === undefined ? {} : { model: modelOf(chosen.recognised.model) }),
    network: { ...(chosen === undefined ? runtimeOf(query) : {}), ...search.heard },
    ...(ranking === undefined ? {} : { head: true }),
    ...(section === undefined ? {} : { section }),
    results: await Promise.all(
      found.map(async (result) => {
        const { contentHash, file } = result.track;
        return similarResult(query, await analyse(workshop, file, contentHash), result, section);
      }),
    ),
  };
}

/**
 * A head is for whole tracks as our own network hears them, by all blocks; whoever asks otherwise is answered without
 * it.
 */
async function rankingFor(
  workshop: Workshop,
  { profile, among, model, head = true, search: { weights, section } }: SimilarRequest,
): Promise<Ranking | undefined> {
  const plain = [among, model, weights, section].every((option) => option === undefined);
  return head && plain ? await rankingOfHead(workshop, profile) : undefined;
}

/** @throws Failure 'input' where one of the two is no track of the library, or both are the same or the query */
async function note(
  workshop: Workshop,
  { more, less }: { more: string; less: string },
  { query, library }: { query: SearchTrack; library: readonly SearchTrack[] },
): Promise<void> {
  const [alike, unlike] = [more, less].map((name) => {
    const exact = library.find(({ file }) => file === path.resolve(name));
    const named = library.filter(({ file }) => path.basename(file) === path.basename(name));
    const found = exact ?? (named.length === 1 ? named[0] : undefined);
    if (found === undefined)
      throw new Failure('input', `${name} is none of the references; give one by its name or path.`);
    return found;
  });
  if (new Set([query, alike, unlike].map(({ contentHash }) => contentHash)).size < 3) {
    throw new Failure(
      'input',
      'A correction takes three different tracks: one, one more like it, and one less like it.',
    );
  }
  const idOf = ({ file, contentHash }: SearchTrack): { file: string; contentHash: string } => ({ file, contentHash });
  await noteCorrection(workshop, { query: idOf(query), more: idOf(alike), less: idOf(unlike) });
}

/** @throws Failure 'usage' where a folder was searched: a target is measured by what was learned of references */
async function keepAsTarget(
  workshop: Workshop,
  { asTarget = '', among, profile }: SimilarRequest,
  query: AnalysisDocument,
  found: readonly FoundTrack[],
): Promise<void> {
  if (among !== undefined) throw new Failure('usage', 'A target is made of references: leave --among out.');
  const references = found.filter(({ duplicate }) => !duplicate).map(({ track }) => track.file);
  if (references.length === 0) throw new Failure('input', 'Only copies of the track were found: ask for more with -k.');
  const { name } = await readProfile(workshop, profile);
  await nameTarget(workshop, { name: asTarget, profile: name, references, query: query.file });
}

interface Compared {
  query: AnalysisDocument;
  library: readonly SearchTrack[];
  search: SearchOptions;
}

async function ofProfile(
  workshop: Workshop,
  { file, profile: name, cluster, search }: SimilarRequest,
): Promise<Compared> {
  const profile = await readProfile(workshop, name);
  const query = await analyse(workshop, await fileOf(profile, file));
  const library = await libraryIndex(workshop, profile.references, search.section);
  if (cluster === undefined) return { query, library, search };
  const filters = { ...search.filters, among: membersOf(profile, cluster) };
  return { query, library, search: { ...search, filters } };
}

/** The files of a folder, measured where they are not known yet; one that cannot be read is skipped and named. */
async function ofFolder(workshop: Workshop, { file, search }: SimilarRequest, folder: string): Promise<Compared> {
  const { home, workers, progress, signal } = workshop;
  const query = await analyse(workshop, file);
  const { analyses } = await analyseLibrary({
    folder: path.resolve(folder),
    cache: analysisCacheOf(home),
    analyse: (track, stop) => workers.run('analyse', { file: track }, stop),
    concurrency: workers.size,
    progress,
    ...(signal === undefined ? {} : { signal }),
  });
  return { query, library: analyses.map((analysis) => searchTrackOf(analysis, search.section)), search };
}

/**
 * The reference of this name, where exactly one has it and no file of that name lies here; else the path as it was
 * given.
 */
async function fileOf({ references }: ProfileDocument, file: string): Promise<string> {
  if (await access(file).then(() => true, () => false)) return file; // prettier-ignore
  const named = references.filter((reference) => path.basename(reference.file) === file);
  return named.length === 1 ? named[0].file : file;
}

function modelOf({
  id,
  label,
  licence,
}: {
  id: string;
  label: string;
  licence: { name: string; commercialUse: boolean };
}): NonNullable<SimilarDocument['model']> {
  return { id, label, licence: licence.name, commercialUse: licence.commercialUse };
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

import path from 'node:path';
import { readPlaylist } from '../library/read-playlist.ts';
import type { HeadCorrection } from '../similarity/fit-head.ts';
import { searchTrackOf, type SearchTrack } from '../similarity/search-track.ts';
import { Failure } from '../store/failure.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import { analysisCacheOf } from './analysis-cache-of.ts';
import { readCorrections } from './corrections.ts';
import { libraryIndex } from './library-index.ts';
import type { Workshop } from './workshop.ts';

/** What is learned from: the folders below the library's, playlists, or what was said of single tracks. */
export type HeadSource =
  { from: 'folders' } | { from: 'playlists'; files: readonly string[] } | { from: 'corrections' };

export interface ToldExamples {
  tracks: SearchTrack[];
  /** Place in `groupNames` of each track; −1 for none. */
  groups: number[];
  groupNames: string[];
  corrections: HeadCorrection[];
}

/** Fewer of a group tell nothing once some are held back. */
const LEAST_IN_GROUP = 4;
const LEAST_GROUPED = 12;
const LEAST_CORRECTIONS = 20;
const LEAST_QUERIES = 5;

/** @throws Failure 'input' where there is too little to learn from */
export async function headExamples(
  workshop: Workshop,
  profile: ProfileDocument,
  source: HeadSource,
): Promise<ToldExamples> {
  const library = await libraryIndex(workshop, profile.references, undefined);
  if (source.from === 'corrections') return corrected(workshop, library);
  const nameOf = source.from === 'folders' ? folderNames(profile.folder) : await playlistNames(library, source.files);
  return grouped(library, nameOf, source.from);
}

/** Folders are named from the library's own; what lies directly in it belongs to none. */
function folderNames(root: string): (file: string) => string | undefined {
  return (file) => {
    const folder = path.relative(root, path.dirname(file));
    return folder === '' || folder.startsWith('..') ? undefined : folder.split(path.sep).join('/');
  };
}

/** A track that is in several playlists belongs to the first. */
async function playlistNames(
  library: readonly SearchTrack[],
  files: readonly string[],
): Promise<(file: string) => string | undefined> {
  const names = new Map<string, string>();
  for (const playlist of files) {
    const name = path.basename(playlist).replace(/\.m3u8?$/i, '');
    for (const listed of await readPlaylist(playlist)) {
      const exact = library.find(({ file }) => file === listed);
      // A library that was moved keeps its file names.
      const sameName = library.filter(({ file }) => path.basename(file) === path.basename(listed));
      const found = exact ?? (sameName.length === 1 ? sameName[0] : undefined);
      if (found !== undefined && !names.has(found.file)) names.set(found.file, name);
    }
  }
  return (file) => names.get(file);
}

function grouped(
  tracks: SearchTrack[],
  nameOf: (file: string) => string | undefined,
  from: 'folders' | 'playlists',
): ToldExamples {
  const names = tracks.map(({ file }) => nameOf(file));
  const groupNames = [...new Set(names)]
    .filter((name) => name !== undefined && names.filter((other) => other === name).length >= LEAST_IN_GROUP)
    .map(String)
    .sort();
  const groups = names.map((name) => (name === undefined ? -1 : groupNames.indexOf(name)));
  const inGroups = groups.filter((group) => group >= 0).length;
  if (groupNames.length < 2 || inGroups < LEAST_GROUPED) {
    throw new Failure(
      'input',
      `There is too little to learn from: it takes two ${from} of at least ${LEAST_IN_GROUP} references and ${LEAST_GROUPED} references in all; found ${groupNames.length} of that size with ${inGroups}.`,
    );
  }
  return { tracks, groups, groupNames, corrections: [] };
}

/** Tracks that were asked for and are no references come behind the library. */
async function corrected(workshop: Workshop, library: readonly SearchTrack[]): Promise<ToldExamples> {
  const tracks = [...library];
  const cache = analysisCacheOf(workshop.home);
  const placeOf = async ({ file, contentHash }: { file: string; contentHash: string }): Promise<number> => {
    const known = tracks.findIndex((track) => track.contentHash === contentHash);
    if (known >= 0) return known;
    const analysis = await cache.ofContent(contentHash, file);
    return analysis === undefined ? -1 : tracks.push(searchTrackOf(analysis)) - 1;
  };
  const corrections: HeadCorrection[] = [];
  for (const told of await readCorrections(workshop)) {
    const [query, more, less] = [await placeOf(told.query), await placeOf(told.more), await placeOf(told.less)];
    if (Math.min(query, more, less) >= 0) corrections.push({ query, more, less });
  }
  const queries = new Set(corrections.map(({ query }) => query)).size;
  if (corrections.length < LEAST_CORRECTIONS || queries < LEAST_QUERIES) {
    throw new Failure(
      'input',
      `There is too little to learn from: it takes ${LEAST_CORRECTIONS} corrections of ${LEAST_QUERIES} tracks, found ${corrections.length} of ${queries}; give them with "coproducer similar FILE --more-like A --less-like B".`,
    );
  }
  return { tracks, groups: tracks.map(() => -1), groupNames: [], corrections };
}

import path from 'node:path';
import { carriedProfileDocument, type CarriedProfileDocument } from '../store/carried-profile-document.ts';
import { Failure } from '../store/failure.ts';
import { namedDocumentFile } from '../store/home.ts';
import { readDocumentIfThere, readGivenDocument, writeDocument } from '../store/json-document.ts';
import { keptProfile, wholeProfile } from '../store/kept-profile.ts';
import { keptProfileDocument } from '../store/kept-profile-document.ts';
import type { ProfileDocument, StyleStatistics } from '../store/profile-document.ts';
import { keepProfile, readProfile } from './profiles.ts';
import type { Workshop } from './workshop.ts';

/** What a profile without a name of its own is called where it arrives. */
const CARRIED_NAME = 'carried';

/**
 * Writes a profile into one file to carry elsewhere: numbers, styles and what is known of their quality. Paths are
 * never in it.
 *
 * @param request.named whether the names of the profile and of its tracks, and the hashes that tell their files, are in
 * it; else the tracks are numbered
 * @throws Failure 'input' where there is no such profile or the file cannot be written
 */
export async function exportProfile(
  workshop: Workshop,
  request: { file: string; profile: string | undefined; named: boolean },
): Promise<ProfileDocument> {
  const profile = await readProfile(workshop, request.profile);
  await writeDocument(carriedProfileDocument, request.file, {
    schema: 'coproducer.carried-profile/1',
    exportedAt: workshop.now().toISOString(),
    named: request.named,
    profile: keptProfile(withoutPaths(profile, request.named)),
  });
  return profile;
}

/**
 * Takes over a profile that was exported, here or elsewhere.
 *
 * @param request.name what it is called from now on; its own name if undefined
 * @throws Failure 'input' where the file is no such export; 'refused' where there is a profile of that name already
 */
export async function importProfile(
  workshop: Workshop,
  request: { file: string; name: string | undefined },
): Promise<ProfileDocument> {
  const carried = await readGivenDocument(carriedProfileDocument, request.file);
  const name = request.name ?? nameOf(carried);
  const place = namedDocumentFile(workshop.home.profiles, name);
  const there = await readDocumentIfThere(keptProfileDocument, place, (line) => workshop.progress.note(line));
  if (there !== undefined) {
    throw new Failure('refused', `There is a profile "${name}" already; give this one another name with --name.`);
  }
  const profile = { ...wholeProfile(carried.profile), name };
  await keepProfile(workshop, profile);
  return profile;
}

function nameOf({ named, profile }: CarriedProfileDocument): string {
  return named ? profile.name : CARRIED_NAME;
}

function withoutPaths(profile: ProfileDocument, named: boolean): ProfileDocument {
  const names = namesFor(
    profile.references.map(({ file }) => file),
    named,
  );
  const nameOfFile = (file: string): string => names.get(file) ?? (named ? path.basename(file) : '');
  const style = (one: StyleStatistics): StyleStatistics => ({
    ...one,
    members: one.members.map(nameOfFile),
    exemplars: one.exemplars.map(nameOfFile),
  });
  return {
    ...profile,
    name: named ? profile.name : CARRIED_NAME,
    folder: '',
    ...(profile.own === undefined ? {} : { own: profile.own.map(nameOfFile) }),
    library: style(profile.library),
    clusters: profile.clusters.map(style),
    references: profile.references.map((reference, i) => ({
      ...reference,
      file: nameOfFile(reference.file),
      contentHash: named ? reference.contentHash : String(i + 1),
    })),
    // What is said of single files names them in its sentence.
    validation: profile.validation
      .filter(({ files }) => named || files.length === 0)
      .map((finding) => ({ ...finding, files: finding.files.map(nameOfFile) })),
  };
}

/** A name of its own for each file: its number, or what it is called. */
function namesFor(files: readonly string[], named: boolean): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  files.forEach((file, i) => {
    const base = named ? path.basename(file) : `Reference ${i + 1}`;
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base} (${n})`;
    taken.add(name);
    names.set(file, name);
  });
  return names;
}

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../store/failure.ts';
import { namedDocumentFile } from '../store/home.ts';
import { readDocument, readDocumentIfThere, writeDocument } from '../store/json-document.ts';
import { keptProfile, wholeProfile } from '../store/kept-profile.ts';
import { keptProfileDocument } from '../store/kept-profile-document.ts';
import type { ProfileDocument } from '../store/profile-document.ts';
import type { ProfilesDocument } from '../store/profiles-document.ts';
import { ProjectMemory } from '../store/project-memory.ts';
import type { Workshop } from './workshop.ts';

/**
 * Reads a profile by name, or the one used last.
 *
 * @throws Failure 'input' where there is none of that name, or none at all.
 */
export async function readProfile(workshop: Workshop, name: string | undefined): Promise<ProfileDocument> {
  const { home, progress } = workshop;
  const wanted = name ?? (await new ProjectMemory(home.memoryFile).recall()).currentProfile;
  if (wanted === '') {
    throw new Failure(
      'input',
      'There is no profile yet: learn one with "coproducer learn <folder of reference tracks>".',
    );
  }
  const found = await readDocumentIfThere(keptProfileDocument, namedDocumentFile(home.profiles, wanted), (line) =>
    progress.note(line),
  );
  if (found === undefined) {
    throw new Failure('input', `There is no profile "${wanted}": "coproducer profile list" names those there are.`);
  }
  return wholeProfile(found);
}

/** Keeps a profile under its name; one of that name is replaced, and kept as backup. */
export async function keepProfile(workshop: Workshop, profile: ProfileDocument): Promise<void> {
  const file = namedDocumentFile(workshop.home.profiles, profile.name);
  await writeDocument(keptProfileDocument, file, keptProfile(profile), workshop.now());
}

/** Every profile of the home, by name. One that cannot be read is told and passed over. */
export async function listProfiles({ home, progress }: Workshop): Promise<ProfilesDocument> {
  const { currentProfile } = await new ProjectMemory(home.memoryFile).recall();
  const names = (await readdir(home.profiles)).filter((file) => file.endsWith('.json')).sort();
  const profiles: ProfilesDocument['profiles'] = [];
  for (const file of names) {
    try {
      const profile = await readDocument(keptProfileDocument, join(home.profiles, file), (line) => progress.note(line));
      profiles.push({
        name: profile.name,
        references: profile.references.length,
        folder: profile.folder,
        createdAt: profile.createdAt,
        current: basename(file, '.json') === currentProfile,
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      progress.note(error.message);
    }
  }
  return { schema: 'coproducer.profiles/1', profiles };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProfile } from '../../src/profile/build-profile.ts';
import { writeDocument } from '../../src/store/json-document.ts';
import { keptProfile, wholeProfile } from '../../src/store/kept-profile.ts';
import { keptProfileDocument } from '../../src/store/kept-profile-document.ts';
import { syntheticLibrary } from '../../test/synthetic-analyses.ts';

/** So many tracks are learned; the others are theirs again, each a little different. */
const LEARNED = 100;

/**
 * Writes a profile of `tracks` references with every feature of the catalogue: as the home keeps it, and as plain JSON
 * of all its digits.
 */
export async function writeLargeProfile(folder: string, tracks: number): Promise<{ kept: string; plain: string }> {
  const learned = buildProfile({
    name: 'large',
    folder: '/References',
    analyses: syntheticLibrary(LEARNED, 1),
    skipped: [],
    seed: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const references = Array.from({ length: tracks }, (_, i) => {
    const reference = learned.references[i % LEARNED];
    const vector = reference.vector.map((value) => (value === null ? null : value * (1 + i / (1000 * tracks))));
    return { ...reference, file: `/References/Track ${i}.wav`, contentHash: `${reference.contentHash} ${i}`, vector };
  });
  const members = references.map(({ file }) => file);
  const styles = learned.clusters.map((style, cluster) => ({
    ...style,
    members: members.filter((_, i) => references[i].cluster === cluster),
  }));
  const whole = { ...learned, references, library: { ...learned.library, members }, clusters: styles };
  const kept = join(folder, 'large.json');
  await writeDocument(keptProfileDocument, kept, keptProfile(whole));
  const plain = join(folder, 'large plain.json');
  writeFileSync(plain, JSON.stringify(wholeProfile(keptProfile(whole))));
  return { kept, plain };
}

import { basename } from 'node:path';
import type { StripSettings } from '../../device/messages.ts';
import { findBounces } from '../../src/assistant/bounces.ts';
import { Failure } from '../../src/store/failure.ts';

/**
 * The settings with a file as the bounce of a track, as a producer says it who drops the file on that track. A folder
 * that was not chosen yet is chosen with it.
 *
 * @throws Failure 'input' where the file lies elsewhere than the chosen bounces, or is the master
 */
export async function withStemOf(track: string, file: string, settings: StripSettings): Promise<StripSettings> {
  const given = await findBounces(file);
  const isChosen = settings.folder !== '';
  if (isChosen && given.folder !== settings.folder) {
    throw new Failure(
      'input',
      `"${basename(file)}" is not among your bounces; drop a file of "${basename(settings.folder)}" here.`,
    );
  }
  const { folder, master } = await findBounces(given.folder, settings.master);
  // A file that was given is taken for the master by `findBounces`.
  if (given.master === master) {
    throw new Failure('input', `"${basename(file)}" is the master; drop it on the Coproducer of the main track.`);
  }
  const name = basename(given.master);
  const others = settings.stemMap.filter((row) => row.file !== name && row.track !== track);
  return { ...settings, folder, stemMap: [...others, { file: name, track }] };
}

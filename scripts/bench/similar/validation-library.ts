import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readSignal } from '../../../src/audio/read-signal.ts';
import { describeSound } from '../../../src/similarity/describe-sound.ts';
import { measured, type HeldOutTrack, type Networks } from './held-out-library.ts';

/**
 * Songs of the training's own generators, of recipes that it has not seen, as `validation_songs.py` writes them into a
 * folder for each generator. Weights and rules are chosen on these, so that the held-out generator stays unseen.
 */
export async function validationLibrary(
  folder: string,
  { network, shuffled }: Networks,
  onTrack: (done: number, total: number) => void,
): Promise<HeldOutTrack[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.wav')).sort();
  const tracks: HeldOutTrack[] = [];
  for (const name of names) {
    const [family, recipe] = basename(name, '.wav').split('-').map(Number);
    const [analysis, spectra] = measured(await readSignal(join(folder, name)), name);
    const heard = async (by: Networks['network']): Promise<HeldOutTrack['analysis']> => ({
      ...analysis,
      sound: await describeSound(spectra, analysis.sections, by),
    });
    tracks.push({ recipe, family, analysis: await heard(network), unfinished: {}, shuffled: await heard(shuffled) });
    onTrack(tracks.length, names.length);
  }
  return tracks;
}

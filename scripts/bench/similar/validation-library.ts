import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { analyseTrack } from '../../../src/analysis/analyse-track.ts';
import type { TrackFrames } from '../../../src/analysis/track-frames.ts';
import { describeSound } from '../../../src/similarity/describe-sound.ts';
import type { HeldOutTrack, Networks } from './held-out-library.ts';

/**
 * Songs of the training's own generators, of recipes that were held out of it, as `validation_songs.py` writes them into
 * a folder for each generator. Weights and rules are chosen on these, so that the held-out generator stays unseen.
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
    let spectra: TrackFrames['spectra'] | undefined;
    const analysis = await analyseTrack(join(folder, name), {
      onFrames: (frames) => {
        spectra = frames.spectra;
      },
    });
    const heard = async (by: typeof network): Promise<HeldOutTrack['analysis']> => ({
      ...analysis,
      sound: await describeSound(spectra as TrackFrames['spectra'], analysis.sections, by),
    });
    tracks.push({ recipe, family, analysis: await heard(network), unfinished: {}, shuffled: await heard(shuffled) });
    onTrack(tracks.length, names.length);
  }
  return tracks;
}

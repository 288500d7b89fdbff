import { analyseTrack } from '../analysis/analyse-track.ts';
import type { Form } from '../analysis/form.ts';
import type { TrackFrames } from '../analysis/track-frames.ts';
import { describeSound } from '../similarity/describe-sound.ts';
import { shippedNetwork } from '../similarity/shipped-network.ts';
import type { AnalysisDocument } from '../store/analysis-document.ts';

/**
 * Measures a file and describes its sound, from one decoding and the same spectra. Throws what `analyseTrack` throws.
 */
export async function analyseWithSound(
  { file, form }: { file: string; form?: Form },
  signal?: AbortSignal,
): Promise<AnalysisDocument> {
  let spectra: TrackFrames['spectra'] | undefined;
  const analysis = await analyseTrack(file, {
    ...(signal === undefined ? {} : { signal }),
    ...(form === undefined ? {} : { form }),
    onFrames: (frames) => {
      spectra = frames.spectra;
    },
  });
  if (spectra === undefined) return analysis;
  return { ...analysis, sound: await describeSound(spectra, analysis.sections, await shippedNetwork()) };
}

import { analyseTrack } from '../analysis/analyse-track.ts';
import type { Form } from '../analysis/form.ts';
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
  return analyseTrack(file, {
    ...(signal === undefined ? {} : { signal }),
    ...(form === undefined ? {} : { form }),
    describe: async (spectra, sections) => describeSound(spectra, sections, await shippedNetwork()),
  });
}

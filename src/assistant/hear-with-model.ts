import { readSignal } from '../audio/read-signal.ts';
import { openModel, type PublicEncoder } from '../similarity/find-models.ts';
import { vectorsByScope } from '../similarity/model-vectors.ts';
import type { AnalysisDocument, Scope } from '../store/analysis-document.ts';

/** The model that this thread has loaded: one track after the other is heard with the same. */
let loaded: { file: string; encoder: Promise<PublicEncoder> } | undefined;

/**
 * Hears a file with a public model: decodes it once more, since a model has a rate and spectra of its own.
 *
 * @throws Failure as `readSignal` does; Error where the model cannot be loaded
 */
export async function hearWithModel({
  file,
  model,
  sections,
}: {
  file: string;
  model: string;
  sections: AnalysisDocument['sections'];
}): Promise<{ scope: Scope; values: Float32Array }[]> {
  if (loaded?.file !== model) loaded = { file: model, encoder: openModel(model) };
  const encoder = await loaded.encoder;
  return vectorsByScope(await encoder.describe(await readSignal(file)), sections);
}

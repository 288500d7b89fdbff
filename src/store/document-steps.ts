import { keptProfile } from './kept-profile.ts';
import { profileDocument } from './profile-document.ts';

/** Makes the next form of a document from an older one. Throws where the older one does not hold what it should. */
export type DocumentStep = (older: unknown) => unknown;

/** One step for each form of a document that is no longer written, by the `schema` line it carries. */
export const DOCUMENT_STEPS: Readonly<Record<string, DocumentStep>> = {
  /** Up to here the home kept profiles as they are printed, with every number twice in digits. */
  'coproducer.profile/1': (older) => keptProfile(profileDocument.parse(older)),
};

/**
 * Takes an older document step by step to a form that is accepted; `undefined` where no step leads there.
 *
 * @throws what a step throws: the document is damaged
 */
export function brought<T>(
  older: unknown,
  accept: (document: unknown) => T | undefined,
  steps: Readonly<Record<string, DocumentStep>> = DOCUMENT_STEPS,
): T | undefined {
  let document = older;
  for (let name = schemaOf(document); name !== undefined && Object.hasOwn(steps, name); name = schemaOf(document)) {
    document = steps[name](document);
    const accepted = accept(document);
    if (accepted !== undefined) return accepted;
    if (schemaOf(document) === name) return undefined;
  }
  return undefined;
}

/** The name and version that a document states. */
export function schemaOf(document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null || !('schema' in document)) return undefined;
  return typeof document.schema === 'string' ? document.schema : undefined;
}

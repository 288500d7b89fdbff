import type { LibraryDocument } from '../../../../src/store/library-document.ts';
import { documents } from '../store.ts';

/**
 * How much quieter a reference is played, so that none sounds better for being louder: as loud as the quietest of them
 * and of the mix.
 *
 * @returns dB, 0 or below; 0 for one whose loudness is not known
 */
export function matchTo(library: LibraryDocument | undefined, loudnessLufs: number | undefined): number {
  if (loudnessLufs === undefined || library === undefined) return 0;
  const known = library.references.flatMap((reference) => reference.loudnessLufs ?? []);
  const mix = documents.report.value.value?.before;
  const rows = [...(mix?.gaps ?? []), ...(mix?.alreadyYours ?? [])];
  const own = rows.find(({ feature, scope }) => feature === 'loudness.integrated' && scope === 'whole')?.value;
  return Math.min(0, Math.min(...known, own ?? Infinity) - loudnessLufs);
}

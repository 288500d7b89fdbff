import type { MusicalKey } from '../src/store/analysis-document.ts';

/** The key of an analysis that leaves no doubt but the given one; an empty tonic is a file without pitch. */
export function knownKey(tonic: string, mode: MusicalKey['mode'], confidence = 1): MusicalKey {
  return {
    tonic,
    mode,
    confidence,
    tonicConfidence: confidence,
    modeConfidence: mode === 'unknown' ? 0 : 1,
    tuningCents: 0,
    alternatives: [],
    ambiguity: 'none',
    modulations: [],
  };
}

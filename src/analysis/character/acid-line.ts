import type { StereoSignal } from '../../audio/audio-source.ts';
import { measureAcid, quietestSound, type Acid } from './acid.ts';
import { acidNotes, type AcidNotes } from './acid-notes.ts';
import { resonanceTrack } from './resonance-track.ts';

/** An acid stem: how much it is one, and what its line does. */
export interface AcidLine extends Acid {
  /** `undefined` where the score says that there is no line to read. */
  notes: AcidNotes | undefined;
}

/**
 * Measures a stem from its loud stretches, a few seconds each: the score of `measureAcid`, and where that is not low
 * the slides and accents of its notes (`acidNotes`).
 *
 * Silence, noise, and stretches shorter than 46 ms score 0 and have no notes. NaN must not occur.
 */
export function measureAcidLine(stretches: readonly StereoSignal[]): AcidLine {
  const tracks = stretches.map(resonanceTrack);
  const acid = measureAcid(tracks);
  const notes = acid.score < LEAST_SCORE ? undefined : acidNotes(stretches, tracks, quietestSound(tracks));
  return { ...acid, notes };
}

/** Below lie the decoys, whose notes mean nothing; reading notes takes three times as long as the score. */
const LEAST_SCORE = 0.3;

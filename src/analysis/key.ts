import { mean, standardDeviation } from '../dsp/statistics.ts';
import type { Normal } from '../dsp/units.ts';
import type { MusicalKey, Section } from '../store/analysis-document.ts';
import { chromaOver, pitchClassesOf, tuningOf, type Span } from './key/chroma-sums.ts';
import { correlationWith, PROFILES } from './key/key-profiles.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The key of a track, one for the whole of it.
 *
 * Pitch classes are summed with breakdowns counting most (no drums there), freed of the track's tuning, and correlated
 * with the profiles of the 24 keys. That leaves the relative major and minor close together: they share their notes,
 * and often their chords. The bass, and the chord that four-bar phrases begin with, settle it; among keys that differ
 * in their notes the chord counts less, as a loop need not begin on its tonic.
 *
 * `confidence` is the lead over the second key, 1 from a clear lead on; relative keys that could not be told apart have
 * a low one. Without pitch (noise, drums, silence) the mode is `unknown`, the tonic empty and everything else 0.
 */
export function estimateKey(frames: TrackFrames, sections: readonly Section[]): MusicalKey {
  const spans = spansOf(sections);
  const columns = chromaOver(frames, 'upper', spans);
  const tuningCents = tuningOf(columns);
  const classes = pitchClassesOf(columns, tuningCents);
  if (!isTonal(classes)) return { tonic: '', mode: 'unknown', confidence: 0, tuningCents: 0 };
  const bass = pitchClassesOf(chromaOver(frames, 'bass', spans), tuningCents);
  const opening = openingContrast(frames, sections, tuningCents);

  const keys = (['major', 'minor'] as const).flatMap((mode) =>
    NAMES.map((name, tonic) => {
      const fit = correlationWith(classes, PROFILES.scale[mode], tonic);
      const prior = mode === 'minor' ? MINOR_LEAD : 0;
      const opens = correlationWith(opening, PROFILES.triad[mode], tonic);
      return {
        name,
        mode,
        /** The same for the two keys that share all their notes. */
        notes: mode === 'minor' ? (tonic + 3) % 12 : tonic,
        fit,
        score: fit + BASS_WEIGHT * correlationWith(bass, PROFILES.bass[mode], tonic) + OPENING_WEIGHT * opens + prior,
        opening: OPENING_AMONG_RELATIVES * opens,
      };
    }),
  );
  const highest = keys.reduce((a, b) => (b.score > a.score ? b : a));
  if (highest.fit < LEAST_FIT) return { tonic: '', mode: 'unknown', confidence: 0, tuningCents: 0 };
  const [best, relative] = keys
    .filter(({ notes }) => notes === highest.notes)
    .sort((a, b) => b.score + b.opening - a.score - a.opening);
  const stranger = Math.max(...keys.filter(({ notes }) => notes !== highest.notes).map(({ score }) => score));
  const lead = Math.min(best.score + best.opening - relative.score - relative.opening, highest.score - stranger);
  return { tonic: best.name, mode: best.mode, confidence: confidenceOf(best.fit, lead), tuningCents };
}

const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;

/** A breakdown's second is worth four of a drop's, whose drums and acid lines add pitches of their own. */
const BREAKDOWN_WEIGHT = 4;
const BASS_WEIGHT = 0.35;
const OPENING_WEIGHT = 0.3;
const OPENING_AMONG_RELATIVES = 0.4;
/** Two thirds of annotated trance is minor: enough to decide a draw, not more. */
const MINOR_LEAD = 0.05;
/** Pitch classes of noise are even; those of the plainest loop differ by more than this share of their mean. */
const LEAST_CONTRAST = 0.2;
/** No key explains pitch classes that correlate less with it. */
const LEAST_FIT = 0.5;
const CLEAR_LEAD = 0.35;
const CLEAR_FIT = 0.75;
/** Chords of trance loop every four bars, most often from the tonic. */
const LOOP_BARS = 4;

function spansOf(sections: readonly Section[]): Span[] {
  return sections.map(({ kind, startSeconds, endSeconds }) => ({
    startSeconds,
    endSeconds,
    weight: kind === 'breakdown' ? BREAKDOWN_WEIGHT : 1,
  }));
}

function isTonal(classes: Float64Array): boolean {
  return standardDeviation(classes) > LEAST_CONTRAST * mean(classes);
}

/** How the pitch classes of the first bar of each four differ from those of all bars; zeros without bars. */
function openingContrast(frames: TrackFrames, sections: readonly Section[], tuningCents: number): Float64Array {
  const openings: Span[] = [];
  const loops: Span[] = [];
  for (const { kind, startSeconds, endSeconds, startBar, bars } of sections) {
    if (bars < LOOP_BARS) continue;
    const barSeconds = (endSeconds - Math.max(0, startSeconds)) / bars;
    const weight = kind === 'breakdown' ? BREAKDOWN_WEIGHT : 1;
    const first = (LOOP_BARS - (startBar % LOOP_BARS)) % LOOP_BARS;
    for (let bar = first; bar + LOOP_BARS <= bars; bar += LOOP_BARS) {
      const start = startSeconds + bar * barSeconds;
      openings.push({ startSeconds: start, endSeconds: start + barSeconds, weight });
      loops.push({ startSeconds: start, endSeconds: start + LOOP_BARS * barSeconds, weight });
    }
  }
  const contrast = new Float64Array(12);
  for (const register of ['upper', 'bass'] as const) {
    const opening = pitchClassesOf(chromaOver(frames, register, openings), tuningCents);
    const loop = pitchClassesOf(chromaOver(frames, register, loops), tuningCents);
    for (let c = 0; c < 12; c++) contrast[c] += opening[c] - loop[c];
  }
  return contrast;
}

function confidenceOf(fit: number, lead: number): Normal {
  return Math.min(1, Math.max(0, lead) / CLEAR_LEAD) * Math.min(1, fit / CLEAR_FIT);
}

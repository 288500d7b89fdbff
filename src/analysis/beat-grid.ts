import type { Normal, Seconds } from '../dsp/units.ts';
import type { BeatGrid } from '../store/analysis-document.ts';
import { BEATS_PER_BAR, placeBars, type BarPhase } from './beat-grid/bar-phase.ts';
import { placePulse } from './beat-grid/beat-phase.ts';
import { findOnsets } from './beat-grid/onsets.ts';
import { fitRigidTempo, type RigidFit } from './beat-grid/rigid-fit.ts';
import { tempoCandidate } from './beat-grid/tempo-candidate.ts';
import { followTempo } from './beat-grid/tempo-course.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * One rigid grid for the whole track: tempo, first downbeat, and how far to believe it.
 *
 * Trance is made on a sequencer's grid, so nothing is tracked locally. Onsets of three bands propose a tempo (pairs of
 * onsets a whole number of beats apart, times a prior around 138 BPM), which is refined over the whole track by the
 * coherence of the onsets with it; the attacks of the whole sound place the beat; and section changes, chords and claps
 * place the bar and the eight-bar phrase.
 *
 * Where the onsets do not agree with one grid from end to end, the tempo is followed through the track: `kind` says
 * whether it has several tempos (`changing`, with `tempoChanges`), or none that a machine keeps (`free`); the grid is
 * then that of the tempo which most onsets agree with, and its confidence is below 0.5.
 *
 * `firstDownbeatSeconds` is the first line of the eight-bar grid at or before the first sound; it is negative when the
 * track begins inside a phrase. Silence, or too few onsets: tempo 0, confidence 0, `free`.
 */
export function estimateBeatGrid(frames: TrackFrames): BeatGrid {
  const onsets = findOnsets(frames);
  const bands = [
    { onsets: onsets.low, weight: LOW_WEIGHT },
    { onsets: onsets.body, weight: 1 },
    { onsets: onsets.high, weight: 1 },
  ].filter(({ onsets: { seconds } }) => seconds.length >= MIN_ONSETS);
  const rough = tempoCandidate(bands);
  if (rough === undefined) return NO_GRID;
  const fit = fitRigidTempo(bands, rough);
  const pulse = placePulse(frames, fit.tempoBpm);
  const bars = placeBars(frames, pulse);
  const beats = frames.durationSeconds / pulse.beatSeconds;
  const pulseConfidence = confidenceOf(fit, beats);
  const confidence = clarityOf(fit) * barConfidence(beats, bars);
  const course = isClearlySteady(fit) ? undefined : followTempo(bands, fit.tempoBpm, frames.durationSeconds);
  const kind = kindOf(pulseConfidence, course);
  return {
    tempoBpm: 60 / pulse.beatSeconds,
    confidence: kind === 'steady' ? confidence : Math.min(confidence, UNSTEADY_CONFIDENCE),
    firstDownbeatSeconds: bars.firstDownbeatSeconds,
    beatsPerBar: BEATS_PER_BAR,
    steady: kind === 'steady',
    kind,
    tempoChanges: kind === 'changing' && course !== undefined ? course.changes : [],
  };
}

/** True when measurements may be counted in beats and bars. */
export function isGridded(grid: BeatGrid): boolean {
  return grid.steady && grid.tempoBpm > 0;
}

export function beatSecondsOf(grid: BeatGrid): Seconds {
  return 60 / grid.tempoBpm;
}

export function barSecondsOf(grid: BeatGrid): Seconds {
  return (60 * grid.beatsPerBar) / grid.tempoBpm;
}

/** The kick is the beat; what the other bands say counts half as much. */
const LOW_WEIGHT = 2;
/** Fewer onsets than two bars of beats are no rhythm. */
const MIN_ONSETS = 8;
/** A track whose windows agree this little is not on one grid; above the upper value it is as steady as a sequencer. */
const STEADINESS_RANGE: readonly [number, number] = [0.35, 0.85];
/** Coherence within ten seconds: noise stays below the lower value, a kick drum or a straight hat reaches the upper. */
const PULSE_RANGE: readonly [number, number] = [0.2, 0.6];
/** A grid seen for fewer beats may be chance. */
const SURE_BEATS = 24;
/**
 * How often bar lines are where they are said to be, as a logistic regression of 454 excerpts of 10 to 120 seconds and
 * whole songs, of 35 songs of two generators (`scripts/bench/ears/rhythm.ts` has others): by the length in beats, the
 * margin, and the lead of the changes of chord, of which one tells much and every further one less.
 *
 * Chords tell the most. An excerpt holds one border of sections or none, so that fills and risers are what changes in
 * it, and these lead astray as often as not.
 */
const BARS_RIGHT = { unseen: -1.9, beat: 1 / 167, margin: 1.9, chords: 4.1 } as const;

/**
 * Nobody needs to ask whether the tempo changes where the whole track is this coherent, and each ten seconds are: a
 * track of two tempos is coherent in one part of it.
 */
const CLEAR_STEADINESS = 0.9;
const CLEAR_PULSE = 0.72;
const CLEARLY_HELD = 0.85;
/** Share of the windows that keep another tempo than the grid's: less is blur. */
const LEAST_UNLIKE = 0.1;
/** Fewer windows than this that keep any tempo, and there is none. */
const LEAST_KEPT = 0.6;
/** A tempo that turns round this often is not set but played. */
const MOST_TURNS = 3;
/** What a grid is worth that fits part of a track. */
const UNSTEADY_CONFIDENCE: Normal = 0.4;

function isClearlySteady({ steadiness, pulse, held }: RigidFit): boolean {
  return steadiness >= CLEAR_STEADINESS && pulse >= CLEAR_PULSE && held >= CLEARLY_HELD;
}

/** One tempo, several, or none; by the confidence alone where the tempo was not followed. */
function kindOf(confidence: Normal, course: ReturnType<typeof followTempo> | undefined): BeatGrid['kind'] {
  if (course === undefined) return confidence >= 0.5 ? 'steady' : 'free';
  const { changes, kept, unlike } = course;
  if (changes.length === 1 || unlike < LEAST_UNLIKE) return confidence >= 0.5 ? 'steady' : 'free';
  if (kept < LEAST_KEPT || changes.length === 0) return 'free';
  const turns = changes.filter(({ tempoBpm }, i) => {
    const [before, after] = [changes[i - 1]?.tempoBpm, changes[i + 1]?.tempoBpm];
    return before !== undefined && after !== undefined && (tempoBpm - before) * (after - tempoBpm) < 0;
  });
  return turns.length >= MOST_TURNS ? 'free' : 'changing';
}

const NO_GRID: BeatGrid = {
  tempoBpm: 0,
  confidence: 0,
  firstDownbeatSeconds: 0,
  beatsPerBar: BEATS_PER_BAR,
  steady: false,
  kind: 'free',
  tempoChanges: [],
};

/** How sure it is that there is one tempo. */
function confidenceOf(fit: RigidFit, beats: number): Normal {
  return clarityOf(fit) * Math.min(1, Math.sqrt(beats / SURE_BEATS));
}

function clarityOf({ steadiness, pulse }: RigidFit): Normal {
  return rampOf(steadiness, STEADINESS_RANGE) * rampOf(pulse, PULSE_RANGE);
}

/** How likely the bar lines are right, where there is one tempo. */
function barConfidence(beats: number, { margin, chordLead }: BarPhase): Normal {
  const lead = Math.max(0, chordLead);
  const { unseen, beat, margin: marginWeight, chords } = BARS_RIGHT;
  return 1 / (1 + Math.exp(-(unseen + beat * beats + marginWeight * margin + (chords * lead) / (1 + lead))));
}

function rampOf(value: number, [low, high]: readonly [number, number]): Normal {
  return Math.max(0, Math.min(1, (value - low) / (high - low)));
}

import type { Normal, Seconds } from '../dsp/units.ts';
import type { BeatGrid } from '../store/analysis-document.ts';
import { BEATS_PER_BAR, placeBars } from './beat-grid/bar-phase.ts';
import { placePulse } from './beat-grid/beat-phase.ts';
import { findOnsets } from './beat-grid/onsets.ts';
import { fitRigidTempo, type RigidFit } from './beat-grid/rigid-fit.ts';
import { tempoCandidate } from './beat-grid/tempo-candidate.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * One rigid grid for the whole track: tempo, first downbeat, and how far to believe it.
 *
 * Trance is made on a sequencer's grid, so nothing is tracked locally. Onsets of three bands propose a tempo (pairs of
 * onsets a whole number of beats apart, times a prior around 138 BPM), which is refined over the whole track by the
 * coherence of the onsets with it, the kicks place the beat, and chords, claps and section changes place the bar and
 * the eight-bar phrase.
 *
 * `firstDownbeatSeconds` is the first line of the eight-bar grid at or before the first sound; it is negative when the
 * track begins inside a phrase. Silence, or too few onsets: tempo 0 and confidence 0. A drifting tempo, free time,
 * noise: `steady` is false and the confidence below 0.5.
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
  const confidence = confidenceOf(fit, frames.durationSeconds / pulse.beatSeconds);
  return {
    tempoBpm: 60 / pulse.beatSeconds,
    confidence: confidence * (1 - DOWNBEAT_SHARE + DOWNBEAT_SHARE * Math.min(1, bars.margin / CLEAR_MARGIN)),
    firstDownbeatSeconds: bars.firstDownbeatSeconds,
    beatsPerBar: BEATS_PER_BAR,
    steady: confidence >= 0.5,
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
/** Share of the confidence that rests on the downbeat, and the lead over the second best beat that makes it clear. */
const DOWNBEAT_SHARE = 0.2;
const CLEAR_MARGIN = 0.3;

const NO_GRID: BeatGrid = {
  tempoBpm: 0,
  confidence: 0,
  firstDownbeatSeconds: 0,
  beatsPerBar: BEATS_PER_BAR,
  steady: false,
};

function confidenceOf(fit: RigidFit, beats: number): Normal {
  return (
    rampOf(fit.steadiness, STEADINESS_RANGE) *
    rampOf(fit.pulse, PULSE_RANGE) *
    Math.min(1, Math.sqrt(beats / SURE_BEATS))
  );
}

function rampOf(value: number, [low, high]: readonly [number, number]): Normal {
  return Math.max(0, Math.min(1, (value - low) / (high - low)));
}

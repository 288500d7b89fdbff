import { LOUDNESS_BLOCK_SECONDS, powerToLufs } from '../dsp/loudness.ts';
import type { Decibels, Lufs, Seconds } from '../dsp/units.ts';
import type { AnalysisDocument, BeatGrid } from '../store/analysis-document.ts';
import { bandFeatureMeter } from './band-features.ts';
import { bassLevelDb } from './bass-level.ts';
import { barSecondsOf, isGridded } from './beat-grid.ts';
import { findOnsets, joinedOnsets } from './beat-grid/onsets.ts';
import { meanBandPowers } from './mean-band-powers.ts';
import type { TrackFrames } from './track-frames.ts';

export type Curves = AnalysisDocument['curves'];

/**
 * The course of a track, for pictures and for reading its arrangement.
 *
 * - `loudness.shortTermLufs[i]`: mean of the three seconds around i · `hopSeconds` (fewer at the ends of the track)
 * - `perBar`, bar 0 at the first downbeat: K-weighted level in LUFS, the frequency around which the heard energy
 *   balances (0 in a silent bar), level of 31.5–125 Hz in dB, onsets a beat
 *
 * Levels end at −70, the absolute gate of ITU-R BS.1770-5, so that silence is a number. Without a grid there are no
 * bars.
 */
export function trackCurves(frames: TrackFrames, grid: BeatGrid): Curves {
  const power = cumulative(frames.kWeighted.power);
  return { loudness: loudnessCurve(power), perBar: barCurves(frames, grid, power) };
}

/** A point each half second is finer than any screen shows a whole track. */
const LOUDNESS_HOP_SECONDS: Seconds = 0.5;

/** The short-term window of EBU Tech 3341. */
const SHORT_TERM_SECONDS: Seconds = 3;

/** Where BS.1770 stops to count sound; silence is drawn there. */
const FLOOR_DB: Decibels = -70;

function loudnessCurve(power: Float64Array): Curves['loudness'] {
  const seconds = (power.length - 1) * LOUDNESS_BLOCK_SECONDS;
  const points = Math.floor(seconds / LOUDNESS_HOP_SECONDS) + 1;
  const shortTermLufs = Array.from({ length: points }, (_, i) => {
    const middle = i * LOUDNESS_HOP_SECONDS;
    return loudnessBetween(power, middle - SHORT_TERM_SECONDS / 2, middle + SHORT_TERM_SECONDS / 2);
  });
  return { hopSeconds: LOUDNESS_HOP_SECONDS, shortTermLufs };
}

function barCurves(frames: TrackFrames, grid: BeatGrid, power: Float64Array): Curves['perBar'] {
  const curves: Curves['perBar'] = { energyDb: [], brightnessHz: [], bassDb: [], onsetsPerBeat: [] };
  if (!isGridded(grid)) return curves;
  const { spectra, durationSeconds } = frames;
  const barSeconds = barSecondsOf(grid);
  const bars = Math.ceil((durationSeconds - grid.firstDownbeatSeconds) / barSeconds);
  const meter = bandFeatureMeter(spectra.bandCentreHz);
  const centroid = meter.ids.indexOf('tone.centroid');
  const values = new Float64Array(meter.ids.length);
  const onsets = onsetsPerBar(frames, grid, bars);
  for (let bar = 0; bar < bars; bar++) {
    const start = grid.firstDownbeatSeconds + bar * barSeconds;
    const bands = meanBandPowers(frames, [[start, start + barSeconds]]);
    // A silent bar has no centroid, which the meter says by NaN.
    const brightness = bands === undefined ? NaN : meter.measure(bands, values)[centroid];
    const bassDb = bands === undefined ? FLOOR_DB : bassLevelDb(bands, spectra.bandCentreHz);
    curves.energyDb.push(loudnessBetween(power, start, start + barSeconds));
    curves.brightnessHz.push(Number.isNaN(brightness) ? 0 : brightness);
    curves.bassDb.push(Math.max(FLOOR_DB, bassDb));
    curves.onsetsPerBeat.push(onsets[bar] / grid.beatsPerBar);
  }
  return curves;
}

/** Powers of all blocks before each block, so that the mean of any stretch is one difference. */
function cumulative(power: Float64Array): Float64Array {
  const sums = new Float64Array(power.length + 1);
  for (let i = 0; i < power.length; i++) sums[i + 1] = sums[i] + power[i];
  return sums;
}

function loudnessBetween(sums: Float64Array, startSeconds: Seconds, endSeconds: Seconds): Lufs {
  const blockAt = (seconds: Seconds): number => {
    return Math.min(sums.length - 1, Math.max(0, Math.round(seconds / LOUDNESS_BLOCK_SECONDS)));
  };
  const [from, to] = [blockAt(startSeconds), blockAt(endSeconds)];
  return from === to ? FLOOR_DB : Math.max(FLOOR_DB, powerToLufs((sums[to] - sums[from]) / (to - from)));
}

function onsetsPerBar(frames: TrackFrames, grid: BeatGrid, bars: number): Float64Array {
  const counts = new Float64Array(bars);
  for (const second of joinedOnsets(findOnsets(frames))) {
    const bar = Math.floor((second - grid.firstDownbeatSeconds) / barSecondsOf(grid));
    if (bar >= 0 && bar < bars) counts[bar]++;
  }
  return counts;
}

import { amplitudeToDb } from '../dsp/decibels.ts';
import type { Decibels } from '../dsp/units.ts';
import type { AnalysisDocument, BeatGrid } from '../store/analysis-document.ts';
import { bandFeatureMeter } from './band-features.ts';
import { bassLevelDb } from './bass-level.ts';
import { barSecondsOf, isGridded } from './beat-grid.ts';
import { findOnsets, joinedOnsets } from './beat-grid/onsets.ts';
import { kicksPerBar } from './kick-bars.ts';
import { LoudnessOverTime, SILENCE_LUFS } from './loudness-over-time.ts';
import { meanBandPowers } from './mean-band-powers.ts';
import type { TrackFrames } from './track-frames.ts';

export type Curves = AnalysisDocument['curves'];

/**
 * The course of a track, for pictures and for reading its arrangement.
 *
 * - `loudness`: momentary and short-term, ten values a second (`LoudnessOverTime`)
 * - `truePeaks`: in dB above full scale, of each second or so
 * - `perBar`, bar 0 at the first downbeat: K-weighted level in LUFS, the frequency around which the heard energy
 *   balances (0 in a silent bar), level of 31.5–125 Hz in dB, onsets a beat, kicks a bar
 *
 * Levels end at −70, the absolute gate of ITU-R BS.1770-5, so that silence is a number. Peaks are in hundredths of a
 * decibel, a tenth of what meters of them may differ by. Without a grid there are no
 * bars.
 */
export function trackCurves(frames: TrackFrames, grid: BeatGrid): Curves {
  const loudness = new LoudnessOverTime(frames.kWeighted.power);
  return { loudness: loudness.curves(), truePeaks: peakCurve(frames), perBar: barCurves(frames, grid, loudness) };
}

function peakCurve({ truePeaks }: TrackFrames): Curves['truePeaks'] {
  const inHundredths = (amplitude: number): Decibels => Math.round(100 * amplitudeToDb(amplitude)) / 100;
  return {
    hopSeconds: truePeaks.blockSeconds,
    truePeakDb: Array.from(truePeaks.peaks, (peak) => Math.max(SILENCE_LUFS, inHundredths(peak))),
  };
}

function barCurves(frames: TrackFrames, grid: BeatGrid, loudness: LoudnessOverTime): Curves['perBar'] {
  const curves: Curves['perBar'] = { energyDb: [], brightnessHz: [], bassDb: [], onsetsPerBeat: [], kicks: [] };
  if (!isGridded(grid)) return curves;
  const { spectra, durationSeconds } = frames;
  const barSeconds = barSecondsOf(grid);
  const bars = Math.ceil((durationSeconds - grid.firstDownbeatSeconds) / barSeconds);
  const meter = bandFeatureMeter(spectra.bandCentreHz);
  const onsets = onsetsPerBar(frames, grid, bars);
  curves.kicks = kicksPerBar(frames, grid);
  for (let bar = 0; bar < bars; bar++) {
    const start = grid.firstDownbeatSeconds + bar * barSeconds;
    const bands = meanBandPowers(frames, [[start, start + barSeconds]]);
    // A silent bar has no centroid, which the meter says by NaN.
    const brightness = bands === undefined ? NaN : meter.centroidHz(bands);
    const bassDb = bands === undefined ? SILENCE_LUFS : bassLevelDb(bands, spectra.bandCentreHz);
    curves.energyDb.push(loudness.between(start, start + barSeconds));
    curves.brightnessHz.push(Number.isNaN(brightness) ? 0 : brightness);
    curves.bassDb.push(Math.max(SILENCE_LUFS, bassDb));
    curves.onsetsPerBeat.push(onsets[bar] / grid.beatsPerBar);
  }
  return curves;
}

function onsetsPerBar(frames: TrackFrames, grid: BeatGrid, bars: number): Float64Array {
  const counts = new Float64Array(bars);
  for (const second of joinedOnsets(findOnsets(frames))) {
    const bar = Math.floor((second - grid.firstDownbeatSeconds) / barSecondsOf(grid));
    if (bar >= 0 && bar < bars) counts[bar]++;
  }
  return counts;
}

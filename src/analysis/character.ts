import type { Normal } from '../dsp/units.ts';
import { median, quantile } from '../dsp/statistics.ts';
import type { BeatGrid, Section } from '../store/analysis-document.ts';
import { barSecondsOf, isGridded } from './beat-grid.ts';
import type { Measurement } from './feature-catalogue.ts';
import { scopesOf } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The sounds the genre is known by, as far as a mix shows them:
 *
 * - `character.supersawWidth`: 2·S/(M+S) of the mean power at 500 Hz–4 kHz of drops and breakdowns, at most 1: 0 is mono, 1 as much side as mid
 * - `character.acid`: strength of a resonant peak that moves: how far (in octaves a bar, between the 10th and 90th percentile) a band of 315 Hz–3.15 kHz that stands
 *   out from its neighbours travels, times how much it stands out; 0 where nothing stands out or nothing moves
 * - `character.supersawDetune` is missing: the voices of a chord lie closer together than a mix's third octaves can tell
 *
 * Without sound in that register, and for acid without a grid, the value is missing.
 */
export function measureCharacter(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): Measurement {
  const measurement: Measurement = {
    features: [],
    missing: [{ id: 'character.supersawDetune', why: 'In a full mix the voices of a supersaw cannot be told apart.' }],
  };
  const add = (id: string, value: Normal | undefined, why: string): void => {
    if (value === undefined) measurement.missing.push({ id, why });
    else measurement.features.push({ id, scope: 'whole', value });
  };
  add('character.supersawWidth', registerWidth(frames, sections), 'Nothing sounds at 500 Hz–4 kHz.');
  add(
    'character.acid',
    isGridded(grid) ? acidOf(frames, grid, sections) : undefined,
    'The track has no steady beat or no mids.',
  );
  return measurement;
}

const SUPERSAW_HZ: readonly [number, number] = [490, 4100];
const ACID_HZ: readonly [number, number] = [300, 3300];
/** Mean power below this is silence: −90 dBFS. */
const SILENCE = 1e-9;
/** A resonance stands out from the mean of its neighbours two bands away by this much … */
const LEAST_PROMINENCE_DB = 6;
/** … and is as strong as they come at this. */
const FULL_PROMINENCE_DB = 14;
/** Travel of the resonance in a bar that counts fully. */
const FULL_TRAVEL_OCTAVES = 1.5;
const LEAST_ROWS = 8;

function registerWidth(frames: TrackFrames, sections: readonly Section[]): Normal | undefined {
  const { spectra } = frames;
  const bands = spectra.bandCentreHz.length;
  const scopes = scopesOf(frames.durationSeconds, sections);
  const chosen = scopes.filter(({ scope }) => scope === 'drop' || scope === 'breakdown');
  const spans = (chosen.length > 0 ? chosen : scopes.slice(0, 1)).flatMap((scope) => scope.spans);
  let [mid, side, rows] = [0, 0, 0];
  for (const [start, end] of spans) {
    for (let row = rowAt(frames, start); row < rowAt(frames, end); row++, rows++) {
      for (let b = 0; b < bands; b++) {
        if (spectra.bandCentreHz[b] < SUPERSAW_HZ[0] || spectra.bandCentreHz[b] > SUPERSAW_HZ[1]) continue;
        mid += spectra.mid[row * bands + b];
        side += spectra.side[row * bands + b];
      }
    }
  }
  return mid + side > SILENCE * rows ? Math.min(1, (2 * side) / (mid + side)) : undefined;
}

function acidOf(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): Normal | undefined {
  const { spectra, durationSeconds } = frames;
  const bands = spectra.bandCentreHz
    .map((hz, band) => ({ hz, band }))
    .filter(({ hz }) => hz > ACID_HZ[0] && hz < ACID_HZ[1]);
  const scopes = scopesOf(durationSeconds, sections);
  const { spans } = scopes.find(({ scope }) => scope === 'drop') ?? scopes[0];
  const scores: number[] = [];
  for (const [from, until] of spans) {
    for (let start = Math.max(0, from); start + barSecondsOf(grid) <= until + 0.01; start += barSecondsOf(grid)) {
      const score = acidOfBar(frames, bands, rowAt(frames, start), rowAt(frames, start + barSecondsOf(grid)));
      if (score !== undefined) scores.push(score);
    }
  }
  return scores.length === 0 ? undefined : median(scores);
}

function acidOfBar(
  frames: TrackFrames,
  bands: readonly { hz: number; band: number }[],
  from: number,
  until: number,
): Normal | undefined {
  const { mid, bandCentreHz } = frames.spectra;
  const width = bandCentreHz.length;
  const places: number[] = [];
  const prominences: number[] = [];
  for (let row = from; row < until; row++) {
    const level = (band: number): number => 10 * Math.log10(Math.max(mid[row * width + band], SILENCE));
    let [best, prominence] = [-1, -Infinity];
    for (const { band } of bands) {
      const beyond = level(band) - Math.max(level(band - 2), level(band + 2));
      if (beyond > prominence) [best, prominence] = [band, beyond];
    }
    if (best < 0) continue;
    prominences.push(Math.max(0, prominence));
    if (prominence >= LEAST_PROMINENCE_DB) places.push(Math.log2(bandCentreHz[best]));
  }
  if (prominences.length < LEAST_ROWS) return undefined;
  if (places.length < LEAST_ROWS) return 0;
  const travel = quantile(places, 0.9) - quantile(places, 0.1);
  const strength = (median(prominences) - LEAST_PROMINENCE_DB) / (FULL_PROMINENCE_DB - LEAST_PROMINENCE_DB);
  return Math.min(1, travel / FULL_TRAVEL_OCTAVES) * Math.max(0, Math.min(1, strength));
}

function rowAt(frames: TrackFrames, seconds: number): number {
  const { firstSeconds, hopSeconds, rows } = frames.spectra;
  return Math.max(0, Math.min(rows, Math.ceil((seconds - firstSeconds) / hopSeconds)));
}

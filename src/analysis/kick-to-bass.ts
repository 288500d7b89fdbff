import { powerToDb } from '../dsp/decibels.ts';
import { median } from '../dsp/statistics.ts';
import type { Decibels, Normal, Power } from '../dsp/units.ts';
import type { BeatGrid, Section } from '../store/analysis-document.ts';
import { beatSecondsOf, isGridded } from './beat-grid.ts';
import { unmeasured, type Measurement } from './feature-catalogue.ts';
import { scopesOf } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * `lowEnd.kickToBass`: how far the kick stands above the bass, in dB. For each beat of the drops (of the whole track
 * where there is no drop) the greatest 20 ms of 30–120 Hz near the beat is divided by the greatest between this beat
 * and the next; the median over the beats is the value. It rests on the genre's habit that the bass leaves the beat to
 * the kick, and is missing without a grid or without a kick on the beats.
 *
 * @param fourOnFloor `rhythm.fourOnFloor` of the track; `undefined` where it could not be measured
 */
export function measureKickToBass(
  frames: TrackFrames,
  grid: BeatGrid,
  sections: readonly Section[],
  fourOnFloor: Normal | undefined,
): Measurement {
  if (!isGridded(grid)) return unmeasured(ALL_IDS, 'The track has no steady beat.');
  if (fourOnFloor === undefined || fourOnFloor < LEAST_FOUR_ON_FLOOR)
    return unmeasured(ALL_IDS, 'No kick on the beats.');
  const scopes = scopesOf(frames.durationSeconds, sections);
  const { spans } = scopes.find(({ scope }) => scope === 'drop') ?? scopes[0];
  const beatSeconds = beatSecondsOf(grid);
  const ratios: Decibels[] = [];
  for (const [start, end] of spans) {
    const firstBeat = Math.ceil((start - grid.firstDownbeatSeconds) / beatSeconds);
    for (let beat = firstBeat; ; beat++) {
      const beatStart = grid.firstDownbeatSeconds + beat * beatSeconds;
      if (beatStart + beatSeconds > end) break;
      const greatestIn = ([from, to]: readonly [number, number]): Power => {
        return greatest(frames, beatStart + from * beatSeconds, beatStart + to * beatSeconds);
      };
      const ratio = powerToDb(greatestIn(KICK_BEATS) / greatestIn(BASS_BEATS));
      if (!Number.isNaN(ratio)) ratios.push(Math.min(LIMIT_DB, Math.max(-LIMIT_DB, ratio)));
    }
  }
  if (ratios.length < FEWEST_BEATS) return unmeasured(ALL_IDS, 'The drop is shorter than two bars.');
  return { features: [{ id: 'lowEnd.kickToBass', scope: 'whole', value: median(ratios) }], missing: [] };
}

const ALL_IDS = ['lowEnd.kickToBass'] as const;

/** Below one half most of the kick falls elsewhere than on the beats. */
const LEAST_FOUR_ON_FLOOR: Normal = 0.5;

/** Where the kick is looked for, in beats; it may come a little early because a grid is right to a few milliseconds. */
const KICK_BEATS = [-0.05, 0.25] as const;

/**
 * Where the bass is looked for: after a kick of up to a quarter of a second, before the next one. An off-beat bass, one
 * of sixteenths and a held one all sound there.
 */
const BASS_BEATS = [0.55, 0.92] as const;

/** 20 ms hold one period of 50 Hz, so that the level does not ripple with the waveform. */
const SMOOTHING_SECONDS = 0.02;

/** A bass 40 dB below the kick is no bass. */
const LIMIT_DB: Decibels = 40;

/** Two bars: the shortest loop of a bass line. */
const FEWEST_BEATS = 8;

function greatest({ envelopes }: TrackFrames, fromSeconds: number, toSeconds: number): Power {
  const length = Math.round(SMOOTHING_SECONDS / envelopes.blockSeconds);
  const from = Math.max(0, Math.round(fromSeconds / envelopes.blockSeconds));
  const to = Math.min(envelopes.low.length, Math.round(toSeconds / envelopes.blockSeconds));
  let most = 0;
  for (let start = from; start + length <= to; start++) {
    let sum = 0;
    for (let block = start; block < start + length; block++) sum += envelopes.low[block];
    most = Math.max(most, sum / length);
  }
  return most;
}

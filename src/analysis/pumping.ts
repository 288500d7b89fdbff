import type { BeatGrid, Section } from '../store/analysis-document.ts';
import { powerToDb } from '../dsp/decibels.ts';
import type { Normal, Seconds } from '../dsp/units.ts';
import { beatSecondsOf, isGridded } from './beat-grid.ts';
import { loudPower } from './beat-grid/onsets.ts';
import { unmeasured, type Measurement } from './feature-catalogue.ts';
import { fitRecovery, foldBeats, FOLD_BINS, type BeatFold, type Recovery } from './pumping/beat-fold.ts';
import { scopesOf } from './scopes.ts';
import { kicksPerBeat } from './sections/bar-rows.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Ducking on the beat, as far as a mix shows it: the level of 200 Hz–5 kHz, where a kick has little, is folded on the
 * beat and a recovery c − D·exp(−φ/τ) is fitted to the median beat.
 *
 * `pumping.depth` is D over one beat, in each kind of section with 16 beats or more and music (not drums alone), and in
 * all beats of the track that have a kick; `pumping.release` is τ, `pumping.phase` the place of the deepest point,
 * `pumping.regularity` the mean correlation of single beats with the median one, all three for the beats with a kick.
 * They are missing where nothing pumps (under 1 dB). Claps fill the dip of every second beat, so even and odd beats are
 * folded apart and the deeper dip counts. Drums that are not ducked make the depth come out smaller than the
 * compressor's own; an off-beat part that swells as smoothly as a release cannot be told from ducking without stems.
 */
export function measurePumping(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): Measurement {
  if (!isGridded(grid)) return unmeasured(ALL_IDS, 'The track has no steady beat.');
  const beatSeconds = beatSecondsOf(grid);
  const count = Math.floor((frames.durationSeconds - grid.firstDownbeatSeconds) / beatSeconds);
  const beats = Array.from({ length: count }, (_, n) => grid.firstDownbeatSeconds + n * beatSeconds);
  const kicks = kicksPerBeat(frames, grid.firstDownbeatSeconds, beatSeconds, count);
  const measurement: Measurement = { features: [], missing: [] };
  for (const { scope, spans } of scopesOf(frames.durationSeconds, sections)) {
    const chosen = beats.map((second, n) => {
      const inside = spans.some(([start, end]) => second >= start - beatSeconds / 2 && second < end - beatSeconds / 2);
      return second >= 0 && (scope === 'whole' ? kicks[n] === 1 : inside);
    });
    const dip = deeperDip(frames, beats, chosen, beatSeconds);
    if (dip === undefined) continue;
    const { fold, recovery } = dip;
    if (recovery.depthDb >= LEAST_DEPTH_DB && recovery.explained < LEAST_EXPLAINED) continue;
    measurement.features.push({ id: 'pumping.depth', scope, value: recovery.depthDb });
    if (scope !== 'whole' || recovery.depthDb < LEAST_DEPTH_DB) continue;
    measurement.features.push(
      { id: 'pumping.release', scope, value: recovery.releaseMs },
      { id: 'pumping.regularity', scope, value: regularityOf(fold) },
      { id: 'pumping.phase', scope, value: deepestPhase(fold) },
    );
  }
  const found = new Set(measurement.features.map(({ id }) => id));
  const whole = measurement.features.some(({ id, scope }) => id === 'pumping.depth' && scope === 'whole');
  const why = whole ? 'Nothing pumps.' : 'Too few beats with a kick and music, or another rhythm hides the dip.';
  measurement.missing.push(
    ...unmeasured(
      ALL_IDS.filter((id) => !found.has(id)),
      why,
    ).missing,
  );
  return measurement;
}

const ALL_IDS = ['pumping.depth', 'pumping.release', 'pumping.regularity', 'pumping.phase'] as const;
/** Four bars: fewer beats do not average chords and fills away. */
const LEAST_BEATS = 16;
/** The just-noticeable difference of a level: shallower dips have no shape worth a number. */
const LEAST_DEPTH_DB = 1;
/** A recovery that explains less of the median beat is another rhythm. */
const LEAST_EXPLAINED = 0.3;
/**
 * Where the body is quieter than this against the track's loud parts, single drum hits make the curve (an intro of
 * drums alone).
 */
const LEAST_BODY_DB = -12;

/** The fold with the deeper dip of even and odd beats; `undefined` with too few beats. */
function deeperDip(
  frames: TrackFrames,
  beats: readonly Seconds[],
  chosen: readonly boolean[],
  beatSeconds: Seconds,
): { fold: BeatFold; recovery: Recovery } | undefined {
  const { body, blockSeconds } = frames.envelopes;
  const loud = loudPower(body);
  const dips = [0, 1].map((parity) => {
    const starts = beats.filter((_, n) => chosen[n] && n % 2 === parity);
    const fold = foldBeats(body, blockSeconds, starts, beatSeconds, loud);
    return { fold, recovery: fitRecovery(fold.curve, beatSeconds) };
  });
  if (dips[0].fold.beats.length + dips[1].fold.beats.length < LEAST_BEATS) return undefined;
  if (Math.max(...dips.map(({ fold }) => fold.levelDb)) < powerToDb(loud) + LEAST_BODY_DB) return undefined;
  return dips[1].recovery.depthDb > dips[0].recovery.depthDb ? dips[1] : dips[0];
}

function regularityOf({ curve, beats }: BeatFold): Normal {
  let sum = 0;
  for (const beat of beats) {
    let [xy, xx, yy] = [0, 0, 0];
    for (let bin = 0; bin < FOLD_BINS; bin++) {
      xy += curve[bin] * beat[bin];
      xx += curve[bin] * curve[bin];
      yy += beat[bin] * beat[bin];
    }
    sum += xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }
  return Math.max(0, Math.min(1, sum / beats.length));
}

/** −0.5 … 0.5 beats, of the curve smoothed over three bins. */
function deepestPhase({ curve }: BeatFold): number {
  let [best, lowest] = [0, Infinity];
  for (let bin = 0; bin < FOLD_BINS; bin++) {
    const level = curve[(bin + FOLD_BINS - 1) % FOLD_BINS] + curve[bin] + curve[(bin + 1) % FOLD_BINS];
    if (level < lowest) [best, lowest] = [bin, level];
  }
  const phase = (best + 0.5) / FOLD_BINS;
  return phase > 0.5 ? phase - 1 : phase;
}

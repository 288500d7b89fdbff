import type { Decibels, Milliseconds, Normal, Seconds } from '../../dsp/units.ts';
import { BEAT_BINS, foldBeats, type BarFold } from './bar-fold.ts';
import { RecoveryFitter, type Recovery } from './recovery.ts';

/** A dip that goes with the kick. */
export interface Ducking {
  depthDb: Decibels;
  /** Time from the kick until 1/e of the dip is left. */
  releaseMs: Milliseconds;
  /** Mean correlation of single bars with the whole: 1 is a machine, 0 chance. */
  regularity: Normal;
  /** Place of the lowest level, −0.5 … 0.5 beats from the kick. */
  phase: number;
  /** What the dip was told from other rhythms by: bars without the kick, or its shape alone. */
  evidence: 'bars without kick' | 'shape';
}

export interface DuckingSearch {
  beatSeconds: Seconds;
  /** Where to begin to read after the kick: past the sound of the kick itself in a mix, past its attack in a stem. */
  fromSeconds: Seconds;
  /** How the beats of a bar become one, see `foldBeats`. */
  beatsBy: 'all' | 'unclapped';
}

/**
 * Finds out whether a level ducks under the kick. The course of the bars with the kick is taken against that of each
 * group of bars without it (difference in differences: what a gate, an arpeggio, a tremolo or an off-beat bass does in
 * both falls out), and by itself. Of these the one that leaves least unexplained counts. By itself it counts where
 * there are no such bars, or they do something else altogether, and only if it has the very shape of a release.
 *
 * @returns a sentence where it cannot be told
 */
export function findDucking(
  kick: BarFold,
  rests: readonly BarFold[],
  { beatSeconds, fromSeconds, beatsBy }: DuckingSearch,
): Ducking | string {
  const fitter = new RecoveryFitter(beatSeconds, fromSeconds);
  const alone = foldBeats(kick.curve, beatsBy);
  const shape = fitter.fit(alone);
  if (shape === undefined) return 'It rests while the kick plays.';
  const against = rests
    .filter(({ bars }) => bars.length >= LEAST_BARS)
    .flatMap((rest) => {
      const curve = foldBeats(
        kick.curve.map((level, bin) => level - rest.curve[bin]),
        beatsBy,
      );
      const recovery = fitter.fit(curve);
      return recovery === undefined || !isClear(recovery) ? [] : [{ curve, recovery, rest }];
    })
    .sort((a, b) => a.recovery.restDb - b.recovery.restDb)
    .at(0);
  const isBetterAgainst = against !== undefined && against.recovery.restDb < SHAPE_ADVANTAGE * shape.restDb;
  const byShape = isRelease(shape) && !isBetterAgainst;
  const best = byShape ? { curve: alone, recovery: shape, rest: undefined } : against;
  if (best === undefined) return 'Another rhythm hides what the kick does.';
  const { curve, recovery, rest } = best;
  return {
    depthDb: recovery.depthDb,
    releaseMs: recovery.releaseMs,
    regularity: regularityOf(kick, rest, curve, beatsBy),
    phase: deepestPhase(curve),
    evidence: rest === undefined ? 'shape' : 'bars without kick',
  };
}

/** Four bars: fewer do not average chords and fills away. */
export const LEAST_BARS = 4;
/** Another rhythm leaves three decibels and more unexplained, chords and drums rarely as much as this. */
const MOST_REST_DB: Decibels = 1.6;
/** The most that the standard error may be: what a mix is to be told to. */
const MOST_ERROR_DB: Decibels = 1.5;
/** Bars without the kick are the better witness: the shape alone counts where they leave twice as much unexplained. */
const SHAPE_ADVANTAGE = 2;
/** By its shape alone a dip counts as a release where that explains this much of the curve … */
const RELEASE_EXPLAINS: Normal = 0.85;
/** … or where the curve is this flat besides, so that there is no other rhythm to be mistaken for it. */
const FLAT_DB: Decibels = 0.5;
/** No sidechain takes a mix down further; a gate does. */
const DEEPEST_DB: Decibels = 20;

function isClear({ errorDb, restDb }: Recovery): boolean {
  return errorDb <= MOST_ERROR_DB && restDb <= MOST_REST_DB;
}

function isRelease({ explained, restDb, isGate, depthDb }: Recovery): boolean {
  if (depthDb > DEEPEST_DB || restDb > MOST_REST_DB) return false;
  return restDb <= FLAT_DB || (explained >= RELEASE_EXPLAINS && !isGate);
}

function regularityOf(
  kick: BarFold,
  rest: BarFold | undefined,
  common: Float64Array,
  beatsBy: DuckingSearch['beatsBy'],
): Normal {
  let sum = 0;
  for (const bar of kick.bars) {
    const against = rest === undefined ? bar : bar.map((level, bin) => level - rest.curve[bin]);
    sum += correlation(foldBeats(against, beatsBy), common);
  }
  return Math.max(0, sum / kick.bars.length);
}

/** Over the bins that both have; 0 without variance. */
function correlation(a: Float64Array, b: Float64Array): number {
  let n = 0;
  let meanA = 0;
  let meanB = 0;
  for (let bin = 0; bin < BEAT_BINS; bin++) {
    if (Number.isNaN(a[bin] + b[bin])) continue;
    n++;
    meanA += a[bin];
    meanB += b[bin];
  }
  meanA /= n;
  meanB /= n;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let bin = 0; bin < BEAT_BINS; bin++) {
    if (Number.isNaN(a[bin] + b[bin])) continue;
    ab += (a[bin] - meanA) * (b[bin] - meanB);
    aa += (a[bin] - meanA) ** 2;
    bb += (b[bin] - meanB) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Of the curve smoothed over three bins. */
function deepestPhase(curve: Float64Array): number {
  let best = 0;
  let lowest = Infinity;
  for (let bin = 0; bin < BEAT_BINS; bin++) {
    const level = curve[(bin + BEAT_BINS - 1) % BEAT_BINS] + curve[bin] + curve[(bin + 1) % BEAT_BINS];
    if (level < lowest) {
      best = bin;
      lowest = level;
    }
  }
  const phase = (best + 0.5) / BEAT_BINS;
  return phase > 0.5 ? phase - 1 : phase;
}

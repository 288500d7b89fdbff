import type { Decibels, Milliseconds, Normal, Seconds } from '../../dsp/units.ts';
import { BEAT_BINS } from './bar-fold.ts';

/** How a level comes back after a dip on the beat. */
export interface Recovery {
  /** Depth of the dip, from its bottom to the level it comes back to; 0 where nothing rises. */
  depthDb: Decibels;
  /** Time from the beat until 1/e of the dip is left; 0 without a dip. */
  releaseMs: Milliseconds;
  /** Standard error of the depth. */
  errorDb: Decibels;
  /** What the recovery leaves unexplained, root of the mean square. */
  restDb: Decibels;
  /** Share of the curve's variance that the recovery explains. */
  explained: Normal;
  /** A gate that opens between the beats explains the curve better. */
  isGate: boolean;
}

/** A shape of recovery: the share of the dip that is left at a time after the beat. */
interface Shape {
  leftAt: (seconds: Seconds) => Normal;
  /** When 1/e is left. */
  releaseSeconds: Seconds;
}

/**
 * A compressor's or volume curve's exponential with time constants of 20 to 190 ms, at once or after it was held down
 * by the kick's body for 20 or 40 ms, and straight ramps of 60 to 450 ms.
 */
const SHAPES: readonly Shape[] = [
  ...Array.from({ length: 14 }, (_, i) => 0.02 * 1.19 ** i).flatMap((tau) =>
    [0, 0.03].map((hold) => ({
      leftAt: (seconds: Seconds): Normal => (seconds < hold ? 1 : Math.exp(-(seconds - hold) / tau)),
      releaseSeconds: hold + tau,
    })),
  ),
  ...Array.from({ length: 10 }, (_, i) => 0.06 * 1.25 ** i).map((length) => ({
    leftAt: (seconds: Seconds): Normal => Math.max(0, 1 - seconds / length),
    releaseSeconds: (1 - 1 / Math.E) * length,
  })),
];
/** Longer recoveries than this share of a beat never come back before the next kick: a ramp, not a release. */
const LONGEST_RELEASE_BEATS = 0.55;
/** A shape of which less is left where the curve begins would be drawn out of nothing. */
const LEAST_LEFT: Normal = 0.5;
/** The end of the beat is not read: a grid a few milliseconds late meets the next kick there. */
const READ_UNTIL_BEATS = 0.97;
/** Neighbouring bins share sound; about every fourth says something new. */
const DEPENDENT_BINS = 1;
/** Where gates and off-beat notes begin, and where they have ended at the latest, in beats. */
const GATE_OPENS: readonly number[] = [0.4, 0.45, 0.5, 0.55, 0.6];
const GATE_CLOSED = 0.93;

/**
 * Fits level − depth · left(t) to the course of a level over one beat by least squares, for each shape of recovery, and
 * averages the shapes by how likely each is (Gaussian errors), since several explain a noisy curve nearly as well.
 *
 * @param curve `BEAT_BINS` values in dB; `NaN` is left out
 * @param fromSeconds where to begin to read after the beat
 * @returns `undefined` where the curve is silent as long as the dip would last
 */
export function fitRecovery(curve: Float64Array, beatSeconds: Seconds, fromSeconds: Seconds): Recovery | undefined {
  const seconds = Float64Array.from({ length: BEAT_BINS }, (_, bin) => ((bin + 0.5) / BEAT_BINS) * beatSeconds);
  const read = Array.from({ length: BEAT_BINS }, (_, bin) => bin).filter(
    (bin) => !Number.isNaN(curve[bin]) && seconds[bin] > fromSeconds && seconds[bin] < READ_UNTIL_BEATS * beatSeconds,
  );
  const early = read.filter((bin) => bin < BEAT_BINS / 4).length;
  if (early < BEAT_BINS / 16) return undefined;
  const levels = Float64Array.from(read, (bin) => curve[bin]);
  const fits = SHAPES.filter(({ releaseSeconds }) => releaseSeconds <= LONGEST_RELEASE_BEATS * beatSeconds)
    .map(({ leftAt, releaseSeconds }) => {
      const left = Float64Array.from(read, (bin) => leftAt(seconds[bin]));
      return { releaseSeconds, most: Math.max(...left), ...regress(levels, left) };
    })
    .filter(({ most }) => most >= LEAST_LEFT);
  const total = regress(levels, new Float64Array(levels.length)).rest;
  const least = Math.min(total, ...fits.map(({ slope, rest }) => (slope < 0 ? rest : Infinity)));
  const variance = Math.max(least / levels.length, 1e-9);
  let [weights, depth, release, error] = [0, 0, 0, 0];
  for (const { slope, rest, spread, releaseSeconds } of fits) {
    if (slope >= 0) continue;
    const weight = Math.exp((least - rest) / (2 * variance * DEPENDENT_BINS));
    weights += weight;
    depth -= weight * slope;
    release += weight * releaseSeconds;
    error += weight * Math.sqrt((variance * DEPENDENT_BINS) / spread);
  }
  const gate = Math.min(
    ...GATE_OPENS.map((opens) => {
      const shut = Float64Array.from(read, (bin) => {
        const phase = seconds[bin] / beatSeconds;
        return phase < opens || phase > GATE_CLOSED ? 1 : 0;
      });
      return regress(levels, shut).rest;
    }),
  );
  return {
    depthDb: weights > 0 ? depth / weights : 0,
    releaseMs: weights > 0 ? (1000 * release) / weights : 0,
    errorDb: weights > 0 ? error / weights : Math.sqrt(variance),
    restDb: Math.sqrt(least / levels.length),
    explained: total > 0 ? 1 - least / total : 0,
    isGate: gate < least,
  };
}

/** Least squares of levels on a constant and a shape: slope, sum of squares left over, spread of the shape. */
function regress(levels: Float64Array, shape: Float64Array): { slope: number; rest: number; spread: number } {
  const n = levels.length;
  let [x, y] = [0, 0];
  for (let i = 0; i < n; i++) {
    x += shape[i] / n;
    y += levels[i] / n;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    xx += (shape[i] - x) ** 2;
    xy += (shape[i] - x) * (levels[i] - y);
    yy += (levels[i] - y) ** 2;
  }
  return xx > 1e-9 ? { slope: xy / xx, rest: yy - (xy * xy) / xx, spread: xx } : { slope: 0, rest: yy, spread: 0 };
}

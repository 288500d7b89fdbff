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
 * A compressor's or volume curve's exponential with time constants of 20 to 190 ms, at once or after the kick's body
 * held it down for 30 ms, and straight ramps of 60 to 450 ms.
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
/** A part that sounds for less than a sixteenth of a beat within the first sixteenth note rests there. */
const EARLY_BINS = BEAT_BINS / 4;
const LEAST_EARLY_BINS = BEAT_BINS / 16;
/** Where gates and off-beat notes begin, and where they have ended at the latest, in beats. */
const GATE_OPENS: readonly number[] = [0.4, 0.45, 0.5, 0.55, 0.6];
const GATE_CLOSED = 0.93;
/** Rounding: less is no variance. */
const LEAST_VARIANCE = 1e-9;

/** Fits recoveries to levels over one beat, at one tempo. */
export class RecoveryFitter {
  /** The bins that are read. */
  readonly #bins: readonly number[];
  readonly #shapes: readonly { left: Float64Array; releaseSeconds: Seconds }[];
  readonly #gates: readonly Float64Array[];

  /** @param fromSeconds where to begin to read after the beat */
  constructor(beatSeconds: Seconds, fromSeconds: Seconds) {
    const beats = Array.from({ length: BEAT_BINS }, (_, bin) => (bin + 0.5) / BEAT_BINS);
    this.#bins = beats.flatMap((beat, bin) =>
      beat * beatSeconds > fromSeconds && beat < READ_UNTIL_BEATS ? [bin] : [],
    );
    this.#shapes = SHAPES.filter(({ releaseSeconds }) => releaseSeconds <= LONGEST_RELEASE_BEATS * beatSeconds).map(
      ({ leftAt, releaseSeconds }) => ({
        left: Float64Array.from(beats, (beat) => leftAt(beat * beatSeconds)),
        releaseSeconds,
      }),
    );
    this.#gates = GATE_OPENS.map((opens) =>
      Float64Array.from(beats, (beat) => (beat < opens || beat > GATE_CLOSED ? 1 : 0)),
    );
  }

  /**
   * Fits level − depth · left(t) by least squares for each shape of recovery, and averages the shapes by how likely
   * each is (Gaussian errors), since several explain a noisy curve nearly as well.
   *
   * @param curve `BEAT_BINS` values in dB; `NaN` is left out
   * @returns `undefined` where the curve is silent while the dip would last
   */
  fit(curve: Float64Array): Recovery | undefined {
    const bins = this.#bins.filter((bin) => !Number.isNaN(curve[bin]));
    if (bins.filter((bin) => bin < EARLY_BINS).length < LEAST_EARLY_BINS) return undefined;
    // Recoveries fall with time, so that the first bin holds the most of each.
    const fits = this.#shapes
      .filter(({ left }) => left[bins[0]] >= LEAST_LEFT)
      .map(({ left, releaseSeconds }) => ({ releaseSeconds, ...regress(curve, left, bins) }))
      .filter(({ slope }) => slope < 0);
    const total = regress(curve, NO_SHAPE, bins).rest;
    const least = fits.reduce((lowest, { rest }) => Math.min(lowest, rest), total);
    const variance = Math.max(least / bins.length, LEAST_VARIANCE);
    let weights = 0;
    let depth = 0;
    let release = 0;
    let error = 0;
    for (const { slope, rest, spread, releaseSeconds } of fits) {
      const weight = Math.exp((least - rest) / (2 * variance));
      weights += weight;
      depth -= weight * slope;
      release += weight * releaseSeconds;
      error += weight * Math.sqrt(variance / spread);
    }
    return {
      depthDb: weights > 0 ? depth / weights : 0,
      releaseMs: weights > 0 ? (1000 * release) / weights : 0,
      errorDb: weights > 0 ? error / weights : Math.sqrt(variance),
      restDb: Math.sqrt(least / bins.length),
      explained: total > 0 ? 1 - least / total : 0,
      isGate: this.#gates.some((gate) => regress(curve, gate, bins).rest < least),
    };
  }
}

const NO_SHAPE = new Float64Array(BEAT_BINS);

/** Least squares of levels on a constant and a shape: slope, sum of squares left over, spread of the shape. */
function regress(
  levels: Float64Array,
  shape: Float64Array,
  bins: readonly number[],
): { slope: number; rest: number; spread: number } {
  const n = bins.length;
  let x = 0;
  let y = 0;
  for (const bin of bins) {
    x += shape[bin] / n;
    y += levels[bin] / n;
  }
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const bin of bins) {
    const dx = shape[bin] - x;
    const dy = levels[bin] - y;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return xx > LEAST_VARIANCE
    ? { slope: xy / xx, rest: yy - (xy * xy) / xx, spread: xx }
    : { slope: 0, rest: yy, spread: 0 };
}

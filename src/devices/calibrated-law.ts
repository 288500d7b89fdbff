import type { DisplayLaw } from './device-model.ts';

/** One thing a running Live was asked: what a raw value shows, as a number in the project's units. */
export interface CalibrationPoint {
  raw: number;
  /** −Infinity and Infinity are allowed at the ends of the curve, as in `-inf dB` and `inf : 1`. */
  display: number;
}

/** Units whose steps are ratios: their curves are smooth in the logarithm of the value. */
const RATIO_UNITS: readonly string[] = ['Hz', 'ms', 'Q', 'ratio'];

/**
 * A display law through measured points, for parameters whose law nobody has published.
 *
 * Between the points runs the monotone cubic of F. N. Fritsch and J. Butland ("A method for constructing local monotone
 * piecewise cubic interpolants", SIAM J. Sci. Stat. Comput. 5, 1984), for Hz, ms, Q and ratios over the logarithm of
 * what is shown; it meets every point, rises where they rise, and never overshoots. Beside an infinite end it runs off
 * logarithmically with the slope it has there. Beyond the ends it stays at them.
 *
 * Texts are rounded, so that several raw values may show one number; they count as one point in their middle, save at
 * the ends of the range, where the end itself is kept. The order of the points does not matter. With a handful of
 * points near each end and some 30 between them, the laws of Live's devices are met within half a step of their
 * displays.
 *
 * @returns undefined where the points make no rising curve: fewer than two different finite values, one that falls, or
 *   one that is not a number.
 */
export function calibratedLaw(
  points: readonly CalibrationPoint[],
  shown: Pick<DisplayLaw, 'unit' | 'format'>,
): DisplayLaw | undefined {
  const merged = mergePlateaus(points);
  if (!merged) return undefined;
  const finite = merged.filter(({ display }) => Number.isFinite(display));
  if (finite.length < 2) return undefined;
  const logarithmic = RATIO_UNITS.includes(shown.unit) && finite[0].display > 0;
  const bend = logarithmic ? Math.log : (display: number): number => display;
  const unbend = logarithmic ? Math.exp : (value: number): number => value;
  const curve = new MonotoneCubic(
    finite.map(({ raw }) => raw),
    finite.map(({ display }) => bend(display)),
  );
  const [low, high] = [merged[0], merged[merged.length - 1]];
  return {
    ...shown,
    confidence: 'high',
    toDisplay(raw) {
      if (raw <= low.raw) return low.display;
      if (raw >= high.raw) return high.display;
      if (raw < curve.start)
        return unbend(runOff(curve.startValue, curve.startSlope, curve.start - low.raw, raw - low.raw, -1));
      if (raw > curve.end)
        return unbend(runOff(curve.endValue, curve.endSlope, high.raw - curve.end, high.raw - raw, 1));
      return unbend(curve.at(raw));
    },
    toRaw(display) {
      if (display <= low.display) return low.raw;
      if (display >= high.display) return high.raw;
      const value = bend(display);
      if (value < curve.startValue) {
        const room = curve.start - low.raw;
        return low.raw + room * Math.exp((value - curve.startValue) / (curve.startSlope * room));
      }
      if (value > curve.endValue) {
        const room = high.raw - curve.end;
        return high.raw - room * Math.exp((curve.endValue - value) / (curve.endSlope * room));
      }
      return curve.placeOf(value);
    },
  };
}

/** Leaves a value with a slope and reaches ±∞ after `room`: value ± slope · room · ln(room / left). */
function runOff(value: number, slope: number, room: number, left: number, sign: number): number {
  return value + sign * slope * room * Math.log(room / left);
}

/** Points of rising raw and display values, one for each display; undefined where there is no such curve. */
function mergePlateaus(points: readonly CalibrationPoint[]): CalibrationPoint[] | undefined {
  if (points.some(({ raw, display }) => !Number.isFinite(raw) || Number.isNaN(display))) return undefined;
  const sorted = [...points].sort((a, b) => a.raw - b.raw);
  const merged: CalibrationPoint[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const { display } = sorted[from];
    if (merged.length > 0 && display < merged[merged.length - 1].display) return undefined;
    while (to < sorted.length && sorted[to].display === display) to++;
    const [first, last] = [sorted[from].raw, sorted[to - 1].raw];
    const isLow = from === 0;
    const isHigh = to === sorted.length;
    // An infinite stretch is left at its inner edge: all of it shows the same.
    const keepsFirst = isLow && display !== -Infinity;
    const keepsLast = isHigh && display !== Infinity;
    let raw = (first + last) / 2;
    if (keepsFirst || display === Infinity) raw = first;
    else if (keepsLast || display === -Infinity) raw = last;
    merged.push({ raw, display });
  }
  return merged;
}

/** A piecewise cubic through rising points that rises throughout. */
class MonotoneCubic {
  readonly #x: readonly number[];
  readonly #y: readonly number[];
  readonly #slopes: readonly number[];

  /** @param x strictly rising, at least two. @param y strictly rising, as many. */
  constructor(x: readonly number[], y: readonly number[]) {
    this.#x = x;
    this.#y = y;
    const chords = x.slice(1).map((end, i) => (y[i + 1] - y[i]) / (end - x[i]));
    this.#slopes = x.map((_, i) => {
      if (i === 0) return endSlope(chords, x[1] - x[0], chords.length > 1 ? x[2] - x[1] : 0);
      const last = x.length - 1;
      if (i === last)
        return endSlope(chords.slice().reverse(), x[last] - x[last - 1], last > 1 ? x[last - 1] - x[last - 2] : 0);
      const [before, after] = [x[i] - x[i - 1], x[i + 1] - x[i]];
      // Fritsch and Butland's weighted harmonic mean, which is what keeps the cubic monotone.
      const [w1, w2] = [2 * after + before, after + 2 * before];
      return (w1 + w2) / (w1 / chords[i - 1] + w2 / chords[i]);
    });
  }

  get start(): number {
    return this.#x[0];
  }

  get end(): number {
    return this.#x[this.#x.length - 1];
  }

  get startValue(): number {
    return this.#y[0];
  }

  get endValue(): number {
    return this.#y[this.#y.length - 1];
  }

  get startSlope(): number {
    return this.#slopes[0];
  }

  get endSlope(): number {
    return this.#slopes[this.#slopes.length - 1];
  }

  /** The value at a place between start and end. */
  at(place: number): number {
    const i = segmentOf(this.#x, place);
    return this.#inSegment(i, (place - this.#x[i]) / (this.#x[i + 1] - this.#x[i]));
  }

  /** The place of a value between those of start and end, by bisection: 52 halvings use up a double's digits. */
  placeOf(value: number): number {
    const i = segmentOf(this.#y, value);
    let [low, high] = [0, 1];
    for (let halving = 0; halving < 52; halving++) {
      const middle = (low + high) / 2;
      if (this.#inSegment(i, middle) < value) low = middle;
      else high = middle;
    }
    return this.#x[i] + high * (this.#x[i + 1] - this.#x[i]);
  }

  /** Hermite's cubic in segment `i`, `share` of the way through it. */
  #inSegment(i: number, share: number): number {
    const width = this.#x[i + 1] - this.#x[i];
    const rise = this.#y[i + 1] - this.#y[i];
    const rest = 1 - share;
    const level = share * share * (3 - 2 * share);
    return this.#y[i] + rise * level + width * share * rest * (rest * this.#slopes[i] - share * this.#slopes[i + 1]);
  }
}

/** The segment of rising numbers that a value lies in. */
function segmentOf(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rising[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** Three-point slope at an end, held positive and at most thrice the chord so that the first piece stays monotone. */
function endSlope(chords: readonly number[], width: number, nextWidth: number): number {
  if (chords.length === 1) return chords[0];
  const slope = ((2 * width + nextWidth) * chords[0] - width * chords[1]) / (width + nextWidth);
  // A slope of zero would leave an infinite end without a way to run off.
  return Math.min(3 * chords[0], Math.max(chords[0] / 3, slope));
}

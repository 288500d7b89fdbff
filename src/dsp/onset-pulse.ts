import { kernelsSupported } from './kernels/kernel-instance.ts';
import { WasmOnsetPulse } from './kernels/wasm-onset-pulse.ts';
import type { Hertz, Normal, Seconds } from './units.ts';

/**
 * How far onsets keep a pulse, by phasors e^(2πi·f·t) of their times and by the distances between them. Times rise;
 * nothing is checked per call.
 */
export interface OnsetPulse {
  /**
   * Σ wᵢwⱼ over pairs of onsets by their distance, over Σ wᵢ², in `bins` bins of `binSeconds` from 0 on; each pair is
   * spread over a triangle of `reach` bins to both sides.
   */
  intervals(onsets: TimedOnsets, shape: { binSeconds: Seconds; bins: number; reach: number }): Float64Array;
  /** Sums of the onsets' phasors in cells of time. */
  cells(onsets: TimedOnsets, frequencyHz: Hertz, cellSeconds: Seconds): PhasorCells;
  /**
   * Adds `scale`·|Σ cell(n)·e^(2πi·n·k·turn)|² to `scores`, an odd number of places, for each place k away from the
   * middle one.
   *
   * @param turn from place to place, in turns a cell
   */
  addCoherences(scores: Float64Array, cells: PhasorCells, turn: number, scale: number): void;
  /**
   * Mean over windows of |Σ w·e^{…}| / Σ w, freed of its expectation for n random onsets (1/√n), and the same over the
   * whole. Each window begins with the first onset behind the one before; windows of few onsets do not count.
   */
  coherence(
    onsets: TimedOnsets,
    frequencyHz: Hertz,
    window: { seconds: Seconds; leastOnsets: number },
  ): { local: Normal; global: Normal };
}

export interface TimedOnsets {
  seconds: Float64Array;
  weights: Float64Array;
}

/** Sums of phasors, cell after cell. */
export interface PhasorCells {
  re: Float64Array;
  im: Float64Array;
  /** Sum of the weights, and number, of the onsets in each cell. */
  weights: Float64Array;
  counts: Float64Array;
  /** Sum of all weights. */
  total: number;
}

/** On the kernels where this machine runs them, with the same results to rounding. */
export function onsetPulse(): OnsetPulse {
  return (pulse ??= kernelsSupported() ? new WasmOnsetPulse() : new PlainOnsetPulse());
}

let pulse: OnsetPulse | undefined;

/** `OnsetPulse` in plain TypeScript. */
export class PlainOnsetPulse implements OnsetPulse {
  intervals(
    { seconds, weights }: TimedOnsets,
    { binSeconds, bins, reach }: { binSeconds: Seconds; bins: number; reach: number },
  ): Float64Array {
    const places = seconds.map((second) => second / binSeconds);
    const pairs = new Float64Array(bins);
    let self = 0;
    for (let i = 0; i < places.length; i++) {
      const [from, weight] = [places[i] - 0.5, weights[i]];
      self += weight * weight;
      for (let j = i + 1; j < places.length; j++) {
        const lag = places[j] - from;
        if (lag >= bins) break;
        pairs[lag | 0] += weight * weights[j];
      }
    }
    // Most bins of a few bars of a pattern are empty: only what is there is spread.
    const smooth = new Float64Array(bins);
    for (let bin = 0; bin < bins; bin++) {
      const pair = pairs[bin] / self;
      if (!(pair > 0)) continue;
      const [first, last] = [Math.max(0, bin - reach), Math.min(bins - 1, bin + reach)];
      for (let at = first; at <= last; at++) smooth[at] += pair * (1 - Math.abs(at - bin) / (reach + 1));
    }
    return smooth;
  }

  cells({ seconds, weights }: TimedOnsets, frequencyHz: Hertz, cellSeconds: Seconds): PhasorCells {
    const count = cellsUntil(seconds, cellSeconds);
    const [re, im, cellWeights, counts] = [0, 1, 2, 3].map(() => new Float64Array(count));
    let total = 0;
    for (let j = 0; j < seconds.length; j++) {
      const cell = Math.floor(seconds[j] / cellSeconds);
      const angle = 2 * Math.PI * frequencyHz * seconds[j];
      re[cell] += weights[j] * Math.cos(angle);
      im[cell] += weights[j] * Math.sin(angle);
      cellWeights[cell] += weights[j];
      counts[cell]++;
      total += weights[j];
    }
    return { re, im, weights: cellWeights, counts, total };
  }

  addCoherences(scores: Float64Array, { re, im }: PhasorCells, turn: number, scale: number): void {
    const middle = scores.length >> 1;
    for (let step = 0; step <= middle; step++) {
      const stepRe = Math.cos(2 * Math.PI * step * turn);
      const stepIm = Math.sin(2 * Math.PI * step * turn);
      let cos = 1;
      let sin = 0;
      let reCos = 0;
      let reSin = 0;
      let imCos = 0;
      let imSin = 0;
      for (let cell = 0; cell < re.length; cell++) {
        reCos += re[cell] * cos;
        reSin += re[cell] * sin;
        imCos += im[cell] * cos;
        imSin += im[cell] * sin;
        const next = cos * stepRe - sin * stepIm;
        sin = cos * stepIm + sin * stepRe;
        cos = next;
      }
      // The places as far above and below turn by the same angle, one way and the other.
      scores[middle + step] += scale * ((reCos - imSin) ** 2 + (reSin + imCos) ** 2);
      if (step > 0) scores[middle - step] += scale * ((reCos + imSin) ** 2 + (imCos - reSin) ** 2);
    }
  }

  coherence(
    { seconds, weights }: TimedOnsets,
    frequencyHz: Hertz,
    window: { seconds: Seconds; leastOnsets: number },
  ): { local: Normal; global: Normal } {
    let local = 0;
    let total = 0;
    let sumRe = 0;
    let sumIm = 0;
    for (let start = 0; start < seconds.length;) {
      const until: Seconds = seconds[start] + window.seconds;
      let re = 0;
      let im = 0;
      let weight = 0;
      let j = start;
      for (; j < seconds.length && seconds[j] < until; j++) {
        const angle = 2 * Math.PI * frequencyHz * seconds[j];
        re += weights[j] * Math.cos(angle);
        im += weights[j] * Math.sin(angle);
        weight += weights[j];
      }
      if (j - start >= window.leastOnsets) {
        const excess = (re * re + im * im) / (weight * weight) - 1 / (j - start);
        local += weight * Math.sqrt(Math.max(0, excess));
        total += weight;
        sumRe += re;
        sumIm += im;
      }
      start = j;
    }
    return total > 0 ? { local: local / total, global: Math.hypot(sumRe, sumIm) / total } : { local: 0, global: 0 };
  }
}

/** Cells from 0 to the last onset. */
export function cellsUntil(seconds: Float64Array, cellSeconds: Seconds): number {
  return Math.floor((seconds.at(-1) ?? 0) / cellSeconds) + 1;
}

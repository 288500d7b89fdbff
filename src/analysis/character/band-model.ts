import { mixtureFits, type FittedMixture, type MixtureFit, type MixturePart } from '../../dsp/mixture-fit.ts';
import type { Cents } from '../../dsp/units.ts';
import { LAG_CENTS, LAGS } from './cluster-correlation.ts';
import type { Unison } from './unison-shapes.ts';

/**
 * One half octave of a cluster correlation as a sum, with weights ≥ 0, of lone lines of two widths, the pairs of a
 * unison as the window shows them, and a constant for noise and the notes of others.
 */
export class BandModel {
  /** Sum of squares of the row about its mean. */
  readonly variation: number;
  readonly #binsPerCent: number;
  readonly #line: Float64Array;
  readonly #fit: MixtureFit;

  /** Models of half octaves: each row, and its frequency in units of the width of a line in bins. */
  static of(rows: readonly { values: Float64Array; bins: number }[]): BandModel[] {
    const fits = mixtureFits(
      rows.map(({ values, bins }) => ({ values, partOf: (cents) => pairAt(cents, bins / CENTS_PER_NEPER) })),
      MOST_PAIR_CENTS + 1,
    );
    return rows.map(({ values, bins }, i) => new BandModel(values, bins / CENTS_PER_NEPER, fits[i]));
  }

  private constructor(values: Float64Array, binsPerCent: number, fit: MixtureFit) {
    this.#binsPerCent = binsPerCent;
    this.#fit = fit;
    this.#line = this.#lineOf(1);
    fit.setLines(this.#line, this.#line);
    let sum = 0;
    let squares = 0;
    for (const value of values) [sum, squares] = [sum + value, squares + value * value];
    this.variation = squares - sum ** 2 / LAGS;
  }

  /**
   * Lets a part of the lone lines be wider by this factor; gives what lone lines and the constant leave unexplained.
   */
  setWider(factor: number): number {
    this.#fit.setLines(this.#line, this.#lineOf(factor));
    return this.fit().left;
  }

  /** The sum of squares left unexplained, with a unison where one is given, and the weight of its pairs. */
  fit({ pairs, self }: Unison = NO_UNISON): FittedMixture {
    const { left, weight } = this.#fit.fit(pairs, self);
    return { left: Math.max(ROUNDING, left), weight };
  }

  #lineOf(wider: number): Float64Array {
    return Float64Array.from({ length: LAGS }, (_, lag) => lineAt((lag * LAG_CENTS * this.#binsPerCent) / wider));
  }
}

/** Pairs further apart lie beyond the last distance. */
export const MOST_PAIR_CENTS: Cents = LAGS * LAG_CENTS + 8;
/** Cents in a natural-log unit of frequency. */
const CENTS_PER_NEPER = 1200 / Math.LN2;
/** What is left is never quite nothing, so that fits can be compared by ratio. */
const ROUNDING = 1e-12;

/** What a pair at a whole number of cents looks like. */
function pairAt(cents: Cents, binsPerCent: number): MixturePart {
  const reach = LINE_REACH_BINS / binsPerCent;
  const first = Math.max(0, Math.ceil((cents - reach) / LAG_CENTS));
  const last = Math.min(LAGS - 1, Math.floor((cents + reach) / LAG_CENTS));
  const values = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const at = (first + i) * LAG_CENTS;
    // Closer than a line is wide, the pair's mirror image on the other side of 0 reaches over.
    return lineAt((at - cents) * binsPerCent) + lineAt((at + cents) * binsPerCent);
  });
  // One beyond the last lag has nothing to show, and no place there.
  return { first: Math.min(first, LAGS), values };
}

const NO_UNISON: Unison = { pairs: new Float64Array(0), self: 0 };

/** Where a line has no power left. */
const LINE_REACH_BINS = 4;
const LINE_STEPS_PER_BIN = 20;

/** The power spectrum of a Hann window, correlated with itself at distances of up to `LINE_REACH_BINS`. */
const LINE: Float64Array = lineTable();

function lineTable(): Float64Array {
  const spectrum = (bin: number): number => (sinc(bin) + 0.5 * sinc(bin - 1) + 0.5 * sinc(bin + 1)) ** 2;
  const half = LINE_STEPS_PER_BIN * LINE_REACH_BINS;
  const samples = Float64Array.from({ length: 2 * half + 1 }, (_, i) => spectrum((i - half) / LINE_STEPS_PER_BIN));
  const table = Float64Array.from({ length: half + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < samples.length; i++) sum += samples[i] * samples[i - lag];
    return sum;
  });
  return table.map((value) => value / table[0]);
}

function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function lineAt(bins: number): number {
  const place = Math.abs(bins) * LINE_STEPS_PER_BIN;
  const below = Math.floor(place);
  return below + 1 >= LINE.length ? 0 : LINE[below] + (place - below) * (LINE[below + 1] - LINE[below]);
}

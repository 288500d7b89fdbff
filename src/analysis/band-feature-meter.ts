import { dbToPower, powerToDb } from '../dsp/decibels.ts';
import { kWeightAt } from '../dsp/k-weighting.ts';
import type { Decibels, Hertz, Power } from '../dsp/units.ts';
import { BandIndex } from './band-index.ts';
import { nominalHzOf, OCTAVE_CENTRES, TONE_BANDS } from './band-names.ts';

/** Powers of one scope per third octave, as documented at `spectra` in `src/store/analysis-document.ts`. */
export interface BandPowers {
  mid: ArrayLike<Power>;
  side: ArrayLike<Power>;
  leftMinusRight: ArrayLike<Power>;
  leftTimesRight: ArrayLike<Power>;
}

/**
 * Every tone and stereo feature of one scope as a function of its band powers, without allocating: made once for a set
 * of bands, called for every candidate a solver tries. The features are listed in `ids`; with P = mid + side the power
 * of both channels and w the K-weighting of ITU-R BS.1770-5 at the centre of a band:
 *
 * - `tone.band.X`, `tone.bass` …: 10·log10(Σ P / Σ w·P), the sum above over the feature's bands, the sum below over all
 *   of them: balance relative to the scope's own loudness, so a fader on the whole mix changes none of them
 * - `tone.slope`: least squares through the band levels against log2 of frequency; `tone.centroid`: 2^(Σ w·P·log2 f / Σ
 *   w·P)
 * - `stereo.width…`: 10·log10(side / mid); `stereo.correlation.X`: Re⟨L,R⟩ / √(LL·RR); `stereo.balance.X`:
 *   10·log10(LL / RR), of everything 10·log10(Σ w·LL / Σ w·RR)
 * - `lowEnd.subShare`: power below 71 Hz over power below 178 Hz
 */
export class BandFeatureMeter {
  /** Catalogue ids in the order of the values. */
  readonly ids: readonly string[];
  readonly #kWeights: Float64Array;
  readonly #octavesAboveUnit: Float64Array;
  readonly #power: Float64Array;
  /** What is measured: arrays of one kind, however the powers are handed in. */
  readonly #powers: Record<keyof BandPowers, Float64Array>;
  readonly #features: readonly BandFeature[];
  #loudness: Power = 0;

  /**
   * @param bandCentreHz exact or nominal centres of third octaves between 25 Hz and 20 kHz; others take no part
   * @param isWanted which features, by their catalogue ids; all of them unless told
   */
  constructor(bandCentreHz: readonly Hertz[], isWanted: (id: string) => boolean = () => true) {
    this.#kWeights = Float64Array.from(bandCentreHz, (hz) => (nominalHzOf(hz) === undefined ? 0 : kWeightAt(hz)));
    this.#octavesAboveUnit = Float64Array.from(bandCentreHz, Math.log2);
    const zeros = (): Float64Array => new Float64Array(bandCentreHz.length);
    this.#power = zeros();
    this.#powers = { mid: zeros(), side: zeros(), leftMinusRight: zeros(), leftTimesRight: zeros() };
    this.#features = this.#featuresOf(new BandIndex(bandCentreHz)).filter(({ id }) => isWanted(id));
    this.ids = this.#features.map(({ id }) => id);
  }

  /**
   * Fills `values` (one per id) and returns it. A value is `NaN` where the feature does not exist: in silence, in an
   * octave 30 dB below the scope's loudness, for the correlation of a channel with nothing.
   */
  measure(powers: BandPowers, values: Float64Array): Float64Array {
    if (!this.#take(powers)) return values.fill(NaN);
    for (let i = 0; i < values.length; i++) values[i] = this.#features[i].measure(this.#features[i].bands);
    return values;
  }

  /** `tone.centroid` alone; `NaN` in silence. */
  centroidHz(powers: BandPowers): Hertz {
    return this.#take(powers) ? this.#centroid() : NaN;
  }

  /** Σ w·(mid + side): K-weighted power of both channels; `powerToLufs` of it is the scope's loudness without gates. */
  kWeightedPower({ mid, side }: BandPowers): Power {
    let sum = 0;
    for (let band = 0; band < this.#kWeights.length; band++) sum += this.#kWeights[band] * (mid[band] + side[band]);
    return sum;
  }

  /** Makes these the powers that are measured; false where they have no loudness. */
  #take(powers: BandPowers): boolean {
    this.#loudness = this.kWeightedPower(powers);
    if (!(this.#loudness > 0) || this.#loudness === Infinity) return false;
    const { mid, side, leftMinusRight, leftTimesRight } = this.#powers;
    // Bands that are handed in beyond those that were asked for take no part.
    for (let band = 0; band < this.#power.length; band++) {
      mid[band] = powers.mid[band];
      side[band] = powers.side[band];
      leftMinusRight[band] = powers.leftMinusRight[band];
      leftTimesRight[band] = powers.leftTimesRight[band];
      this.#power[band] = mid[band] + side[band];
    }
    return true;
  }

  #featuresOf(index: BandIndex): BandFeature[] {
    const everything = Array.from(this.#kWeights.keys());
    const level = (bands: readonly number[]): Decibels => this.#level(bands);
    const width = (bands: readonly number[]): Decibels => this.#width(bands);
    const correlation = (bands: readonly number[]): number => this.#correlation(bands);
    const balance = (bands: readonly number[]): Decibels => this.#balance(bands);
    const features = [
      { id: 'tone.bass', bands: index.between(31.5, 125), measure: level },
      { id: 'tone.mud', bands: index.between(200, 400), measure: level },
      { id: 'tone.brightness', bands: index.between(3150, 16_000), measure: level },
      { id: 'tone.air', bands: index.between(10_000, 16_000), measure: level },
      {
        id: 'tone.slope',
        bands: index.between(100, 10_000),
        measure: (bands: readonly number[]) => this.#slope(bands),
      },
      { id: 'tone.centroid', bands: everything, measure: () => this.#centroid() },
      ...TONE_BANDS.map(({ id, nominalHz }) => {
        return { id: `tone.band.${id}`, bands: index.between(nominalHz, nominalHz), measure: level };
      }),
      { id: 'stereo.width', bands: everything, measure: () => this.#kWeightedWidth() },
      { id: 'stereo.lowEndSide', bands: index.between(25, 100), measure: width },
      { id: 'stereo.balance', bands: everything, measure: () => this.#kWeightedBalance() },
      ...OCTAVE_CENTRES.map(({ id, nominalHz }) => {
        return { id: `stereo.width.${id}`, bands: index.octave(nominalHz), measure: width };
      }),
      ...OCTAVE_CENTRES.map(({ id, nominalHz }) => {
        return { id: `stereo.correlation.${id}`, bands: index.octave(nominalHz), measure: correlation };
      }),
      ...OCTAVE_CENTRES.map(({ id, nominalHz }) => {
        return { id: `stereo.balance.${id}`, bands: index.octave(nominalHz), measure: balance };
      }),
      {
        id: 'lowEnd.subShare',
        bands: index.between(25, 160),
        measure: (bands: readonly number[]) => this.#subShare(bands),
      },
    ];
    return features.flatMap(({ id, bands, measure }) => (bands === undefined ? [] : [{ id, bands, measure }]));
  }

  #level(bands: readonly number[]): Decibels {
    return this.#levelOfPower(sumOver(this.#power, bands));
  }

  #levelOfPower(power: Power): Decibels {
    return Math.max(LOWEST_LEVEL_DB, powerToDb(power / this.#loudness));
  }

  #slope(bands: readonly number[]): number {
    let meanX = 0;
    let meanY = 0;
    for (const band of bands) {
      meanX += this.#octavesAboveUnit[band] / bands.length;
      meanY += this.#levelOfPower(this.#power[band]) / bands.length;
    }
    let xx = 0;
    let xy = 0;
    for (const band of bands) {
      const x = this.#octavesAboveUnit[band] - meanX;
      xx += x * x;
      xy += x * (this.#levelOfPower(this.#power[band]) - meanY);
    }
    return xy / xx;
  }

  #centroid(): Hertz {
    let sum = 0;
    for (let band = 0; band < this.#power.length; band++) {
      sum += this.#kWeights[band] * this.#power[band] * this.#octavesAboveUnit[band];
    }
    return 2 ** (sum / this.#loudness);
  }

  #width(bands: readonly number[]): Decibels {
    if (!this.#audible(bands)) return NaN;
    return clampDb(powerToDb(sumOver(this.#powers.side, bands) / sumOver(this.#powers.mid, bands)));
  }

  #kWeightedWidth(): Decibels {
    let mid = 0;
    let side = 0;
    for (let band = 0; band < this.#kWeights.length; band++) {
      mid += this.#kWeights[band] * this.#powers.mid[band];
      side += this.#kWeights[band] * this.#powers.side[band];
    }
    return clampDb(powerToDb(side / mid));
  }

  #balance(bands: readonly number[]): Decibels {
    if (!this.#audible(bands)) return NaN;
    return balanceDb(sumOver(this.#power, bands), sumOver(this.#powers.leftMinusRight, bands));
  }

  #kWeightedBalance(): Decibels {
    let both = 0;
    let difference = 0;
    for (let band = 0; band < this.#power.length; band++) {
      both += this.#kWeights[band] * this.#power[band];
      difference += this.#kWeights[band] * this.#powers.leftMinusRight[band];
    }
    return balanceDb(both, difference);
  }

  #correlation(bands: readonly number[]): number {
    if (!this.#audible(bands)) return NaN;
    const both = sumOver(this.#power, bands);
    const difference = sumOver(this.#powers.leftMinusRight, bands);
    const left = (both + difference) / 2;
    const right = (both - difference) / 2;
    if (Math.min(left, right) <= both * FAINTEST_CHANNEL) return NaN;
    const correlation = sumOver(this.#powers.leftTimesRight, bands) / Math.sqrt(left * right);
    return Math.min(1, Math.max(-1, correlation));
  }

  /** @param bands 25–160 Hz */
  #subShare(bands: readonly number[]): number {
    if (!this.#audible(bands)) return NaN;
    let sub = 0;
    for (let i = 0; i < SUB_BANDS; i++) sub += this.#power[bands[i]];
    return sub / sumOver(this.#power, bands);
  }

  #audible(bands: readonly number[]): boolean {
    return sumOver(this.#power, bands) > this.#loudness * FAINTEST_STEREO;
  }
}

/**
 * A third octave 50 dB below the loudness of its scope is masked by the rest, and at both ends of hearing it is below
 * the threshold even at the 85 dB SPL of a loud room: levels are held there, so that nobody is told to repair what
 * nobody hears.
 */
const LOWEST_LEVEL_DB: Decibels = -50;

/**
 * The place of a sound is lost before the sound is: an octave 30 dB below the loudness has no width of its own. What
 * stands there is hiss, or what a limiter made of the bass, and as wide as chance has it.
 */
export const FAINTEST_STEREO: Power = dbToPower(-30);

/** A channel 70 dB below the other holds crosstalk and dither, which correlate with anything. */
const FAINTEST_CHANNEL: Power = dbToPower(-70);

/** Side 40 dB below mid is mono, and mid 40 dB below side is all side, to any ear; a bound keeps ratios finite. */
const RATIO_LIMIT_DB: Decibels = 40;

/** Bands 25–63 Hz of the bands 25–160 Hz: the edge of 71 Hz is the octave boundary between sub and bass. */
const SUB_BANDS = 5;

interface BandFeature {
  id: string;
  bands: readonly number[];
  measure: (bands: readonly number[]) => number;
}

function clampDb(level: Decibels): Decibels {
  return Math.min(RATIO_LIMIT_DB, Math.max(-RATIO_LIMIT_DB, level));
}

/** Rounding can leave a silent channel a hair below zero. */
function balanceDb(both: Power, leftMinusRight: Power): Decibels {
  return clampDb(powerToDb(Math.max(0, both + leftMinusRight) / Math.max(0, both - leftMinusRight)));
}

function sumOver(values: Float64Array, bands: readonly number[]): number {
  let sum = 0;
  for (const band of bands) sum += values[band];
  return sum;
}

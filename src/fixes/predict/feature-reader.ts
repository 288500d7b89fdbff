import { BandFeatureMeter, type BandPowers } from '../../analysis/band-feature-meter.ts';
import type { Decibels, Normal, Power, Seconds } from '../../dsp/units.ts';
import {
  featureKey,
  type AnalysisDocument,
  type BandSpectrum,
  type Scope,
  type SectionKind,
} from '../../store/analysis-document.ts';
import type { KickBalance } from './kick-balance.ts';
import { mixChangeOf, type MastersOwn, type SectionBase, type StemResponses } from './section-base.ts';

/** What all readers of one mix share. */
export interface ReadFrom {
  analysis: AnalysisDocument;
  sections: readonly SectionBase[];
  kick: KickBalance;
  returned: ReturnedShare;
}

/**
 * What the master takes back of a change of level in a section: 0 passes it on, 1 is a limiter that gives nothing more.
 */
export type ReturnedShare = (kind: SectionKind) => Normal;

/**
 * Reads some features of a mix after changes to its stems, and reckons nothing that they do not need: what a search
 * asks thousands of times. See `MixPredictor` for how.
 */
export class FeatureReader {
  /** Of each feature, as it was measured. */
  readonly #measured: Float64Array;
  readonly #sections: readonly SectionBase[];
  readonly #scopes: readonly (ScopeReader | undefined)[];
  readonly #whole: { spectrum: BandSpectrum; reader: ScopeReader } | undefined;
  readonly #loudness: LoudnessPlaces;
  readonly #loudnessMeter: BandFeatureMeter;
  readonly #isLoudnessRead: boolean;
  readonly #kick: KickBalance;
  readonly #moved: BandPowers[];

  /** @param keys which features, by `featureKey`: those that the analysis has not are NaN */
  constructor({ analysis, sections, kick, returned }: ReadFrom, keys: readonly string[]) {
    const measured = new Map(analysis.features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
    this.#measured = Float64Array.from(keys, (key) => measured.get(key) ?? NaN);
    const places = new Map(keys.map((key, i) => [key, i] as const));
    const readerOf = ({ scope }: BandSpectrum): ScopeReader | undefined => {
      const isRead = (id: string): boolean => places.has(featureKey(id, scope));
      const meter = new BandFeatureMeter(analysis.bandCentreHz, isRead);
      if (meter.ids.length === 0) return undefined;
      const at = Int32Array.from(meter.ids, (id) => places.get(featureKey(id, scope)) ?? -1);
      return { meter, places: at, values: new Float64Array(at.length) };
    };
    this.#sections = sections;
    this.#scopes = sections.map((section) => readerOf(section.measured));
    const spectrum = analysis.spectra.find(({ scope }) => scope === 'whole');
    const reader = spectrum && readerOf(spectrum);
    this.#whole = spectrum && reader && { spectrum, reader };
    this.#loudnessMeter = new BandFeatureMeter(analysis.bandCentreHz, () => false);
    this.#loudness = loudnessPlaces(places, sections, returned, this.#loudnessMeter);
    this.#isLoudnessRead = isAnyRead(this.#loudness);
    this.#kick = kick;
    this.#moved = sections.map(({ measured: powers }) => powers);
  }

  /**
   * The features after the change, in the order of the reader's keys. Where the change silences one, its old value
   * stays.
   *
   * @param to what is written to and returned
   */
  read(
    responses: StemResponses,
    mastersOwn: MastersOwn = 'stays',
    to: Float64Array = new Float64Array(this.#measured.length),
  ): Float64Array {
    to.set(this.#measured);
    const change = mixChangeOf(responses);
    const moved = this.#moved;
    const isAllAsked = this.#whole !== undefined || this.#isLoudnessRead;
    for (let k = 0; k < moved.length; k++) {
      const reader = this.#scopes[k];
      if (reader === undefined && !isAllAsked) continue;
      moved[k] = this.#sections[k].powersAfter(change, mastersOwn);
      if (reader !== undefined) put(reader, moved[k], to);
    }
    if (this.#whole !== undefined && moved.length > 0)
      put(this.#whole.reader, this.#wholeAfter(moved, this.#whole.spectrum), to);
    if (this.#isLoudnessRead) this.#moveLoudness(moved, to);
    if (this.#loudness.kickToBass >= 0) to[this.#loudness.kickToBass] += this.#kick.changeDb(responses);
    return to;
  }

  /**
   * The whole track moves as its sections do, each counted by its energy and time; what lies outside them is taken to
   * move alike.
   */
  #wholeAfter(moved: readonly BandPowers[], whole: BandSpectrum): BandPowers {
    const result = {
      mid: new Float64Array(whole.mid),
      side: new Float64Array(whole.side),
      leftMinusRight: new Float64Array(whole.leftMinusRight),
      leftTimesRight: new Float64Array(whole.leftTimesRight),
    };
    const seconds = this.#sections.reduce((sum, { measured }) => sum + measured.seconds, 0);
    for (let b = 0; b < whole.mid.length; b++) {
      // Σ seconds × power over the sections, before and after.
      let mid = 0;
      let midMoved = 0;
      let side = 0;
      let sideMoved = 0;
      let balance = 0;
      let balanceMoved = 0;
      for (let k = 0; k < moved.length; k++) {
        const { measured } = this.#sections[k];
        mid += measured.seconds * measured.mid[b];
        midMoved += measured.seconds * moved[k].mid[b];
        side += measured.seconds * measured.side[b];
        sideMoved += measured.seconds * moved[k].side[b];
        balance += measured.seconds * measured.leftMinusRight[b];
        balanceMoved += measured.seconds * moved[k].leftMinusRight[b];
      }
      result.mid[b] = mid > 0 ? (whole.mid[b] * midMoved) / mid : midMoved / seconds;
      result.side[b] = side > 0 ? (whole.side[b] * sideMoved) / side : sideMoved / seconds;
      result.leftMinusRight[b] += (balanceMoved - balance) / seconds;
      result.leftTimesRight[b] += (result.mid[b] - whole.mid[b] - (result.side[b] - whole.side[b])) / 2;
    }
    return result;
  }

  /** Maxima move as the loudest kind of section does, the integrated loudness as the power of all of them. */
  #moveLoudness(moved: readonly BandPowers[], values: Float64Array): void {
    const { ofSections, contrast, integrated, maxima } = this.#loudness;
    let before = 0;
    let after = 0;
    let loudest = 0;
    let loudestChange: Decibels = 0;
    for (let k = 0; k < moved.length; k++) {
      const { place, power, seconds, passedOn, contrastSign } = ofSections[k];
      const movedPower = this.#loudnessMeter.kWeightedPower(moved[k]);
      if (!(power > 0) || !(movedPower > 0)) continue;
      const change = 10 * Math.log10(movedPower / power) * passedOn;
      addAt(values, place, change);
      if (contrastSign !== 0) addAt(values, contrast, contrastSign * change);
      if (power > loudest) [loudest, loudestChange] = [power, change];
      before += power * seconds;
      after += power * 10 ** (change / 10) * seconds;
    }
    if (before > 0) addAt(values, integrated, 10 * Math.log10(after / before));
    for (const place of maxima) addAt(values, place, loudestChange);
  }
}

/** Features of one scope that follow from its band powers. */
interface ScopeReader {
  meter: BandFeatureMeter;
  /** Of each of the meter's values among those that are read. */
  places: Int32Array;
  /** Written anew by every reading. */
  values: Float64Array;
}

function put({ meter, places, values }: ScopeReader, powers: BandPowers, to: Float64Array): void {
  meter.measure(powers, values);
  for (let i = 0; i < places.length; i++) if (!Number.isNaN(values[i])) to[places[i]] = values[i];
}

/** Where features of loudness stand among those that are read, −1 where they are not, and what moves them. */
interface LoudnessPlaces {
  ofSections: readonly {
    place: number;
    /** K-weighted, as measured. */
    power: Power;
    seconds: Seconds;
    /** Of a change of level, what the master does not take back. */
    passedOn: Normal;
    /** How the contrast of drop and breakdown moves with it. */
    contrastSign: number;
  }[];
  contrast: number;
  integrated: number;
  maxima: readonly number[];
  kickToBass: number;
}

function loudnessPlaces(
  places: ReadonlyMap<string, number>,
  sections: readonly SectionBase[],
  returned: ReturnedShare,
  meter: BandFeatureMeter,
): LoudnessPlaces {
  const placeOf = (id: string, scope: Scope): number => places.get(featureKey(id, scope)) ?? -1;
  return {
    ofSections: sections.map(({ gram: { kind }, measured }) => ({
      place: placeOf('loudness.section', kind),
      power: meter.kWeightedPower(measured),
      seconds: measured.seconds,
      passedOn: 1 - returned(kind),
      contrastSign: kind === 'drop' ? 1 : kind === 'breakdown' ? -1 : 0,
    })),
    contrast: placeOf('energy.contrast', 'whole'),
    integrated: placeOf('loudness.integrated', 'whole'),
    maxima: [placeOf('loudness.shortTermMax', 'whole'), placeOf('loudness.momentaryMax', 'whole')],
    kickToBass: placeOf('lowEnd.kickToBass', 'whole'),
  };
}

function isAnyRead({ ofSections, contrast, integrated, maxima }: LoudnessPlaces): boolean {
  return [contrast, integrated, ...maxima, ...ofSections.map(({ place }) => place)].some((place) => place >= 0);
}

function addAt(values: Float64Array, place: number, change: Decibels): void {
  if (place >= 0) values[place] += change;
}

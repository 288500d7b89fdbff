import type { BandFeatureMeter, BandPowers } from '../../analysis/band-feature-meter.ts';
import { bandFeatureMeter } from '../../analysis/band-features.ts';
import type { Decibels, Normal, Power, Seconds } from '../../dsp/units.ts';
import { styleDeltaOf, type YardstickRow } from '../../gap/yardstick.ts';
import {
  featureKey,
  type AnalysisDocument,
  type BandSpectrum,
  type Scope,
  type SectionKind,
} from '../../store/analysis-document.ts';
import { KickBalance, NO_LOW_END, type LowEndRoles } from './kick-balance.ts';
import type { MixModel } from '../mix-model.ts';
import { mixChangeOf, SectionBase, type MastersOwn, type StemResponses } from './section-base.ts';

/**
 * Predicts what the analysis of the mix will read after changes to its stems.
 *
 * Band powers move by the ratio of the Gram energies after and before, so everything linear on the master cancels; tone
 * and stereo features are then computed from the moved powers by the very meter that measured them. Loudness moves by
 * the K-weighted power, less what the master's limiter takes back; the kick against the bass by their stems' energies.
 * Features that band powers do not determine stay as measured.
 */
export class MixPredictor {
  readonly model: MixModel;
  /** Names of the values, by `featureKey`, in the order of every vector that this class returns. */
  readonly keys: readonly string[];
  /** The features of the analysis as measured. */
  readonly measured: Float64Array;
  readonly #meter: BandFeatureMeter;
  readonly #scratch: Float64Array;
  readonly #returned: ReturnedShare;
  readonly #kick: KickBalance;
  readonly #sections: readonly SectionBase[];
  readonly #whole: BandSpectrum | undefined;
  readonly #place: ReadonlyMap<string, number>;
  readonly #loudness: LoudnessPlaces;
  readonly #bandPlaces: ReadonlyMap<Scope, Int32Array>;
  /** As measured, without what the master made of its own; found when it is first asked for. */
  #ofStems: Float64Array | undefined;

  /**
   * @param analysis the bounce as measured, in the model's bands
   * @param returned what the master takes back of a change of level, see `master-chain.ts`
   * @param lowEnd which stems are kick and bass
   */
  constructor(model: MixModel, analysis: AnalysisDocument, returned: ReturnedShare, lowEnd: LowEndRoles = NO_LOW_END) {
    if (analysis.bandCentreHz.length !== model.bandCentreHz.length)
      throw new RangeError('The mix model and the analysis must have the same bands.');
    this.model = model;
    this.keys = analysis.features.map(({ id, scope }) => featureKey(id, scope));
    this.measured = Float64Array.from(analysis.features, ({ value }) => value);
    this.#meter = bandFeatureMeter(analysis.bandCentreHz);
    this.#scratch = new Float64Array(this.#meter.ids.length);
    this.#returned = returned;
    this.#kick = new KickBalance(model, lowEnd);
    this.#whole = analysis.spectra.find(({ scope }) => scope === 'whole');
    this.#sections = model.sections.flatMap((gram) => {
      const spectrum = analysis.spectra.find(({ scope }) => scope === gram.kind);
      return spectrum === undefined ? [] : [new SectionBase(gram, spectrum, model.stems.length)];
    });
    this.#place = new Map(this.keys.map((key, i) => [key, i] as const));
    this.#loudness = this.#loudnessPlaces();
    this.#bandPlaces = new Map(
      analysis.spectra.map(
        ({ scope }) =>
          [scope, Int32Array.from(this.#meter.ids, (id) => this.#place.get(featureKey(id, scope)) ?? -1)] as const,
      ),
    );
  }

  /** Kinds of section in which a change can be predicted. */
  get sectionKinds(): readonly SectionKind[] {
    return this.#sections.map(({ gram }) => gram.kind);
  }

  /** Features after the change, in the order of `keys`. Where the change silences a feature, its old value stays. */
  predict(responses: StemResponses, mastersOwn?: MastersOwn): Float64Array {
    return this.#predict(responses, mastersOwn, this.#whole);
  }

  /**
   * The same but for tone and stereo of the whole track, which stay as measured: for whoever asks thousands of times
   * and only of sections.
   */
  predictSections(responses: StemResponses): Float64Array {
    return this.#predict(responses, undefined, undefined);
  }

  #predict(
    responses: StemResponses,
    mastersOwn: MastersOwn | undefined,
    whole: BandSpectrum | undefined,
  ): Float64Array {
    const values = this.measured.slice();
    const change = mixChangeOf(responses);
    const moved = this.#sections.map((section) => section.powersAfter(change, mastersOwn));
    for (let k = 0; k < moved.length; k++) this.#putBandFeatures(this.#sections[k].measured.scope, moved[k], values);
    if (whole !== undefined && moved.length > 0) this.#putBandFeatures('whole', this.#wholeAfter(moved, whole), values);
    this.#moveLoudness(moved, values);
    addAt(values, this.#loudness.kickToBass, this.#kick.changeDb(responses));
    return values;
  }

  /**
   * How much of what a feature reads is what the master made of its own, such as a limiter's distortion: the measured
   * value less what the analysis would read without it, in the feature's unit. 0 of features of the whole track and of
   * what band powers do not determine.
   *
   * @param key by `featureKey`
   */
  mastersOwn(key: string): number {
    this.#ofStems ??= this.#withoutMastersOwn();
    const place = this.#place.get(key);
    return place === undefined ? 0 : this.measured[place] - this.#ofStems[place];
  }

  #withoutMastersOwn(): Float64Array {
    const values = Float64Array.from(this.measured);
    for (const section of this.#sections) {
      this.#putBandFeatures(section.measured.scope, section.powersOfStems(), values);
    }
    return values;
  }

  /** What `predict` returns, as a map by `featureKey`. */
  predictValues(responses: StemResponses, mastersOwn?: MastersOwn): Map<string, number> {
    const values = this.predict(responses, mastersOwn);
    return new Map(this.keys.map((key, i) => [key, values[i]] as const));
  }

  /** Style delta of the mix after the change. */
  predictStyleDelta(responses: StemResponses, rows: readonly YardstickRow[]): number {
    return styleDeltaOf(rows, this.predictValues(responses));
  }

  #putBandFeatures(scope: Scope, powers: BandPowers, values: Float64Array): void {
    const places = this.#bandPlaces.get(scope);
    if (places === undefined) return;
    this.#meter.measure(powers, this.#scratch);
    for (let i = 0; i < places.length; i++) {
      if (places[i] >= 0 && !Number.isNaN(this.#scratch[i])) values[places[i]] = this.#scratch[i];
    }
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
      let [mid, midMoved, side, sideMoved, balance, balanceMoved] = [0, 0, 0, 0, 0, 0];
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
      const movedPower = this.#meter.kWeightedPower(moved[k]);
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

  #loudnessPlaces(): LoudnessPlaces {
    const placeOf = (id: string, scope: Scope): number => this.#place.get(featureKey(id, scope)) ?? -1;
    return {
      ofSections: this.#sections.map(({ gram: { kind }, measured }) => ({
        place: placeOf('loudness.section', kind),
        power: this.#meter.kWeightedPower(measured),
        seconds: measured.seconds,
        passedOn: 1 - this.#returned(kind),
        contrastSign: kind === 'drop' ? 1 : kind === 'breakdown' ? -1 : 0,
      })),
      contrast: placeOf('energy.contrast', 'whole'),
      integrated: placeOf('loudness.integrated', 'whole'),
      maxima: [placeOf('loudness.shortTermMax', 'whole'), placeOf('loudness.momentaryMax', 'whole')],
      kickToBass: placeOf('lowEnd.kickToBass', 'whole'),
    };
  }
}

/** Where features of loudness stand among the values, −1 where the analysis has none, and what moves them. */
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

function addAt(values: Float64Array, place: number, change: Decibels): void {
  if (place >= 0) values[place] += change;
}

/**
 * What the master takes back of a change of level in a section: 0 passes it on, 1 is a limiter that gives nothing more.
 */
export type ReturnedShare = (kind: SectionKind) => Normal;

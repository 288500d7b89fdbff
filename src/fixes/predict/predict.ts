import { bandFeatureMeter } from '../../analysis/band-features.ts';
import { featureKey, type AnalysisDocument, type SectionKind } from '../../store/analysis-document.ts';
import type { MixModel } from '../mix-model.ts';
import { FeatureReader, type ReadFrom, type ReturnedShare } from './feature-reader.ts';
import { KickBalance, NO_LOW_END, type LowEndRoles } from './kick-balance.ts';
import { SectionBase, type MastersOwn, type StemResponses } from './section-base.ts';

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
  readonly #from: ReadFrom;
  readonly #all: FeatureReader;
  readonly #place: ReadonlyMap<string, number>;
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
    this.#place = new Map(this.keys.map((key, i) => [key, i] as const));
    const sections = model.sections.flatMap((gram) => {
      const spectrum = analysis.spectra.find(({ scope }) => scope === gram.kind);
      return spectrum === undefined ? [] : [new SectionBase(gram, spectrum, model.stems.length)];
    });
    this.#from = { analysis, sections, kick: new KickBalance(model, lowEnd), returned };
    this.#all = this.reader(this.keys);
  }

  /** Kinds of section in which a change can be predicted. */
  get sectionKinds(): readonly SectionKind[] {
    return this.#from.sections.map(({ gram }) => gram.kind);
  }

  /** For whoever asks thousands of times and only of some features, by `featureKey`. */
  reader(keys: readonly string[]): FeatureReader {
    return new FeatureReader(this.#from, keys);
  }

  /** Features after the change, in the order of `keys`. Where the change silences a feature, its old value stays. */
  predict(responses: StemResponses, mastersOwn?: MastersOwn): Float64Array {
    return this.#all.read(responses, mastersOwn);
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
    const meter = bandFeatureMeter(this.#from.analysis.bandCentreHz);
    for (const section of this.#from.sections) {
      const read = meter.measure(section.powersOfStems(), new Float64Array(meter.ids.length));
      meter.ids.forEach((id, i) => {
        const place = this.#place.get(featureKey(id, section.measured.scope));
        if (place !== undefined && !Number.isNaN(read[i])) values[place] = read[i];
      });
    }
    return values;
  }

  /** What `predict` returns, as a map by `featureKey`. */
  predictValues(responses: StemResponses, mastersOwn?: MastersOwn): Map<string, number> {
    const values = this.predict(responses, mastersOwn);
    return new Map(this.keys.map((key, i) => [key, values[i]] as const));
  }
}

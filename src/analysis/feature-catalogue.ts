import type { Seconds } from '../dsp/units.ts';
import type { Scope } from '../store/analysis-document.ts';

/** What could change a feature; `arrangement` and `composition` are the producer's own, never a fix. */
export type Lever = 'fader' | 'eq' | 'width' | 'pan' | 'dynamics' | 'master' | 'arrangement' | 'composition';

export type FeatureGroup =
  'loudness' | 'tone' | 'stereo' | 'rhythm' | 'pumping' | 'low end' | 'harmony' | 'energy' | 'character' | 'masking';

/** One row of the feature catalogue: everything that is known of a feature besides how it is measured. */
export interface FeatureRow {
  /** `group.name` or `group.name.band`, such as `tone.band.200`. */
  id: string;
  group: FeatureGroup;
  label: string;
  unit: string;
  /** `whole`: one value a track. `section`: one value for each kind of section the track has, and one for the whole. */
  scope: 'whole' | 'section';
  /** Just-noticeable difference in the feature's unit: nothing smaller is ever called a gap. */
  jnd: number;
  /** Where `jnd` and the definition come from. */
  source: string;
  /** Words for below and above the band. */
  tooLow: string;
  tooHigh: string;
  levers: readonly Lever[];
  /** What it is, in one sentence. */
  meaning: string;
  /**
   * False: measured and shown, but no part of a style and never a gap, because it says in another way what judged rows
   * say, or is an extreme that one odd second decides.
   */
  judged?: false;
  /** False: judged, but no mark of a style: where a sound stands is a song's own. */
  marksStyle?: false;
}

/** A feature's value in one scope, as measured. */
export interface MeasuredFeature {
  id: string;
  scope: Scope;
  value: number;
  /** For an extreme: the middle of the moment it was read from. */
  atSeconds?: Seconds;
}

/** What one measurement found, and what it could not measure with the reason, as a sentence for people. */
export interface Measurement {
  features: MeasuredFeature[];
  missing: { id: string; why: string }[];
}

/** A measurement that found none of these features, all for one reason. */
export function unmeasured(ids: readonly string[], why: string): Measurement {
  return { features: [], missing: ids.map((id) => ({ id, why })) };
}

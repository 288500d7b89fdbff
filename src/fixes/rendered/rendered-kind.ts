import type { FeatureGroup } from '../../analysis/feature-catalogue.ts';
import type { Decibels, Normal } from '../../dsp/units.ts';
import type { YardstickRow } from '../../gap/yardstick.ts';
import type { AnalysisDocument } from '../../store/analysis-document.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { Placement } from '../fix-kind.ts';
import type { StemContext } from '../stem-context.ts';
import type { AddedDevice } from './added-device.ts';
import type { LoudSection } from '../loud-section.ts';
import type { StemEvidence } from './stem-evidence.ts';
import type { StemReadings } from './stem-readings.ts';

/** Fixes whose effect only a render tells. */
export type RenderedKindName =
  | 'compress'
  | 'de-harsh'
  | 'sidechain'
  | 'less pumping'
  | 'punch'
  | 'saturation'
  | 'glue'
  | 'limiter'
  | 'less limiting'
  | 'unclip';

/** What kinds read before they propose anything. */
export interface RenderedScene {
  section: LoudSection;
  analysis: AnalysisDocument;
  rows: readonly YardstickRow[];
  /** Every feature after what is planned so far, by `featureKey`. */
  values: ReadonlyMap<string, number>;
  /** Stems that may be changed and are heard in the passage. */
  stems: readonly StemContext[];
  /** The kick, if one stem is it; it may be one that must not be changed. */
  kick: { index: number; track: string } | undefined;
  /** The main track, where it may be changed. */
  main: StemContext | undefined;
  /** Whether the master, as it was fitted to the bounce, holds peaks down. */
  isLimited: boolean;
  /** What single stems show in the passage. */
  readings: Pick<StemReadings, 'factsOf' | 'dynamicsOf' | 'lossOf'>;
}

/** One way to change one stem, or the main track, with one size left to find. */
export interface RenderedCandidate {
  kind: RenderedKindName;
  /** The stem's place in the mix model, or `MAIN_INDEX`. */
  stem: number;
  track: string;
  /** Role of the stem; `master` for the main track. */
  role: string;
  /** Sizes to look at first, in the kind's own unit. */
  grid: readonly number[];
  /** Sizes are whole multiples of this. */
  step: number;
  limits: readonly [number, number];
  /** The size most real moves have. */
  typicalSize: number;
  /** The device model that it goes by, as Live names the device. */
  model: string;
  devices(size: number): AddedDevice[];
  /** The true peak that nothing passes any more, of what ends the main track; it is left out where nothing is held. */
  heldPeakDb?(size: number): Decibels;
  /** By how much other kinds of section rise before the master takes some of it back. */
  gainElsewhereDb?(size: number): Decibels;
  place(size: number): Placement;
  phrase(size: number): string;
  risk(size: number): Fix['risk'];
  /**
   * Why, where the stem shows by itself what is wrong and the mix need not: sizes are then sought on the stem alone.
   */
  evidence?: StemEvidence;
  /** The reason in words, where there is such evidence. @param before the measure now @param after with the fix */
  why?(before: Decibels, after: Decibels): string;
  /** P(improves), of what is sure by the way it works and no matter of what the model says. */
  chance?: Normal;
  /** Beginnings of the ids of features that it is made for: they explain it better than what moves besides. */
  about?: readonly string[];
  /** Nothing is written, since what would have to be turned cannot be seen: the fix becomes advice with its size. */
  adviceOnly?: boolean;
  /** Groups of features that such advice speaks of: nothing more general is said of them. */
  answers?: readonly FeatureGroup[];
  /** The track that the device's sidechain is to hear. */
  sidechainFrom?: string;
  /** The device that is turned as the stems were bounced through it, where its sound can be taken back. */
  standing?: Fix['standing'];
}

export interface RenderedKind {
  readonly name: RenderedKindName;
  candidates(scene: RenderedScene): RenderedCandidate[];
}

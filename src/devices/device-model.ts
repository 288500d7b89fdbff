import type { Hertz } from '../dsp/units.ts';
import type { DisplayValue } from '../store/plan-document.ts';

/** How sure we are of a display law; below `high` it is a first guess and the writer asks Live. */
export type LawConfidence = 'high' | 'medium' | 'low';

/** How a parameter's raw value (what Live stores) and its displayed value belong together. Monotonic, rising. */
export interface DisplayLaw {
  unit: string;
  confidence: LawConfidence;
  toDisplay(raw: number): number;
  toRaw(display: number): number;
  /** The text Live shows, such as `200 Hz`, `1.25 kHz`, `-3.0 dB`, `25L`, `-inf dB`. */
  format(display: number): string;
}

export interface ContinuousParameter {
  kind: 'continuous';
  name: string;
  /** Other names it has or had across Live 11–12.4. */
  aliases: readonly string[];
  min: number;
  max: number;
  defaultRaw: number;
  law: DisplayLaw;
}

export interface ChoiceParameter {
  kind: 'choice';
  name: string;
  aliases: readonly string[];
  /**
   * Texts in the order of their raw values, lowest first, as one version of Live has them; choose by text, never by
   * place. (Live counts most from 0, but a few from 1, 2 or −6.)
   */
  items: readonly string[];
  defaultRaw: number;
}

export type ParameterModel = ContinuousParameter | ChoiceParameter;

/** The settings of a device in display units, by the parameter's current name. */
export type DeviceSettings = Readonly<Record<string, DisplayValue>>;

/** What another track sends into a device's sidechain. */
export interface KeySignal {
  left: Float32Array;
  right: Float32Array;
}

/** A device's sound. One instance belongs to one track; it keeps state from block to block. */
export interface DeviceProcessor {
  /**
   * Changes the first `frames` samples of both channels in place.
   *
   * @param key the same stretch of time of the track that is routed into the sidechain, at least `frames` long; left
   *   unchanged. A device whose sidechain is on hears silence there without it; one without a sidechain ignores it.
   */
  process(left: Float32Array, right: Float32Array, frames: number, key?: KeySignal): void;
  /** Samples the output lags the input by. */
  readonly latencyFrames: number;
}

/** One of Live's own devices: its controls and its sound. */
export interface DeviceModel {
  /** As Live's browser shows it and `insert_device` takes it: `EQ Eight`. */
  name: string;
  /** As `Device.class_name` says it: `Eq8`. */
  className: string;
  parameters: readonly ParameterModel[];
  /** Missing settings stand at their defaults. */
  createProcessor(settings: DeviceSettings, sampleRateHz: Hertz): DeviceProcessor;
  /** What is exact in this model, what is approximate and by how much. */
  fidelity: string;
}

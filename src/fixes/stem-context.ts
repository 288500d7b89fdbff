import type { StemDefects } from '../analysis/stem-defects.ts';
import type { Decibels, Normal, Power } from '../dsp/units.ts';
import type { ParameterSnapshot, TrackSnapshot } from '../live/live-set.ts';
import type { StemRole } from '../store/stem-map-document.ts';
import type { StemRumble } from './findings/rumble.ts';

/** Stands for the main track where moves name a stem: what is done there is done to the whole mix. */
export const MAIN_INDEX = -1;

/**
 * A stem, or the main track, together with the track it came from: what a fix kind needs to know before it proposes
 * anything.
 */
export interface StemContext {
  /** Its place in the mix model; `MAIN_INDEX` for the main track. */
  index: number;
  file: string;
  name: string;
  role: StemRole;
  /** 0–1: that the role is right; 1 of the main track. */
  roleConfidence: Normal;
  track: TrackSnapshot;
  /** How loud it is in each band, at its loudest section, relative to the mix there. */
  audibilityDb: Float64Array;
  /** How much of it others cover in each band, 0–1: see `coveredShare`. */
  coveredShare: Float64Array;
  /** Energy of its side over its mid in each band, over all sections; −Infinity where it has none. */
  sideToMidDb: Float64Array;
  /**
   * Of the main track: how much of the mix's side in each band comes from the one stem that brings most of it and may
   * be changed, 0–1. 0 of stems.
   */
  sideOfOneStem: Float64Array;
  /** Its energy over all sections and bands; that of the main track says nothing. */
  stereoEnergy: StereoEnergy;
  /** Energy of its left channel over its right one, where it is panned; 0 where it stands in the middle or is wide. */
  leanDb: Decibels;
  /** How much of its side goes with its middle, as a coherence: 1 of what a pan pot has moved; 0 of what is mono. */
  followsMid: Normal;
  /** Whether its sides cancel each other, so that most of it is lost in mono; false of the main track. */
  cancelsInMono: boolean;
  /** What goes on below all that it plays; `undefined` where there is little, and of the main track. */
  rumble: StemRumble | undefined;
  /** Where its own sound has narrow peaks that stand still; none of the main track. */
  rings: StemDefects['rings'];
  /** Whether devices may be inserted or changed: not on a frozen track. */
  devicesOpen: boolean;
}

/** Σ M², Σ S² and Σ M·S of a sound. */
export interface StereoEnergy {
  middle: Power;
  sides: Power;
  shared: number;
}

/**
 * A stem this far below the mix cannot change a band of it: taking it out altogether moves the band by 0.2 dB, well
 * under what can be heard.
 */
export const INAUDIBLE_DB: Decibels = -13;

/** The context of a stem that moves name. */
export function contextOf(stem: number, contexts: readonly StemContext[]): StemContext {
  const found = contexts.find(({ index }) => index === stem);
  if (found === undefined) throw new RangeError(`The plan moves stem ${String(stem)}, which may not be changed.`);
  return found;
}

/** Whether the stem is heard in any band between two frequencies. */
export function isHeard(stem: StemContext, bandCentreHz: readonly number[], fromHz: number, toHz: number): boolean {
  return bandCentreHz.some((hz, b) => hz >= fromHz && hz <= toHz && stem.audibilityDb[b] > INAUDIBLE_DB);
}

/**
 * A parameter that may be written: there, not held by a macro, and not drawn as automation, which would move it back.
 */
export function writable(
  parameters: readonly ParameterSnapshot[],
  ...names: readonly string[]
): ParameterSnapshot | undefined {
  const found = parameters.find(({ name, originalName }) => names.includes(name) || names.includes(originalName));
  return found?.enabled === true && found.automation !== 'active' ? found : undefined;
}

/** The number a parameter shows; `undefined` for a choice. −Infinity for a closed fader. */
export function shownNumber(parameter: ParameterSnapshot | undefined): number | undefined {
  return typeof parameter?.display === 'number' ? parameter.display : undefined;
}

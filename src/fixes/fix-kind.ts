import type { Hertz } from '../dsp/units.ts';
import type { FixChange } from '../store/plan-document.ts';
import type { StemContext } from './stem-context.ts';
import type { StemResponse } from './predict/stem-response.ts';

export type FixKindName =
  | 'fader'
  | 'pan'
  | 'width'
  | 'width at level'
  | 'bass mono'
  | 'bell'
  | 'plateau'
  | 'notch'
  | 'low shelf'
  | 'high shelf'
  | 'low cut'
  | 'steep low cut'
  | 'high cut'
  | 'polarity'
  | 'DC filter';

/** What a producer may want to leave to the tool, or to keep. */
export const FIX_CATEGORIES = ['level', 'tone', 'stereo', 'dynamics'] as const;

export type FixCategory = (typeof FIX_CATEGORIES)[number];

/** One change to one stem, as the solver handles it. */
export interface Move {
  kind: FixKindName;
  /** Place of the stem in the mix model; `MAIN_INDEX` for the main track. */
  stem: number;
  /** How much, in the kind's own unit (dB, or pan steps); 1 for a switch. */
  size: number;
  /** Centre or corner, of two bells that of the lower; 0 where the kind has none. */
  hz: Hertz;
  /** 0 where the kind has none. */
  q: number;
  /** With what probability it was going to be picked from near-equal moves; 1 if absent. */
  propensity?: number;
}

/** The bands a response is asked for. */
export interface BandAxis {
  centreHz: readonly Hertz[];
  sampleRateHz: Hertz;
}

/** Where a fix lands in the set, and what it writes. */
export interface Placement {
  device: string;
  insert: boolean;
  /** Name of the device in front of which a new one goes; the chain's end if undefined. */
  insertBefore?: string;
  changes: FixChange[];
  /** How the sentence names the spot: `fader`, `EQ Eight band 3, Q 1.2`. */
  spot: string;
}

/** Everything there is to know about one way to change a stem. A kind is a file under `kinds/`. */
export interface FixKind {
  readonly name: FixKindName;
  readonly category: FixCategory;
  /** False for switches, which are on or off and have nothing to fit. */
  readonly sized: boolean;
  /** The device model that it goes by, as Live names the device. */
  readonly model: string;
  /** Standard deviation of the sizes that such moves have; the solver's prior on sizes. */
  readonly typicalSize: number;
  /** Nothing smaller is worth a person's time. */
  readonly smallestSize: number;
  /**
   * How much of the mix's unlikeness |w|² such a move has to explain before it is believed: −2·ln of the odds that one
   * given variant of it on one given stem is what is wrong. A kind with many variants needs more, so that broad comes
   * before narrow: where two do nearly the same, a fader or a shelf is preferred to a bell.
   */
  readonly evidenceNeeded: number;
  /** Whether the main track may have it too. */
  readonly onMain: boolean;
  /** Smallest and largest size on this stem, from musical caps and from what the control can still reach. */
  limits(stem: StemContext, move: Move): readonly [number, number];
  /**
   * All variants worth trying on the stem, with size 0 where the size is to be fitted, or with one that the fit has to
   * begin at to come to another end. Empty where the kind is out of place.
   */
  candidates(stem: StemContext, axis: BandAxis): Move[];
  /** Variants next to this one (a neighbouring frequency, another Q), for the last refinement. */
  neighbours(move: Move): Move[];
  /** The move with the size a person would dial in. */
  rounded(move: Move, stem: StemContext): Move;
  response(move: Move, stem: StemContext, axis: BandAxis): StemResponse;
  /**
   * Where the move lands and what is written there.
   *
   * @param taken numbers of EQ bands that earlier fixes of the plan use on this track
   */
  place(move: Move, stem: StemContext, taken: ReadonlySet<number>): Placement;
  /** What is done: `−3.0 dB at 200 Hz`. */
  phrase(move: Move, stem: StemContext): string;
}

/** Rounds to whole steps without the dust of binary fractions. */
export function roundTo(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(6));
}

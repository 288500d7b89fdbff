import type { Normal } from '../dsp/units.ts';
import type { Fix } from '../store/plan-document.ts';

/**
 * What the fixes read of the producer's taste. It re-ranks and re-scales, and corrects what a device model promises; it
 * never makes a fix that the gap does not ask for. Shifted targets are not part of it: they are in the yardstick.
 */
export interface TasteView {
  /**
   * What the producer has answered so far, as a digest: of two tastes with the same nothing was learned between them
   * that a search would have to be made anew for. A taste without it is like no other.
   */
  readonly answers?: string | undefined;
  /** How likely this producer accepts the fix, 0–1. */
  acceptance(fix: ConsideredFix): Learned;
  /**
   * P(improves) for this producer, of a fix of which a plan states it: what is stated to be as sure may turn out surer
   * with these songs than with those it was tried on, or less sure. Rises with what is stated.
   */
  rightness(improves: Normal): Normal;
  /** What P(improves) × P(accepted) comes to, by this producer's answers to what was as likely. Rises with it. */
  confidence(reckoned: Normal): Normal;
  /** What to multiply a size by for such fixes, 0.5 … 1.5; 1 = all of it is kept. */
  sizeFactor(kind: string, role: string): Learned;
  /**
   * What bounces after a plan have told of the predictions of a device model, by its name in Live (`EQ Eight`,
   * `Mixer`).
   */
  modelTrust(model: string): ModelTrust;
  /**
   * Which of several fixes for one place in the plan is taken: the worthiest, or now and then, where the choice is
   * nearly equal and safe, another one, so that something is learned of it.
   *
   * @param options at least one, in any order
   */
  choose(options: readonly RankedFix[]): Choice;
}

/** A fix as the taste judges it. */
export interface ConsideredFix {
  kind: string;
  /** Role of the stem, such as `bass`. */
  role: string;
  /** In typical sizes of its kind, without sign; 1 for a switch. */
  relativeSize: number;
  /** Share of the style delta that it takes off by itself, 0–1. */
  benefit: Normal;
  risk: Fix['risk'];
  /**
   * The feature that it is for, by `featureKey`, and where it moves it: distances from the references' own median in
   * the row's scale, as they are without any refinement. Where it is given, what is known of the producer's own target
   * takes part.
   */
  aim?: { key: string; from: number; to: number };
  /** Which way its size goes. Where it is given, whether that way was refused for what is meant takes part. */
  direction?: 1 | -1;
}

export interface RankedFix extends ConsideredFix {
  /** What the solver thinks it is worth, liking included; any unit, greater is better. */
  worth: number;
}

export interface Choice {
  /** Place in the options. */
  index: number;
  /** With what probability this option was going to be taken; 1 where nothing was left to chance. */
  propensity: Normal;
}

/** A learned number, and a sentence for the producer that says what it was learned from; empty where nothing was. */
export interface Learned {
  value: number;
  because: string;
}

export interface ModelTrust {
  /** Measured over predicted change: 0.8 = the model promises a quarter too much. */
  gain: number;
  /** How many times the error that predictions are taken to have; 1 = as good as is said of them. */
  errorFactor: number;
  because: string;
}

/**
 * Taste before any answer: four of five are accepted, as a new taste begins with too, so that a first confidence is not
 * 1.
 */
export const UNKNOWN_TASTE: TasteView = {
  acceptance: () => ({ value: 0.8, because: '' }),
  rightness: (improves) => improves,
  confidence: (reckoned) => reckoned,
  sizeFactor: () => ({ value: 1, because: '' }),
  modelTrust: () => ({ gain: 1, errorFactor: 1, because: '' }),
  choose: (options) => ({ index: worthiest(options), propensity: 1 }),
};

/** Place of the option of the greatest worth, the first of equals. */
export function worthiest(options: readonly RankedFix[]): number {
  return options.reduce((best, { worth }, index) => (worth > options[best].worth ? index : best), 0);
}

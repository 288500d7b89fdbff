import type { Decibels } from '../../../src/dsp/units.ts';
import type { SpectralDistance } from './judges/spectral-distance.ts';
import type { RemedyError } from './faults/remedy.ts';

/** What came of one case: plain data, so that it can be sent between threads and kept as JSON. */
export interface Outcome {
  song: string;
  part: Part;
  /** True where the work is not the song itself but another one by the same hand. */
  sibling: boolean;
  faults: readonly FaultOutcome[];
  fixes: readonly FixOutcome[];
  /** Style deltas as measured: of the mix without faults, with them, as the plan promised, and after the plan. */
  styleDelta: { clean: number; before: number; predicted: number; after: number };
  /** Mean over all stems, see `stemError`. */
  stemErrorDb: { before: Decibels; after: Decibels };
  /** Style delta, and distance from the mix without faults, of the plan and of what it has to beat. */
  treatments: Readonly<Partial<Record<Treatment, { styleDelta: number } & SpectralDistance>>>;
  predictions: readonly PredictionError[];
  harm: Harm;
  /** For the diagnosis of what went wrong. */
  evidence: { gaps: readonly GapEvidence[]; moved: readonly GapEvidence[]; notes: readonly string[] };
}

export const PARTS = ['single', 'compound', 'mismatch', 'conforming'] as const;
export type Part = (typeof PARTS)[number];

export const TREATMENTS = ['nothing', 'plan', 'master equaliser', 'levels'] as const;
export type Treatment = (typeof TREATMENTS)[number];

export interface FaultOutcome {
  kind: string;
  linear: boolean;
  stem: string;
  words: string;
  /** Share of the mix that it changes. */
  heard: number;
  /**
   * Place in the plan, from 0, of the first fix on the right track, and of the first of the right kind there; −1: none.
   */
  stemPlace: number;
  place: number;
  error?: RemedyError;
}

export interface FixOutcome {
  kind: string;
  track: string;
  sentence: string;
  advice: boolean;
  /** Largest change in decibels (a width as its side's level); 0 for switches and for other units. */
  sizeDb: Decibels;
  /** Whether the track has a fault. */
  onFaultyStem: boolean;
  /** P(improves) as the plan said it; absent in advice. */
  chance?: number;
  /** The same before it was corrected by what came of earlier fixes (`src/fixes/confidence/stated-chance.ts`), where it is. */
  reckoned?: number;
  /**
   * Whether the plan brought its stem nearer to the one without faults; absent of the main track, and where the stem
   * hardly changed.
   */
  improved?: boolean;
}

export interface PredictionError {
  what: 'plan' | 'fix';
  /** Loudness features are in LU; shape features are all others in dB. */
  group: 'loudness' | 'shape';
  feature: string;
  scope: string;
  error: Decibels;
}

export interface Harm {
  /**
   * How much the plan raised the true peak over what it was and over what it is without the faults: a master that was
   * too quiet gets its peaks back.
   */
  truePeakDb: Decibels;
  /** How much more is lost in mono than was before or is without the faults, which may have taken width. */
  monoLossDb: Decibels;
  /** Rows that lay inside their band before and lie outside by more than the just noticeable difference after. */
  pushedOut: readonly string[];
}

export interface GapEvidence {
  feature: string;
  scope: string;
  value: number;
  /** Of the mix without faults. */
  clean: number;
  severity: number;
}

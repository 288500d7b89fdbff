import { withUnit } from '../dsp/spoken-units.ts';
import type { BeatsPerMinute, Normal, Seconds } from '../dsp/units.ts';
import type { AnalysisDocument, Scope } from '../store/analysis-document.ts';
import { isGridded } from './beat-grid.ts';

/** One convention of the genre and how far a track keeps it. */
export interface TranceComponent {
  name:
    | 'tempo'
    | 'four on the floor'
    | 'off-beat'
    | 'pumping'
    | 'breakdown and drop'
    | 'eight-bar form'
    | 'minor key'
    | 'sound';
  value: Normal;
  /** Share in the score; the weights of all components that are listed add up to 1. */
  weight: Normal;
  /** What the value rests on, as a sentence. */
  why: string;
}

/** What the score reads of an analysis. */
export type TranceEvidence = Pick<AnalysisDocument, 'features' | 'sections' | 'grid' | 'key' | 'durationSeconds'>;

/**
 * How far a track follows the conventions of trance: Σ weight · value of named components, 0–1. It says what genre a
 * track is in, not how good it is. A component that this recording cannot show (form in a short excerpt, mode of a
 * track without pitch) is left out and the others share its weight; one that it plainly lacks (no steady beat) counts
 * as 0.
 *
 * @returns score 0 and no components for a recording that shows nothing at all
 */
export function tranceScore(evidence: TranceEvidence): { score: Normal; components: TranceComponent[] } {
  const shown = CONVENTIONS.flatMap(({ name, weight, judge }) => {
    const judgement = judge(evidence);
    return judgement === undefined ? [] : [{ name, weight, ...judgement }];
  });
  const weights = shown.reduce((sum, { weight }) => sum + weight, 0);
  const components = shown.map((component) => ({ ...component, weight: component.weight / weights }));
  return { score: components.reduce((sum, { value, weight }) => sum + value * weight, 0), components };
}

interface Judgement {
  value: Normal;
  why: string;
}

interface Convention {
  name: TranceComponent['name'];
  weight: number;
  /** `undefined` where the recording cannot show it. */
  judge: (evidence: TranceEvidence) => Judgement | undefined;
}

/**
 * 97 % of 74 trance tracks with corrected tempo lie between 128 and 145 BPM, psytrance around 147 (GiantSteps
 * annotations). The edges are soft: house at 124 or hardstyle at 150 are neighbours, hip-hop and drum and bass are not.
 */
const TEMPO_BPM: readonly [BeatsPerMinute, BeatsPerMinute] = [128, 147];
const TEMPO_EDGE_BPM: BeatsPerMinute = 8;

/** Sidechains of trance duck by 4–8 dB; below 1 dB is what any kick does to a limiter. */
const PUMPING_DB = [1, 4] as const;

/**
 * A drop that is 3 LU louder than its breakdown is a drop to anybody, even through a limiter; equal loudness is none.
 */
const CONTRAST_LU = [0, 3] as const;

/** A supersaw's detune; less is one oscillator, and twice the JP-8000's widest is a cluster. */
const SUPERSAW_CENTS = [4, 10, 60, 120] as const;

/** Two thirds of trance is minor (94 tracks keyed by hand), so major speaks a little against it and no more. */
const MAJOR_VALUE: Normal = 0.4;

/** Shorter than a breakdown and a drop of 16 bars each at 138 BPM, a recording is an excerpt and shows no form. */
const SHORTEST_FORM_SECONDS: Seconds = 56;

const CONVENTIONS: readonly Convention[] = [
  { name: 'tempo', weight: 0.2, judge: judgeTempo },
  {
    name: 'four on the floor',
    weight: 0.2,
    judge: (evidence) => judgeScore(evidence, 'rhythm.fourOnFloor', 'of the kick is on the beats'),
  },
  { name: 'pumping', weight: 0.15, judge: judgePumping },
  { name: 'breakdown and drop', weight: 0.12, judge: judgeContrast },
  {
    name: 'off-beat',
    weight: 0.1,
    judge: (evidence) => judgeScore(evidence, 'rhythm.offbeatHat', 'of the hats is off the beat'),
  },
  { name: 'eight-bar form', weight: 0.1, judge: judgeForm },
  { name: 'sound', weight: 0.08, judge: judgeSound },
  { name: 'minor key', weight: 0.05, judge: judgeMode },
];

function judgeTempo({ features, grid }: TranceEvidence): Judgement {
  const tempo = featureOf(features, 'rhythm.tempo');
  if (tempo === undefined || !isGridded(grid)) return { value: 0, why: 'No steady beat.' };
  const [low, high] = TEMPO_BPM;
  const outside = Math.max(0, low - tempo, tempo - high);
  return {
    value: Math.max(0, 1 - outside / TEMPO_EDGE_BPM),
    why: `${withUnit(tempo, 'BPM')}; trance lies between ${low} and ${high}.`,
  };
}

function judgeScore({ features, grid }: TranceEvidence, id: string, what: string): Judgement {
  const value = isGridded(grid) ? featureOf(features, id) : undefined;
  if (value === undefined) return { value: 0, why: 'No steady beat.' };
  return { value: clamp(value), why: `${Math.round(100 * clamp(value))} % ${what}.` };
}

function judgePumping({ features }: TranceEvidence): Judgement {
  const depth = featureOf(features, 'pumping.depth', 'drop') ?? featureOf(features, 'pumping.depth');
  if (depth === undefined) return { value: 0, why: 'Nothing dips with the kick.' };
  return { value: ramp(depth, PUMPING_DB), why: `The music dips by ${withUnit(depth, 'dB')} with the kick.` };
}

function judgeContrast({ features, durationSeconds }: TranceEvidence): Judgement | undefined {
  const contrast = featureOf(features, 'energy.contrast');
  if (contrast !== undefined) {
    return {
      value: ramp(contrast, CONTRAST_LU),
      why: `The drop is ${withUnit(Math.abs(contrast), 'LU')} ${contrast < 0 ? 'below' : 'above'} the breakdown.`,
    };
  }
  return durationSeconds < SHORTEST_FORM_SECONDS ? undefined : { value: 0, why: 'No breakdown that leads to a drop.' };
}

function judgeForm({ sections, grid, durationSeconds }: TranceEvidence): Judgement | undefined {
  if (durationSeconds < SHORTEST_FORM_SECONDS) return undefined;
  // The first and the last section end where the recording does, not where the form would.
  const inner = isGridded(grid) ? sections.slice(1, -1) : [];
  if (inner.length === 0) return { value: 0, why: 'No sections.' };
  const eights = inner.filter(({ bars }) => bars > 0 && bars % 8 === 0).length;
  const fours = inner.filter(({ bars }) => bars % 8 === 4).length;
  return {
    value: (eights + fours / 2) / inner.length,
    why: `${eights} of ${inner.length} inner sections last 8, 16, 24 … bars, ${fours} an odd number of fours.`,
  };
}

function judgeSound({ features }: TranceEvidence): Judgement | undefined {
  const detune = featureOf(features, 'character.supersawDetune');
  const acid = featureOf(features, 'character.acid');
  if (detune === undefined && acid === undefined) return undefined;
  const [none, clear, widest, cluster] = SUPERSAW_CENTS;
  const supersaw = detune === undefined ? 0 : Math.min(ramp(detune, [none, clear]), ramp(-detune, [-cluster, -widest]));
  const said = [
    ...(detune === undefined ? [] : [`a lead detuned by ${withUnit(detune, 'cents')}`]),
    ...(acid === undefined ? [] : [`${Math.round(100 * clamp(acid))} % acid`]),
  ];
  return { value: Math.max(supersaw, clamp(acid ?? 0)), why: `Supersaw or acid: ${said.join(', ')}.` };
}

function judgeMode({ key }: TranceEvidence): Judgement | undefined {
  if (key.mode === 'unknown') return undefined;
  const sure = key.mode === 'minor' ? 1 : MAJOR_VALUE;
  // An unsure key falls back to the share of minor tracks in the genre.
  const value = SHARE_OF_MINOR + (sure - SHARE_OF_MINOR) * clamp(key.confidence);
  return { value, why: `${key.tonic} ${key.mode}; two thirds of trance is minor.` };
}

/** The two thirds of the sentence above. */
const SHARE_OF_MINOR: Normal = 0.66;

function featureOf(features: TranceEvidence['features'], id: string, scope: Scope = 'whole'): number | undefined {
  return features.find((feature) => feature.id === id && feature.scope === scope)?.value;
}

/** 0 at and below the first value, 1 at and above the second, straight between. */
function ramp(value: number, [zero, one]: readonly [number, number]): Normal {
  return clamp((value - zero) / (one - zero));
}

function clamp(value: number): Normal {
  return Math.min(1, Math.max(0, value));
}

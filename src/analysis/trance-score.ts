import { withUnit } from '../dsp/spoken-units.ts';
import { quantile } from '../dsp/statistics.ts';
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
  /** `null` where it is left out: this recording cannot show it, or the references do not keep it. */
  value: Normal | null;
  /** Share in the score; the weights of all components add up to 1, those left out have 0. */
  weight: Normal;
  /** What the value rests on, or why it is left out, as a sentence. */
  why: string;
}

export interface TranceScore {
  score: Normal;
  /** Every convention, the weightiest first. */
  components: TranceComponent[];
}

/** What the score reads of an analysis. */
export type TranceEvidence = Pick<AnalysisDocument, 'features' | 'sections' | 'grid' | 'key' | 'durationSeconds'>;

/** What a producer's references do: the score then says how far a track keeps the conventions *as they do*. */
export interface TranceReferences {
  /** Median and every value, ascending, of features the references have. */
  features: readonly { id: string; scope: string; median: number; sorted: readonly number[] }[];
  /** Share of the references whose key is minor, and how many have a key. */
  minorShare: Normal;
  keyed: number;
}

/**
 * How far a track follows the conventions of trance: Σ weight · value of named components, 0–1. It says what genre a
 * track is in, not how good it is (that is nobody's number), nor how near it is to the references in everything else
 * (that is the style score). A component that this recording cannot show (form in a short excerpt, mode of a track
 * without pitch) is left out and the others share its weight; one that it plainly lacks (no steady beat) counts as 0.
 *
 * Without references each feature is read on a scale of the genre's own numbers. With them the scale is theirs: what is
 * nothing in the genre stays 0, their median is `TYPICAL`, their 90th percentile 1. A convention their median does not
 * keep is left out. Each value rises with its feature; that of the tempo, the detune of a supersaw and the mode of the
 * key with their nearness to what is usual.
 *
 * @returns score 0 for a recording that shows nothing at all
 */
export function tranceScore(evidence: TranceEvidence, references?: TranceReferences): TranceScore {
  const judged = CONVENTIONS.map(({ name, weight, judge }) => ({ name, weight, ...judge(evidence, references) }));
  const weights = judged.reduce((sum, { value, weight }) => sum + (value === null ? 0 : weight), 0);
  const components = judged.map((one): TranceComponent => {
    return { ...one, weight: one.value === null ? 0 : one.weight / weights };
  });
  return { score: components.reduce((sum, { value, weight }) => sum + (value ?? 0) * weight, 0), components };
}

/** What a track that keeps a convention as the median reference does gets for it: below the best, above any doubt. */
const TYPICAL: Normal = 0.85;
/** The reference that gets the full value: one in ten does it more. */
const FULL_QUANTILE = 0.9;
/** References whose median keeps this little of a convention do without it. */
const LEAST_KEPT: Normal = 0.25;

type Judgement = Pick<TranceComponent, 'value' | 'why'>;

interface Convention {
  name: TranceComponent['name'];
  weight: number;
  judge: (evidence: TranceEvidence, references: TranceReferences | undefined) => Judgement;
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

/** Two thirds of trance is minor (94 tracks keyed by hand); it speaks with the weight of ten references. */
const MINOR_SHARE: Normal = 0.66;
const MINOR_SHARE_COUNT = 10;

/** A score of 0–1 is its own scale. */
const SCORE = [0, 1] as const;

/** Shorter than a breakdown and a drop of 16 bars each at 138 BPM, a recording is an excerpt and shows no form. */
const SHORTEST_FORM_SECONDS: Seconds = 56;

const CONVENTIONS: readonly Convention[] = [
  { name: 'tempo', weight: 0.2, judge: judgeTempo },
  { name: 'four on the floor', weight: 0.2, judge: judgeScore('rhythm.fourOnFloor', 'of the kick is on the beats') },
  { name: 'pumping', weight: 0.15, judge: judgePumping },
  { name: 'breakdown and drop', weight: 0.12, judge: judgeContrast },
  { name: 'off-beat', weight: 0.1, judge: judgeScore('rhythm.offbeatHat', 'of the hats is off the beat') },
  { name: 'eight-bar form', weight: 0.1, judge: judgeForm },
  { name: 'sound', weight: 0.08, judge: judgeSound },
  { name: 'minor key', weight: 0.05, judge: judgeMode },
];

function judgeTempo({ features, grid }: TranceEvidence, references?: TranceReferences): Judgement {
  const tempo = featureOf(features, 'rhythm.tempo');
  if (tempo === undefined || !isGridded(grid)) return { value: 0, why: 'No steady beat.' };
  const theirs = references?.features.find(({ id }) => id === 'rhythm.tempo');
  const [low, high] =
    theirs === undefined
      ? TEMPO_BPM
      : [quantile(theirs.sorted, 1 - FULL_QUANTILE), quantile(theirs.sorted, FULL_QUANTILE)];
  const outside = Math.max(0, low - tempo, tempo - high);
  return {
    value: Math.max(0, 1 - outside / TEMPO_EDGE_BPM),
    why: `${withUnit(tempo, 'BPM')}; ${theirs === undefined ? 'trance lies' : 'your references lie'} between ${Math.round(low)} and ${Math.round(high)}.`,
  };
}

function judgeScore(id: string, what: string): Convention['judge'] {
  return ({ features, grid }, references) => {
    const value = isGridded(grid) ? featureOf(features, id) : undefined;
    if (value === undefined) return { value: 0, why: 'No steady beat.' };
    return read(value, SCORE, theirsOf(references, id), `${Math.round(100 * clamp(value))} % ${what}`);
  };
}

function judgePumping({ features }: TranceEvidence, references?: TranceReferences): Judgement {
  const scope = featureOf(features, 'pumping.depth', 'drop') === undefined ? 'whole' : 'drop';
  const depth = featureOf(features, 'pumping.depth', scope);
  if (depth === undefined) return { value: 0, why: 'Nothing dips with the kick.' };
  const what = `The music dips by ${withUnit(depth, 'dB')} with the kick`;
  return read(depth, PUMPING_DB, theirsOf(references, 'pumping.depth', scope), what);
}

function judgeContrast({ features, durationSeconds }: TranceEvidence, references?: TranceReferences): Judgement {
  const contrast = featureOf(features, 'energy.contrast');
  if (contrast !== undefined) {
    const what = `The drop is ${withUnit(Math.abs(contrast), 'LU')} ${contrast < 0 ? 'below' : 'above'} the breakdown`;
    return read(contrast, CONTRAST_LU, theirsOf(references, 'energy.contrast'), what);
  }
  return durationSeconds < SHORTEST_FORM_SECONDS
    ? { value: null, why: 'Too short to show a breakdown and a drop.' }
    : { value: 0, why: 'No breakdown that leads to a drop.' };
}

function judgeForm({ sections, grid, durationSeconds }: TranceEvidence): Judgement {
  if (durationSeconds < SHORTEST_FORM_SECONDS) return { value: null, why: 'Too short to show a form.' };
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

function judgeSound({ features }: TranceEvidence, references?: TranceReferences): Judgement {
  const detune = featureOf(features, 'character.supersawDetune');
  const acid = featureOf(features, 'character.acid');
  if (detune === undefined && acid === undefined) return { value: null, why: 'No supersaw or acid could be measured.' };
  const said = [
    ...(detune === undefined ? [] : [`a lead detuned by ${withUnit(detune, 'cents')}`]),
    ...(acid === undefined ? [] : [`${Math.round(100 * clamp(acid))} % acid`]),
  ];
  const theirDetune = theirsOf(references, 'character.supersawDetune')?.median;
  const theirAcid = theirsOf(references, 'character.acid')?.median;
  const isKnown = theirDetune !== undefined || theirAcid !== undefined;
  const value = soundValue(detune, acid);
  const theirs = isKnown ? { median: soundValue(theirDetune, theirAcid), sorted: [1] } : undefined;
  return read(value, SCORE, theirs, `Supersaw or acid: ${said.join(', ')}`);
}

function soundValue(detune: number | undefined, acid: number | undefined): Normal {
  const [none, clear, widest, cluster] = SUPERSAW_CENTS;
  const supersaw = detune === undefined ? 0 : Math.min(ramp(detune, [none, clear]), ramp(-detune, [-cluster, -widest]));
  return Math.max(supersaw, clamp(acid ?? 0));
}

/** How usual the mode is beside the more usual one; a key nobody can be sure of counts by its chances. */
function judgeMode({ key }: TranceEvidence, references?: TranceReferences): Judgement {
  if (key.mode === 'unknown') return { value: null, why: 'No key.' };
  const { minorShare, keyed } = references ?? { minorShare: 0, keyed: 0 };
  const minor = (MINOR_SHARE * MINOR_SHARE_COUNT + minorShare * keyed) / (MINOR_SHARE_COUNT + keyed);
  const usual = Math.max(minor, 1 - minor);
  const [asMinor, asMajor] = [minor / usual, (1 - minor) / usual];
  const unsure = minor * asMinor + (1 - minor) * asMajor;
  const value = unsure + ((key.mode === 'minor' ? asMinor : asMajor) - unsure) * clamp(key.confidence);
  return {
    value,
    why: `${key.tonic} ${key.mode}; ${
      keyed === 0 ? 'two thirds of trance is' : `${Math.round(100 * minorShare)} % of your references are`
    } minor.`,
  };
}

interface Theirs {
  median: number;
  sorted: readonly number[];
}

function theirsOf(references: TranceReferences | undefined, id: string, scope = 'whole'): Theirs | undefined {
  return references?.features.find((feature) => feature.id === id && feature.scope === scope);
}

/**
 * A feature on its scale. The genre's: 0 at the first value, 1 at the second. The references': 0 at the genre's first,
 * `TYPICAL` at their median, 1 at their 90th percentile, straight between.
 */
function read(value: number, scale: readonly [number, number], theirs: Theirs | undefined, what: string): Judgement {
  if (theirs === undefined) return { value: ramp(value, scale), why: `${what}.` };
  const { median, sorted } = theirs;
  if (ramp(median, scale) < LEAST_KEPT) return { value: null, why: `${what}; your references do without.` };
  const [zero] = scale;
  const full = Math.max(median, quantile(sorted, FULL_QUANTILE));
  const above = full > median ? ramp(value, [median, full]) : Number(value >= median);
  const typical = value >= median ? TYPICAL + (1 - TYPICAL) * above : TYPICAL * ramp(value, [zero, median]);
  const place = value > full ? 'more than nearly all' : value >= median ? 'as much as most' : 'less than most';
  return { value: typical, why: `${what}, ${place} of your references.` };
}

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

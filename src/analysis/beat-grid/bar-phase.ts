import type { Normal, Seconds } from '../../dsp/units.ts';
import type { TrackFrames } from '../track-frames.ts';
import { chordNovelty, hitStrength, lastingNovelty, levelNovelty, peaksOnly } from './bar-clues.ts';
import type { Pulse } from './beat-phase.ts';
import { syncRows } from './beat-sync.ts';

export interface BarPhase {
  /** First line of the track's eight-bar grid at or before the first sound. */
  firstDownbeatSeconds: Seconds;
  /** How clearly one of the places is the first of the bar: 0 = a draw. */
  margin: Normal;
  /**
   * Changes of chord on the first of the bar beyond those on the next best place, below 0 where another has more:
   * 1 − cosine of the chroma before and after, summed.
   */
  chordLead: number;
}

export const BEATS_PER_BAR = 4;
/** Bars are placed to the eighth: a broken beat's kicks fall between the beats as often as on them. */
const EIGHTHS = 2 * BEATS_PER_BAR;
/** Arrangements move in eights of bars (71 % of annotated dance sections are multiples of eight bars long). */
const PHRASE_BARS = 8;
/** Two bars before a line are compared with two after it: what a pattern of one or two bars does is no change. */
const SECTION_BARS = 2;
/** Half a bar tells that a track has ended on a line; what rings on after it is often less than a bar. */
const LEAST_AFTER = EIGHTHS / 2;
/**
 * What each clue may add to an eighth's claim to be the first of the bar. Sections, and chords, move on it; of a clear
 * beat the eighths between have no part; claps tell the bar's halves and not which of them is first.
 */
const SECTION_WEIGHT = 1.5;
const CHORD_WEIGHT = 1;
const BEAT_WEIGHT = 1.5;
const CLAP_WEIGHT = 0.8;
/** Most tracks begin on a one: as much evidence as a fifth of all section changes. */
const BEGINNING_WEIGHT = 0.3;
/** The phrase is placed by fewer events than the bar, and tracks that begin inside one are rare. */
const PHRASE_BEGINNING_WEIGHT = 0.3;
/**
 * As much again where the first sound stands on a bar line: a bounce begins where its song does, while of excerpts that
 * are cut anywhere one in 45 begins so near to a line.
 */
const ON_LINE_WEIGHT = 0.3;
const ON_LINE_SECONDS: Seconds = 0.02;
/** A change of chord alone moves the bands by up to this much more than ornament. */
const CHORD_STEP_DB = 2;
/** One change of 4 dB every twelve bars: 0.06 to 0.09 place the same of the 97 songs it was chosen on right. */
const MIN_PHRASE_POWER = 0.08;
/** What an eighth must average, over the whole track, for a clue to speak at all: below, the differences are chance. */
const MIN_CHORD_NOVELTY = 0.015;
const MIN_STEP_DB = 0.04;
const MIN_CLAP = 0.1;
/** Sound may begin this much before a bar line and still belong to it: encoder delay, a reversed tail. */
const EARLY_EIGHTHS = 1;

/** Finds which eighth of a pulse is the first of the bar, and which bar the first of eight. */
export function placeBars(frames: TrackFrames, { beatSeconds, phaseSeconds, margin }: Pulse): BarPhase {
  const eighthSeconds = beatSeconds / 2;
  const firstEighth = phaseSeconds - Math.floor(phaseSeconds / beatSeconds + 0.5) * beatSeconds;
  const eighths = syncRows(frames, firstEighth, eighthSeconds);
  const sections = peaksOnly(levelNovelty(eighths, SECTION_BARS * EIGHTHS), EIGHTHS / 2);
  const firstSound = (frames.levels.leadingSilenceSeconds - firstEighth) / eighthSeconds;

  const claim = new Float64Array(EIGHTHS);
  const chords = peaksOnly(chordNovelty(eighths, EIGHTHS), EIGHTHS / 2);
  addShares(claim, chords, CHORD_WEIGHT, MIN_CHORD_NOVELTY);
  addShares(claim, sections, SECTION_WEIGHT, MIN_STEP_DB);
  addBackbeat(claim, hitStrength(frames, eighths));
  claim[positive(Math.round(firstSound), EIGHTHS)] += BEGINNING_WEIGHT;
  for (let p = 0; p < EIGHTHS; p += 2) claim[p] += BEAT_WEIGHT * margin;
  const bar = indexOfMax(claim);

  const lasting = peaksOnly(lastingNovelty(eighths, SECTION_BARS * EIGHTHS, LEAST_AFTER), EIGHTHS / 2);
  // A step that is still rising where it can be told last is no peak.
  lasting.fill(0, Math.max(0, lasting.length - LEAST_AFTER - 1));
  const phrase = placePhrase(lasting, bar, firstSound, ON_LINE_SECONDS / eighthSeconds);
  // The line at or before the first sound, which may itself be a little early.
  const perPhrase = PHRASE_BARS * EIGHTHS;
  const line = phrase + Math.floor((firstSound + EARLY_EIGHTHS - phrase) / perPhrase) * perPhrase;
  return {
    firstDownbeatSeconds: firstEighth + line * eighthSeconds,
    margin: claim[bar] > 0 ? leadOf(claim, bar) / claim[bar] : 0,
    chordLead: leadOf(sumsByPhase(chords, EIGHTHS, 0).sums, bar),
  };
}

/** What a place has more than the best of the others. */
function leadOf(values: Float64Array, place: number): number {
  return values[place] - Math.max(...values.filter((_, i) => i !== place));
}

/**
 * The eighth at which the first phrase begins, of bars that begin at `bar`.
 *
 * @param onLine eighths that the first sound may be off a bar line and still stand on it
 */
function placePhrase(sections: Float64Array, bar: number, firstSound: number, onLine: number): number {
  // Squared: the one step where the kick returns tells more of the phrase than all the bars of a riser. A step seen a
  // little early or late (windows are longer than a beat's edge) belongs to the bar line beside it.
  const bars = new Float64Array(Math.ceil(sections.length / EIGHTHS) + 1);
  for (const [eighth, step] of sections.entries()) {
    const line = Math.max(0, Math.round((eighth - bar) / EIGHTHS));
    bars[line] += Math.max(0, step - CHORD_STEP_DB) ** 2;
  }
  const claim = new Float64Array(PHRASE_BARS);
  addShares(claim, bars, 1, MIN_PHRASE_POWER * BEATS_PER_BAR);
  const firstLine = Math.round((firstSound - bar) / EIGHTHS);
  const isOnLine = Math.abs(firstSound - bar - firstLine * EIGHTHS) <= onLine;
  claim[positive(firstLine, PHRASE_BARS)] += PHRASE_BEGINNING_WEIGHT + (isOnLine ? ON_LINE_WEIGHT : 0);
  return bar + indexOfMax(claim) * EIGHTHS;
}

/**
 * Adds each phase's share of all strength beyond an even spread, times `weight`. A track whose rows average less than
 * `minimum` is counted as if they averaged that.
 */
function addShares(claim: Float64Array, strength: Float64Array, weight: number, minimum: number): void {
  const { sums, total, scale } = sumsByPhase(strength, claim.length, minimum);
  for (let p = 0; p < claim.length; p++) {
    claim[p] += weight * Math.max(0, sums[p] / scale - total / scale / claim.length);
  }
}

/** Claps fall on two and four, and only pairs speak: what sounds once a bar is no backbeat. */
function addBackbeat(claim: Float64Array, hits: Float64Array): void {
  const { sums, scale } = sumsByPhase(hits, EIGHTHS, MIN_CLAP);
  const at = (place: number): number => sums[place % EIGHTHS];
  for (let p = 0; p < EIGHTHS; p++) {
    const backbeat = 2 * Math.min(at(p + 2), at(p + 6));
    claim[p] += (CLAP_WEIGHT * Math.max(0, backbeat - at(p) - at(p + 4))) / scale;
  }
}

function sumsByPhase(
  strength: Float64Array,
  phases: number,
  minimum: number,
): { sums: Float64Array; total: number; scale: number } {
  const sums = new Float64Array(phases);
  let total = 0;
  for (let row = 0; row < strength.length; row++) {
    sums[row % phases] += strength[row];
    total += strength[row];
  }
  return { sums, total, scale: Math.max(total, minimum * strength.length, Number.MIN_VALUE) };
}

function positive(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}

function indexOfMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

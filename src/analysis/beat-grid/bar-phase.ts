import type { Normal, Seconds } from '../../dsp/units.ts';
import type { TrackFrames } from '../track-frames.ts';
import { SYNC_BANDS, syncRows, type SyncedRows } from './beat-sync.ts';
import type { Onsets } from './onsets.ts';

export interface BarPhase {
  /** First line of the track's eight-bar grid at or before the first sound. */
  firstDownbeatSeconds: Seconds;
  /** How clearly one of the four beats is the first: 0 = a draw. */
  margin: Normal;
}

export const BEATS_PER_BAR = 4;
/** Arrangements move in eights of bars (71 % of annotated dance sections are multiples of eight bars long). */
const PHRASE_BEATS = 32;
/**
 * Differences of level far beyond this are all "something came or went"; approached smoothly, so that a step keeps one
 * highest place.
 */
const STEP_CAP_DB = 12;
/** A new section changes this much in a band on average; less is ornament. */
const STEP_FLOOR_DB = 1;
/**
 * What each clue may add to a beat's claim to be the first of the bar; chords and sections move on it, claps only tell
 * its parity.
 */
const CHORD_WEIGHT = 1;
const SECTION_WEIGHT = 1.5;
const CLAP_WEIGHT = 0.6;
/** Most tracks begin on a one: as much evidence as a fifth of all section changes. */
const BEGINNING_WEIGHT = 0.2;
/** The phrase is placed by fewer events than the bar, and tracks that begin inside one are rare. */
const PHRASE_BEGINNING_WEIGHT = 0.3;
/** A change of chord alone moves the bands by up to this much more than ornament. */
const CHORD_STEP_DB = 2;
/** One change of 4 dB every eight bars. */
const MIN_PHRASE_POWER = 0.12;
/** What a beat must average, over the whole track, for a clue to speak at all: below, the differences are chance. */
const MIN_CHORD_NOVELTY = 0.03;
const MIN_STEP_DB = 0.08;
const MIN_CLAP = 0.1;
/** A rise of 13 dB (ln 20) is a hit; out of silence it would be without bound. */
const CLAP_CAP = 3;
/** Sound may begin this much before a bar line and still belong to it: encoder delay, a reversed tail. */
const EARLY_BEATS = 0.5;

/** Finds which beat of a pulse is the first of the bar, and which bar the first of eight. */
export function placeBars(
  frames: TrackFrames,
  onsets: { body: Onsets; high: Onsets },
  beatSeconds: Seconds,
  phaseSeconds: Seconds,
): BarPhase {
  const firstBeat = phaseSeconds - Math.floor(phaseSeconds / beatSeconds + EARLY_BEATS) * beatSeconds;
  const beats = syncRows(frames, firstBeat, beatSeconds);
  const chords = peaksOnly(chordNovelty(beats, BEATS_PER_BAR), 2);
  const sections = peaksOnly(levelNovelty(beats, BEATS_PER_BAR), 2);
  const claps = clapStrength(onsets, beats);

  const firstSound = Math.round((frames.levels.leadingSilenceSeconds - firstBeat) / beatSeconds);
  const claim = new Float64Array(BEATS_PER_BAR);
  addShares(claim, chords, CHORD_WEIGHT, MIN_CHORD_NOVELTY);
  addShares(claim, sections, SECTION_WEIGHT, MIN_STEP_DB);
  addBackbeat(claim, claps);
  claim[positive(firstSound, BEATS_PER_BAR)] += BEGINNING_WEIGHT * SECTION_WEIGHT;
  const bar = indexOfMax(claim);
  const second = Math.max(...claim.filter((_, i) => i !== bar));

  // Squared: the one step where the kick returns tells more of the phrase than all the bars of a riser. A step seen a
  // beat early or late (windows are longer than a beat's edge) belongs to the bar line beside it.
  const phrases = new Float64Array(sections.length + BEATS_PER_BAR);
  for (const [beat, step] of sections.entries()) {
    const line = Math.max(0, bar + Math.round((beat - bar) / BEATS_PER_BAR) * BEATS_PER_BAR);
    phrases[line] += Math.max(0, step - CHORD_STEP_DB) ** 2;
  }
  const phraseClaim = new Float64Array(PHRASE_BEATS);
  addShares(phraseClaim, phrases, 1, MIN_PHRASE_POWER);
  phraseClaim[positive(firstSound, PHRASE_BEATS)] += PHRASE_BEGINNING_WEIGHT;
  let phrase = bar;
  for (let p = bar; p < PHRASE_BEATS; p += BEATS_PER_BAR) if (phraseClaim[p] > phraseClaim[phrase]) phrase = p;

  // The line at or before the first sound, which may itself be a little early.
  const soundBeat = (frames.levels.leadingSilenceSeconds - firstBeat) / beatSeconds + EARLY_BEATS;
  const line = phrase + Math.floor((soundBeat - phrase) / PHRASE_BEATS) * PHRASE_BEATS;
  return {
    firstDownbeatSeconds: firstBeat + line * beatSeconds,
    margin: claim[bar] > 0 ? (claim[bar] - second) / claim[bar] : 0,
  };
}

/** Mean level step in dB per band between the `span` beats before and after each beat, beyond what ornament makes. */
function levelNovelty(beats: SyncedRows, span: number): Float64Array {
  const sums = runningSums(beats.bandDb, SYNC_BANDS, beats.rows);
  const novelty = new Float64Array(beats.rows);
  const means = new Float64Array(2 * SYNC_BANDS);
  for (let beat = span; beat + span <= beats.rows; beat++) {
    spanMeans(sums, SYNC_BANDS, beat, span, means);
    let step = 0;
    for (let b = 0; b < SYNC_BANDS; b++) {
      const difference = Math.abs(means[SYNC_BANDS + b] - means[b]);
      step += (STEP_CAP_DB * (1 - Math.exp(-difference / STEP_CAP_DB))) / SYNC_BANDS;
    }
    novelty[beat] = Math.max(0, step - STEP_FLOOR_DB);
  }
  return novelty;
}

/** 1 − cosine of the chroma (both registers) of the `span` beats before and after each beat. */
function chordNovelty(beats: SyncedRows, span: number): Float64Array {
  const width = 24;
  const joined = new Float32Array(beats.rows * width);
  for (let beat = 0; beat < beats.rows; beat++) {
    joined.set(beats.chroma.subarray(beat * 12, beat * 12 + 12), beat * width);
    joined.set(beats.bassChroma.subarray(beat * 12, beat * 12 + 12), beat * width + 12);
  }
  const sums = runningSums(joined, width, beats.rows);
  const novelty = new Float64Array(beats.rows);
  const means = new Float64Array(2 * width);
  for (let beat = span; beat + span <= beats.rows; beat++) {
    spanMeans(sums, width, beat, span, means);
    let [dot, before, after] = [0, 0, 0];
    for (let c = 0; c < width; c++) {
      dot += means[c] * means[width + c];
      before += means[c] ** 2;
      after += means[width + c] ** 2;
    }
    novelty[beat] = before > 0 && after > 0 ? 1 - dot / Math.sqrt(before * after) : 0;
  }
  return novelty;
}

/** Rise of body and highs at each beat: a clap on two and four has both. */
function clapStrength(onsets: { body: Onsets; high: Onsets }, beats: SyncedRows): Float64Array {
  const { blockSeconds } = onsets.body;
  const strength = new Float64Array(beats.rows);
  for (let beat = 0; beat < beats.rows; beat++) {
    const at = Math.round((beats.startSeconds + beat * beats.rowSeconds) / blockSeconds);
    let [body, high] = [0, 0];
    for (let i = Math.max(0, at - 3); i <= at + 3; i++) {
      body = Math.max(body, onsets.body.rise[i] ?? 0);
      high = Math.max(high, onsets.high.rise[i] ?? 0);
    }
    strength[beat] = Math.min(CLAP_CAP, body) * Math.min(CLAP_CAP, high);
  }
  return strength;
}

function peaksOnly(novelty: Float64Array, reach: number): Float64Array {
  return novelty.map((value, i) => {
    for (let j = Math.max(0, i - reach); j <= Math.min(novelty.length - 1, i + reach); j++) {
      if (novelty[j] > value) return 0;
    }
    return value;
  });
}

/**
 * Adds each phase's share of all strength beyond an even spread, times `weight`. A track whose beats average less than
 * `minimum` is counted as if they averaged that.
 */
function addShares(claim: Float64Array, strength: Float64Array, weight: number, minimum: number): void {
  const { sums, total, scale } = sumsByPhase(strength, claim.length, minimum);
  for (let p = 0; p < claim.length; p++)
    claim[p] += weight * Math.max(0, sums[p] / scale - total / scale / claim.length);
}

/** Claps speak for the beats before them, and only in pairs: what sounds once a bar is no backbeat. */
function addBackbeat(claim: Float64Array, claps: Float64Array): void {
  const { sums, scale } = sumsByPhase(claps, BEATS_PER_BAR, MIN_CLAP);
  for (let p = 0; p < BEATS_PER_BAR; p++) {
    const backbeat = 2 * Math.min(sums[(p + 1) % BEATS_PER_BAR], sums[(p + 3) % BEATS_PER_BAR]);
    const beat = sums[p] + sums[(p + 2) % BEATS_PER_BAR];
    claim[p] += (CLAP_WEIGHT * Math.max(0, backbeat - beat)) / scale;
  }
}

function sumsByPhase(
  strength: Float64Array,
  phases: number,
  minimum: number,
): { sums: Float64Array; total: number; scale: number } {
  const sums = new Float64Array(phases);
  let total = 0;
  for (let beat = 0; beat < strength.length; beat++) {
    sums[beat % phases] += strength[beat];
    total += strength[beat];
  }
  return { sums, total, scale: Math.max(total, minimum * strength.length, Number.MIN_VALUE) };
}

function runningSums(matrix: Float32Array, width: number, rows: number): Float64Array {
  const sums = new Float64Array((rows + 1) * width);
  for (let i = 0; i < rows * width; i++) sums[i + width] = sums[i] + matrix[i];
  return sums;
}

/** Means of the `span` rows before `row` (first half of `means`) and from `row` on (second half). */
function spanMeans(sums: Float64Array, width: number, row: number, span: number, means: Float64Array): void {
  for (let c = 0; c < width; c++) {
    const middle = sums[row * width + c];
    means[c] = (middle - sums[(row - span) * width + c]) / span;
    means[width + c] = (sums[(row + span) * width + c] - middle) / span;
  }
}

function positive(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}

function indexOfMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

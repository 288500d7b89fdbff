import type { Normal } from '../../dsp/units.ts';
import type { BarRange } from './key-evidence.ts';
import { MAJOR_SCALE } from './musical-keys.ts';
import type { TonalBars } from './tonal-bars.ts';

/**
 * Cuts a track where its scale changes: stretches of bars, in order, that each keep to one of the twelve diatonic
 * collections (a major key and its relative minor share one). A track that does not modulate is one stretch, and so is
 * one without pitch.
 *
 * Viterbi's algorithm finds the likeliest path through a hidden Markov model with the collections as states. A bar's
 * pitch classes are drawn from the scale's seven with a small share for the others, and count as `NOTES_PER_BAR` notes,
 * fewer where the bar is less tonal. Changing costs a lot, and more inside a phrase of eight bars; chords from outside
 * the scale, which come back to it, are cheaper to explain as such.
 *
 * @param clarity how much of the notes to believe
 */
export function keyRegions({ rows, upper, weight, phrased }: TonalBars, clarity: Normal): BarRange[] {
  const best = new Float64Array(rows * COLLECTIONS);
  const before = new Uint8Array(rows * COLLECTIONS);
  for (let row = 0; row < rows; row++) {
    const cost = !phrased || row % PHRASE_BARS === 0 ? CHANGE_COST : CHANGE_COST + INSIDE_PHRASE_COST;
    let leader = 0;
    if (row > 0) {
      for (let c = 1; c < COLLECTIONS; c++) {
        if (best[(row - 1) * COLLECTIONS + c] > best[(row - 1) * COLLECTIONS + leader]) leader = c;
      }
    }
    for (let c = 0; c < COLLECTIONS; c++) {
      const at = row * COLLECTIONS + c;
      const stay = row > 0 ? best[at - COLLECTIONS] : 0;
      const change = row > 0 ? best[(row - 1) * COLLECTIONS + leader] - cost : 0;
      before[at] = row > 0 && change > stay ? leader : c;
      best[at] = Math.max(stay, change) + clarity * weight[row] * NOTES_PER_BAR * logLikelihood(upper, row, c);
    }
  }
  return longEnough(runsOf(trace(best, before, rows)), weight);
}

const COLLECTIONS = 12;
const PHRASE_BARS = 8;
/** Measured on rendered songs, 0.93 of the pitch strength lies in the scale. */
const IN_SCALE = 0.93;
const LOG_IN = Math.log(IN_SCALE / 7);
const LOG_OUT = Math.log((1 - IN_SCALE) / 5);
/** Notes of a bar that are worth something on their own: about one an eighth, of which chords repeat most. */
const NOTES_PER_BAR = 6;
/**
 * A lift by a semitone exchanges five notes of seven, which is worth about nine nats a bar, so it is found within a
 * phrase; a borrowed chord every fourth bar exchanges one or two, which never adds up to this.
 */
const CHANGE_COST = 16;
const INSIDE_PHRASE_COST = 8;

function logLikelihood(upper: Float64Array, row: number, collection: number): number {
  let inside = 0;
  let all = 0;
  for (const degree of MAJOR_SCALE) inside += upper[row * 12 + ((collection + degree) % 12)];
  for (let c = 0; c < 12; c++) all += upper[row * 12 + c];
  return inside * LOG_IN + (all - inside) * LOG_OUT;
}

function trace(best: Float64Array, before: Uint8Array, rows: number): Uint8Array {
  const path = new Uint8Array(rows);
  let state = 0;
  for (let c = 1; c < COLLECTIONS; c++) {
    if (best[(rows - 1) * COLLECTIONS + c] > best[(rows - 1) * COLLECTIONS + state]) state = c;
  }
  for (let row = rows - 1; row >= 0; row--) {
    path[row] = state;
    state = before[row * COLLECTIONS + state];
  }
  return path;
}

function runsOf(path: Uint8Array): BarRange[] {
  const runs: BarRange[] = [];
  for (let row = 0; row < path.length; row++) {
    const last = runs.at(-1);
    if (last !== undefined && path[row] === path[row - 1]) last.until = row + 1;
    else runs.push({ from: row, until: row + 1 });
  }
  return runs;
}

/**
 * A stretch with less music in it than most of a phrase is a turn, or drums, and no key: it goes to the one before, and
 * the first ones to the next.
 */
function longEnough(runs: readonly BarRange[], weight: Float64Array): BarRange[] {
  const music = ({ from, until }: BarRange): number => sum(weight.subarray(from, until));
  const kept: BarRange[] = [];
  for (const run of runs) {
    const last = kept.at(-1);
    if (last !== undefined && (music(run) < LEAST_BARS || music(last) < LEAST_BARS)) last.until = run.until;
    else kept.push({ ...run });
  }
  return kept;
}

/** Fully tonal bars. */
const LEAST_BARS = 6;

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

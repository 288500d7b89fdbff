/**
 * Fits weights for `src/analysis/key/key-probabilities.ts` on rendered songs of three generators, and prints them, with
 * what weights of four fifths of the songs tell of the last fifth:
 * `node scripts/run.mjs scripts/fit-key-weights.ts [share]`. None of its seeds is used by tests or benchmarks.
 */
import process from 'node:process';
import { estimateBeatGrid } from '../src/analysis/beat-grid.ts';
import { chordShares } from '../src/analysis/key/chord-shares.ts';
import { KEY_EVIDENCE, keyEvidence, type EvidenceRow } from '../src/analysis/key/key-evidence.ts';
import { keyIndex, TONIC_NAMES, type KeyMode } from '../src/analysis/key/musical-keys.ts';
import { tonalBars } from '../src/analysis/key/tonal-bars.ts';
import { measureSignalFrames } from '../src/analysis/one-pass.ts';
import { findSections } from '../src/analysis/sections.ts';
import type { StereoSignal } from '../src/audio/audio-source.ts';
import { composeSong } from '../src/demo/compose-song.ts';
import { renderSong } from '../src/demo/render-song.ts';
import { SONG_STYLES } from '../src/demo/song.ts';
import { standardDeviation } from '../src/dsp/statistics.ts';
import { progressionsSong } from '../test/truth/progressions-song.ts';
import { drawRecipe } from '../test/truth/song-recipe.ts';
import {
  ARGUABLE_PROGRESSIONS,
  COLOURED_PROGRESSIONS,
  PEDAL_PROGRESSIONS,
  PROGRESSIONS,
} from '../test/truth/progressions.ts';
import { truthSong } from '../test/truth/song.ts';

interface Example {
  rows: readonly EvidenceRow[];
  key: number;
  /** How many songs it counts for. */
  weight: number;
}

const SONGS = { progressions: 120, arguable: 36, demo: 20, truth: 80, oddSeeds: 200 };
const FIRST_ARGUABLE_SEED = 800_001;
const FIRST_ODD_SEED = 18_001;
/**
 * Of songs drawn for phrases that begin inside a loop: they are rarer than among the songs drawn here, and a rotation of
 * a minor loop can be, note for note, a common loop of its relative major.
 */
const INSIDE_LOOP_WEIGHT = 0.3;
/** Ridge on weights of evidence that is scaled to a deviation of one. */
const RIDGE = 0.3;
/** Trance is minor in two of three tracks; the profiles of minor keys fit a little worse, which this makes up for. */
const MINOR_WEIGHT = 1.2;
/**
 * The published profiles were measured on real music, which no composer here is: their weights, of all pitches and of
 * the bass, are those of an earlier fit without the scale, beside which songs of composers leave next to nothing of them.
 */
const PROFILE_WEIGHTS = { profile: 1.75, bassProfile: 0.7 };
const STEPS = 3000;
/** Of the mean gradient: larger steps swing, as kinds of evidence go together. */
const STEP_SIZE = 0.5;
const FOLDS = 5;

const share = Number(process.argv[2] ?? 1);
const examples = [...drawExamples(share)];
const weights = fit(examples);
const unseen = Array.from({ length: FOLDS }, (_, fold) => {
  const others = fit(examples.filter((_one, i) => i % FOLDS !== fold));
  return examples.filter((one, i) => i % FOLDS === fold && isRight(one, others)).length;
});
const right = examples.filter((song) => isRight(song, weights)).length;
const crossed = unseen.reduce((sum, count) => sum + count, 0);
process.stdout.write(`${examples.length} songs, ${right} right, ${crossed} by weights of other songs\n`);
for (const [i, name] of KEY_EVIDENCE.entries()) process.stdout.write(`${name.padEnd(18)} ${weights[i].toFixed(2)}\n`);

function* drawExamples(scale: number): Generator<Example> {
  const loops = [...PROGRESSIONS, ...COLOURED_PROGRESSIONS, ...PEDAL_PROGRESSIONS];
  for (let seed = 1; seed <= SONGS.progressions * scale; seed++) {
    const progression = loops[seed % loops.length];
    const { signal, truth } = progressionsSong({ seed, tonic: (seed * 5) % 12, progression });
    yield exampleOf(signal, truth.tonic, truth.mode);
  }
  for (let i = 0; i < SONGS.arguable * scale; i++) {
    const progression = ARGUABLE_PROGRESSIONS[(i + 1) % ARGUABLE_PROGRESSIONS.length];
    const recipe = { seed: FIRST_ARGUABLE_SEED + i, tonic: ((i + 1) * 5) % 12, progression };
    const { signal, truth } = progressionsSong(recipe);
    yield { ...exampleOf(signal, truth.tonic, truth.mode), weight: INSIDE_LOOP_WEIGHT };
  }
  for (let seed = 1; seed <= SONGS.demo * scale; seed++) {
    const song = composeSong({ seed, style: SONG_STYLES[seed % SONG_STYLES.length], bars: 40 });
    yield exampleOf(renderSong(song).mix, TONIC_NAMES.indexOf(song.key.tonic), song.key.mode);
  }
  for (let seed = 1; seed <= SONGS.truth * scale; seed++) yield truthExample(seed);
  for (let i = 0; i < SONGS.oddSeeds * scale; i++) {
    const seed = FIRST_ODD_SEED + i;
    if (opensInsideLoop(seed)) yield { ...truthExample(seed), weight: INSIDE_LOOP_WEIGHT };
  }
}

function truthExample(seed: number): Example {
  const { signal, truth } = truthSong({ seed });
  return exampleOf(signal, TONIC_NAMES.indexOf(truth.key.tonic), truth.key.mode);
}

/** Whether a song has phrases of odd length, by which most of its drops open on another chord than its loop does. */
function opensInsideLoop(seed: number): boolean {
  const { sections, progression, barsPerChord } = drawRecipe({ seed });
  if (progression.length === 1) return false;
  const starts = sections.map((_, i) => sections.slice(0, i).reduce((sum, { bars }) => sum + bars, 0));
  const drops = starts.filter((_, i) => sections[i].kind === 'drop');
  const inside = drops.filter((bar) => bar % (progression.length * barsPerChord) !== 0);
  return starts.some((bar) => bar % 8 !== 0) && 2 * inside.length >= drops.length;
}

function exampleOf(signal: StereoSignal, tonic: number, mode: KeyMode): Example {
  const frames = measureSignalFrames(signal);
  const grid = estimateBeatGrid(frames);
  const bars = tonalBars(frames, grid, findSections(frames, grid));
  const rows = keyEvidence(bars, chordShares(bars), { from: 0, until: bars.rows });
  return { rows, key: keyIndex(tonic, mode), weight: 1 };
}

/** Maximum likelihood of the multinomial logistic model by gradient ascent, weights held at 0 or above. */
function fit(songs: readonly Example[]): number[] {
  const all = songs.flatMap(({ rows }) => rows);
  const scales = KEY_EVIDENCE.map((_, i) => standardDeviation(all.map((row) => row[i])) || 1);
  const held = [
    { i: KEY_EVIDENCE.indexOf('minor'), weight: MINOR_WEIGHT },
    { i: KEY_EVIDENCE.indexOf('profile'), weight: PROFILE_WEIGHTS.profile },
    { i: KEY_EVIDENCE.indexOf('bassProfile'), weight: PROFILE_WEIGHTS.bassProfile },
  ];
  const weights = scales.map(() => 0.3);
  const total = songs.reduce((sum, { weight }) => sum + weight, 0);
  for (let step = 0; step < STEPS; step++) {
    for (const { i, weight } of held) weights[i] = weight * scales[i];
    const gradient = weights.map((weight) => -2 * RIDGE * weight);
    for (const { rows, key, weight } of songs) {
      const shares = sharesOf(rows, weights, scales);
      for (const [other, row] of rows.entries()) {
        const error = weight * ((other === key ? 1 : 0) - shares[other]);
        for (let i = 0; i < gradient.length; i++) gradient[i] += (error * row[i]) / scales[i];
      }
    }
    for (let i = 0; i < weights.length; i++) weights[i] = Math.max(0, weights[i] + (STEP_SIZE / total) * gradient[i]);
  }
  for (const { i, weight } of held) weights[i] = weight * scales[i];
  return weights.map((weight, i) => weight / scales[i]);
}

function sharesOf(rows: readonly EvidenceRow[], weights: readonly number[], scales: readonly number[]): number[] {
  const scores = rows.map((row) => row.reduce((sum, value, i) => sum + (weights[i] * value) / scales[i], 0));
  const highest = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - highest));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / total);
}

function isRight({ rows, key }: Example, weights: readonly number[]): boolean {
  const shares = sharesOf(
    rows,
    weights,
    weights.map(() => 1),
  );
  return shares.indexOf(Math.max(...shares)) === key;
}

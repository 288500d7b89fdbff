/**
 * Fits weights for `src/analysis/key/key-probabilities.ts` on rendered songs of three generators, and prints them:
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
import { COLOURED_PROGRESSIONS, PEDAL_PROGRESSIONS, PROGRESSIONS } from '../test/truth/progressions.ts';
import { truthSong } from '../test/truth/song.ts';

interface Example {
  rows: readonly EvidenceRow[];
  key: number;
}

const SONGS = { progressions: 120, demo: 20, truth: 20 };
/** Ridge on weights of evidence that is scaled to a deviation of one. */
const RIDGE = 1;
/** Trance is minor in two of three tracks; the profiles of minor keys fit a little worse, which this makes up for. */
const MINOR_WEIGHT = 1.2;
const STEPS = 3000;
/** Of the mean gradient: larger steps swing, as kinds of evidence go together. */
const STEP_SIZE = 0.5;

const share = Number(process.argv[2] ?? 1);
const examples = [...drawExamples(share)];
const weights = fit(examples);
process.stdout.write(`${examples.length} songs, ${examples.filter((song) => isRight(song, weights)).length} right\n`);
for (const [i, name] of KEY_EVIDENCE.entries()) process.stdout.write(`${name.padEnd(18)} ${weights[i].toFixed(2)}\n`);

function* drawExamples(scale: number): Generator<Example> {
  const loops = [...PROGRESSIONS, ...COLOURED_PROGRESSIONS, ...PEDAL_PROGRESSIONS];
  for (let seed = 1; seed <= SONGS.progressions * scale; seed++) {
    const progression = loops[seed % loops.length];
    const { signal, truth } = progressionsSong({ seed, tonic: (seed * 5) % 12, progression });
    yield exampleOf(signal, truth.tonic, truth.mode);
  }
  for (let seed = 1; seed <= SONGS.demo * scale; seed++) {
    const song = composeSong({ seed, style: SONG_STYLES[seed % SONG_STYLES.length], bars: 40 });
    yield exampleOf(renderSong(song).mix, TONIC_NAMES.indexOf(song.key.tonic), song.key.mode);
  }
  for (let seed = 1; seed <= SONGS.truth * scale; seed++) {
    const { signal, truth } = truthSong({ seed });
    yield exampleOf(signal, TONIC_NAMES.indexOf(truth.key.tonic), truth.key.mode);
  }
}

function exampleOf(signal: StereoSignal, tonic: number, mode: KeyMode): Example {
  const frames = measureSignalFrames(signal);
  const grid = estimateBeatGrid(frames);
  const bars = tonalBars(frames, grid, findSections(frames, grid));
  return { rows: keyEvidence(bars, chordShares(bars), { from: 0, until: bars.rows }), key: keyIndex(tonic, mode) };
}

/** Maximum likelihood of the multinomial logistic model by gradient ascent, weights held at 0 or above. */
function fit(songs: readonly Example[]): number[] {
  const all = songs.flatMap(({ rows }) => rows);
  const scales = KEY_EVIDENCE.map((_, i) => standardDeviation(all.map((row) => row[i])) || 1);
  const minor = KEY_EVIDENCE.indexOf('minor');
  const weights = scales.map(() => 0.3);
  for (let step = 0; step < STEPS; step++) {
    weights[minor] = MINOR_WEIGHT * scales[minor];
    const gradient = weights.map((weight) => -2 * RIDGE * weight);
    for (const { rows, key } of songs) {
      const shares = sharesOf(rows, weights, scales);
      for (const [other, row] of rows.entries()) {
        const error = (other === key ? 1 : 0) - shares[other];
        for (let i = 0; i < gradient.length; i++) gradient[i] += (error * row[i]) / scales[i];
      }
    }
    for (let i = 0; i < weights.length; i++)
      weights[i] = Math.max(0, weights[i] + (STEP_SIZE / songs.length) * gradient[i]);
  }
  weights[minor] = MINOR_WEIGHT * scales[minor];
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

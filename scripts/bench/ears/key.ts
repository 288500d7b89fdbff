import { estimateBeatGrid } from '../../../src/analysis/beat-grid.ts';
import { estimateKey } from '../../../src/analysis/key.ts';
import { measureSignalFrames } from '../../../src/analysis/one-pass.ts';
import { findSections } from '../../../src/analysis/sections.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import { mean } from '../../../src/dsp/statistics.ts';
import type { MusicalKey } from '../../../src/store/analysis-document.ts';
import { progressionsSong } from '../../../test/truth/progressions-song.ts';
import {
  ARGUABLE_PROGRESSIONS,
  COLOURED_PROGRESSIONS,
  PEDAL_PROGRESSIONS,
  PROGRESSIONS,
  TRANCE_LOOP,
  type Progression,
} from '../../../test/truth/progressions.ts';
import { truthSong } from '../../../test/truth/song.ts';
import { loadEssentia, type Essentia } from '../peers.ts';
import type { BenchLine } from './bench-line.ts';

/**
 * Keys of rendered songs, from the sound alone: loops of chords in all keys and tunings, songs of the other two
 * generators, lifts, and how far the confidence may be believed. essentia.js hears the same songs, where it is
 * installed. None of the seeds was used for fitting.
 */
export async function benchKey(scale: number): Promise<BenchLine[]> {
  const essentia = loadEssentia();
  const count = (full: number): number => Math.max(1, Math.round(full * scale));
  const loops = Array.from({ length: count(24) }, (_, i) => {
    const progression = i % 2 === 0 ? TRANCE_LOOP : MAJOR_LOOP;
    return hearLoop({ seed: FIRST_SEED + i, tonic: (i * 5) % 12, progression, detuneCents: DETUNES[i % 5] }, essentia);
  });
  const others = hearAll(PROGRESSIONS, count(2 * PROGRESSIONS.length), 1000, essentia);
  const coloured = hearAll(COLOURED_PROGRESSIONS, count(2 * COLOURED_PROGRESSIONS.length), 2000, essentia);
  const pedal = hearAll(PEDAL_PROGRESSIONS, count(2 * PEDAL_PROGRESSIONS.length), 3000, essentia);
  const arguable = hearAll(ARGUABLE_PROGRESSIONS, count(2 * ARGUABLE_PROGRESSIONS.length), 4000, undefined);
  const demo = Array.from({ length: count(8) }, (_, i) => {
    const song = composeSong({ seed: DEMO_SEED + i, style: SONG_STYLES[i % SONG_STYLES.length], bars: 40 });
    return hear(renderSong(song).mix, { tonic: song.key.tonic, mode: song.key.mode }, essentia);
  });
  const whole = Array.from({ length: count(10) }, (_, i) => {
    const { signal, truth } = truthSong({ seed: TRUTH_SEED + i, tempoMap: [], drift: 0 });
    return { ...hear(signal, truth.key, essentia), shifted: truth.phraseBar !== 0 };
  });
  const songs = [...loops, ...others, ...coloured, ...pedal, ...demo, ...whole];
  return [
    ...accuracy('i–VI–III–VII and I–V–vi–IV in all keys', loops),
    ...accuracy('other progressions', others),
    ...accuracy('progressions with borrowed chords', coloured),
    ...accuracy('pedal and one-chord loops', pedal),
    ...accuracy('demo songs', demo),
    ...accuracy(
      'truth songs, phrases begin with the loop',
      whole.filter(({ shifted }) => !shifted),
    ),
    ...accuracy(
      'truth songs, phrases begin inside the loop',
      whole.filter(({ shifted }) => shifted),
      'arguable',
    ),
    ...accuracy('rotated loops', arguable, 'arguable'),
    ...oracle(songs),
    ...tuning([...loops, ...others]),
    ...modulations(songs, count(10)),
    ...reliability([...songs, ...arguable]),
  ];
}

const MAJOR_LOOP = PROGRESSIONS.find(({ mode }) => mode === 'major') as Progression;
const FIRST_SEED = 600_000;
const DEMO_SEED = 601;
const TRUTH_SEED = 16_001;
const DETUNES = [-40, -20, 0, 20, 40];
const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];

interface Answer {
  tonic: string;
  mode: string;
}

interface Heard {
  truth: Answer & { detuneCents?: number };
  key: MusicalKey;
  essentia?: Answer;
}

function hear(signal: StereoSignal, truth: Heard['truth'], essentia: Essentia | undefined): Heard {
  const frames = measureSignalFrames(signal);
  const grid = estimateBeatGrid(frames);
  const key = estimateKey(frames, grid, findSections(frames, grid));
  return { truth, key, ...(essentia === undefined ? {} : { essentia: keyByEssentia(essentia, signal) }) };
}

function hearLoop(recipe: Parameters<typeof progressionsSong>[0], essentia: Essentia | undefined): Heard {
  const { signal, truth } = progressionsSong(recipe);
  return hear(signal, { ...truth, tonic: NAMES[truth.tonic] }, essentia);
}

function hearAll(
  progressions: readonly Progression[],
  count: number,
  seed: number,
  essentia: Essentia | undefined,
): Heard[] {
  return Array.from({ length: count }, (_, i) => {
    const progression = progressions[i % progressions.length];
    return hearLoop({ seed: FIRST_SEED + seed + i, tonic: (i * 7 + 3) % 12, progression }, essentia);
  });
}

/** What its key extractor, made for dance music, says of the same sound (profiles `bgate`, its default). */
function keyByEssentia(essentia: Essentia, { left, right }: StereoSignal): Answer {
  const vector = essentia.arrayToVector(left.map((sample, i) => (sample + right[i]) / 2));
  const { key, scale } = essentia.KeyExtractor(vector) as { key: string; scale: string };
  vector.delete();
  return { tonic: SHARPS[key] ?? key, mode: scale };
}

const SHARPS: Readonly<Record<string, string>> = { Db: 'C#', Eb: 'D#', Gb: 'F#', Ab: 'G#', Bb: 'A#' };

function isExact(answer: Answer, truth: Answer): boolean {
  return answer.tonic === truth.tonic && answer.mode === truth.mode;
}

function share(hits: readonly boolean[]): number {
  return hits.filter(Boolean).length / hits.length;
}

function accuracy(name: string, heard: readonly Heard[], target?: 'arguable'): BenchLine[] {
  if (heard.length === 0) return [];
  const exact = share(heard.map(({ key, truth }) => isExact(key, truth)));
  const tonic = share(heard.map(({ key, truth }) => key.tonic === truth.tonic));
  const line = { unit: '', count: heard.length };
  return [
    { ...line, what: `key, exact: ${name}`, value: exact, target: target ?? '≥ 0.95' },
    { ...line, what: `key, tonic: ${name}`, value: tonic, target: target ?? '≥ 0.98' },
  ];
}

/** All songs but the arguable ones, ours beside the other's. */
function oracle(heard: readonly Heard[]): BenchLine[] {
  const both = heard.filter((song) => song.essentia !== undefined);
  if (both.length === 0) return [];
  const line = { unit: '', count: both.length };
  const ours = share(both.map(({ key, truth }) => isExact(key, truth)));
  const theirs = share(both.map(({ essentia, truth }) => isExact(essentia as Answer, truth)));
  return [
    { ...line, what: 'key, exact: all songs', value: ours, target: '≥ 0.95' },
    { ...line, what: 'key, exact: all songs, by essentia.js', value: theirs, target: 'for comparison' },
  ];
}

function tuning(heard: readonly Heard[]): BenchLine[] {
  const errors = heard.map(({ key, truth }) => Math.abs(key.tuningCents - (truth.detuneCents ?? 0)));
  return [
    { what: 'tuning, mean error', value: mean(errors), unit: 'cents', target: '≤ 5 cents', count: errors.length },
  ];
}

/** Lifts by a semitone or a tone: found in the right bar and key; and modulations heard in songs that have none. */
function modulations(steady: readonly Heard[], count: number): BenchLine[] {
  const found = Array.from({ length: count }, (_, i) => {
    const song = progressionsSong({
      seed: FIRST_SEED + 5000 + i,
      tonic: (i * 5) % 12,
      progression: PROGRESSIONS[(3 * i) % PROGRESSIONS.length],
      liftSemitones: 1 + (i % 2),
    });
    const { lift, tempoBpm } = song.truth;
    const { modulations: heard } = hear(song.signal, { tonic: '', mode: '' }, undefined).key;
    // Where more than half of the song is lifted, its key is that of the lift, and the change at 0 that before.
    const change = heard.find(({ seconds }) => lift !== undefined && Math.abs(seconds - lift.seconds) < 240 / tempoBpm);
    return heard.length <= 2 && change !== undefined && change.tonic === NAMES[lift?.tonic ?? 0];
  });
  const quiet = steady.map(({ key }) => key.modulations.length === 0);
  return [
    { what: 'lifts found, to the bar and with their key', value: share(found), unit: '', target: '≥ 0.9', count },
    { what: 'songs in one key taken for one', value: share(quiet), unit: '', target: '≥ 0.98', count: quiet.length },
  ];
}

/** How often the key is right where the confidence says how often it should be. */
function reliability(heard: readonly Heard[]): BenchLine[] {
  return CONFIDENCE_BINS.flatMap(([from, until]) => {
    const bin = heard.filter(({ key }) => key.confidence >= from && key.confidence < until);
    if (bin.length === 0) return [];
    const value = share(bin.map(({ key, truth }) => isExact(key, truth)));
    const said = mean(bin.map(({ key }) => key.confidence)).toFixed(2);
    const what = `right where the confidence is ${from}–${Math.min(1, until)}`;
    return [{ what, value, unit: '', target: `said ${said}`, count: bin.length }];
  });
}

const CONFIDENCE_BINS: readonly (readonly [number, number])[] = [
  [0, 0.6],
  [0.6, 0.85],
  [0.85, 0.95],
  [0.95, 1.01],
];

import { estimateBeatGrid } from '../../../src/analysis/beat-grid.ts';
import { measureSignalFrames } from '../../../src/analysis/one-pass.ts';
import { measureRhythm } from '../../../src/analysis/rhythm-features.ts';
import { findSections } from '../../../src/analysis/sections.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { mean, quantile } from '../../../src/dsp/statistics.ts';
import type { BeatGrid } from '../../../src/store/analysis-document.ts';
import type { FormSection } from '../../../test/truth/song-form.ts';
import { truthSong } from '../../../test/truth/song.ts';
import type { BenchLine } from './bench-line.ts';
import { knownSongs, type KnownSong } from './known-songs.ts';

/**
 * Grid, tempo changes, swing and drum patterns of songs that nothing was tuned on, and how often a grid of a given
 * confidence is right, over whole songs, excerpts of 10–60 s, and songs whose tempo moves.
 */
export function benchRhythm(scale: number): Promise<BenchLine[]> {
  const songs: HeardSong[] = [];
  const judged: Judged[] = [];
  for (const song of knownSongs(scale)) {
    const heard = hear(song);
    songs.push(heard);
    judged.push({ confidence: heard.grid.confidence, right: heard.aligned });
    for (const [i, seconds] of EXCERPT_SECONDS.entries()) judged.push(judgeExcerpt(song, seconds, i));
  }
  const moving = hearMoving(scale);
  for (const { grid } of moving) judged.push({ confidence: grid.confidence, right: false });
  return Promise.resolve([
    ...(['events', 'demo'] as const).flatMap((generator) => {
      return gridLines(
        generator,
        songs.filter(({ song }) => song.generator === generator),
      );
    }),
    ...patternLines(songs),
    ...movingLines(moving),
    ...reliabilityLines(judged),
  ]);
}

const EXCERPT_SECONDS: readonly number[] = [10, 20, 60];
/** What a downbeat may be off by. */
const ALIGNED_SECONDS = 0.02;

interface HeardSong {
  song: Omit<KnownSong, 'signal'>;
  grid: BeatGrid;
  /** Of the worst of first, middle and last bar line. */
  offSeconds: number;
  aligned: boolean;
  onPhrase: boolean;
  milliseconds: number;
  values: ReadonlyMap<string, number>;
}

function hear({ signal, ...song }: KnownSong): HeardSong {
  const frames = measureSignalFrames(signal);
  const started = performance.now();
  const grid = estimateBeatGrid(frames);
  const milliseconds = ((performance.now() - started) * 300) / frames.durationSeconds;
  const offSeconds = furthestOff(grid, song.barSeconds);
  const aligned = offSeconds <= ALIGNED_SECONDS;
  const firstBar = Math.round(((song.barSeconds[0] - grid.firstDownbeatSeconds) * grid.tempoBpm) / 240);
  const onLines = song.sections.filter(({ startBar }) => (startBar + firstBar) % 8 === 0);
  const { features } = measureRhythm(frames, grid, findSections(frames, grid));
  return {
    song,
    grid,
    offSeconds,
    aligned,
    // Four bars too many somewhere, and a song has two phrases; either is right.
    onPhrase: aligned && onLines.length >= 0.4 * song.sections.length,
    milliseconds,
    values: new Map(features.filter(({ scope }) => scope === 'whole').map(({ id, value }) => [id, value])),
  };
}

/** Distance of the known bar lines (first, middle, last) to the grid's nearest ones; infinite without a grid. */
function furthestOff(grid: BeatGrid, barSeconds: readonly number[]): number {
  if (!(grid.tempoBpm > 0)) return Infinity;
  const bar = 240 / grid.tempoBpm;
  const lines = [barSeconds[0], barSeconds[barSeconds.length >> 1], barSeconds[barSeconds.length - 1]];
  return Math.max(
    ...lines.map((seconds) => {
      const bars = (seconds - grid.firstDownbeatSeconds) / bar;
      return Math.abs(bars - Math.round(bars)) * bar;
    }),
  );
}

function gridLines(generator: string, songs: readonly HeardSong[]): BenchLine[] {
  const share = (is: (heard: HeardSong) => boolean): number => songs.filter(is).length / songs.length;
  const within =
    (bpm: number) =>
    ({ grid, song }: HeardSong): boolean =>
      Math.abs(grid.tempoBpm - song.tempoBpm) <= bpm;
  const line = (what: string, value: number, target: string, unit = ''): BenchLine => {
    return { what: `rhythm, ${generator}: ${what}`, value, unit, target, count: songs.length };
  };
  const offs = songs.filter(({ aligned }) => aligned).map(({ offSeconds }) => 1000 * offSeconds);
  return [
    line('tempo within 0.05 BPM', share(within(0.05)), '≥ 0.99'),
    line('tempo within 0.02 BPM', share(within(0.02)), '≥ 0.95'),
    line(
      'all downbeats within 20 ms',
      share(({ aligned }) => aligned),
      '≥ 0.95',
    ),
    line('bar lines off, nine in ten less than', quantile(offs, 0.9), '≤ 5', 'ms'),
    line(
      'eight-bar phase',
      share(({ onPhrase }) => onPhrase),
      '≥ 0.9',
    ),
    line(
      'said to be steady',
      share(({ grid }) => grid.kind === 'steady'),
      '≥ 0.99',
    ),
    line('grid of five minutes', mean(songs.map(({ milliseconds }) => milliseconds)), '≤ 60', 'ms'),
  ];
}

function patternLines(songs: readonly HeardSong[]): BenchLine[] {
  const right = songs.filter(({ aligned }) => aligned);
  const valuesOf = (id: string, of: readonly HeardSong[]): number[] => of.flatMap(({ values }) => values.get(id) ?? []);
  const four = valuesOf(
    'rhythm.fourOnFloor',
    right.filter(({ song }) => song.fourOnFloor),
  );
  const broken = valuesOf(
    'rhythm.fourOnFloor',
    right.filter(({ song }) => !song.fourOnFloor),
  );
  const swings = right.flatMap(({ values, song }) => {
    const swing = values.get('rhythm.swing');
    return swing === undefined ? [] : [100 * Math.abs(swing - song.swing)];
  });
  return [
    {
      what: 'rhythm: four on the floor, least',
      value: Math.min(...four),
      unit: '',
      target: '≥ 0.85',
      count: four.length,
    },
    {
      what: 'rhythm: broken beats, most',
      value: Math.max(...broken, 0),
      unit: '',
      target: '≤ 0.8',
      count: broken.length,
    },
    { what: 'rhythm: swing, mean error', value: mean(swings), unit: '%', target: '≤ 10', count: swings.length },
  ];
}

interface Judged {
  confidence: number;
  right: boolean;
}

function judgeExcerpt(song: KnownSong, seconds: number, place: number): Judged {
  const { sampleRateHz: rate, left, right } = song.signal;
  const length = Math.min(left.length, Math.round(seconds * rate));
  const from = Math.floor((left.length - length) * ((place + 1) / (EXCERPT_SECONDS.length + 1)));
  const excerpt: StereoSignal = {
    sampleRateHz: rate,
    left: left.subarray(from, from + length),
    right: right.subarray(from, from + length),
  };
  const grid = estimateBeatGrid(measureSignalFrames(excerpt));
  const inside = song.barSeconds.map((line) => line - from / rate).filter((line) => line >= 0 && line <= length / rate);
  return { confidence: grid.confidence, right: furthestOff(grid, inside) <= ALIGNED_SECONDS };
}

const RELIABILITY_EDGES: readonly number[] = [0, 0.25, 0.5, 0.75, 0.9, 1.01];

function reliabilityLines(judged: readonly Judged[]): BenchLine[] {
  const lineOf = (low: number, high: number, what: string, target: string): BenchLine[] => {
    const within = judged.filter(({ confidence }) => confidence >= low && confidence < high);
    if (within.length === 0) return [];
    const value = within.filter(({ right }) => right).length / within.length;
    const said = mean(within.map(({ confidence }) => confidence)).toFixed(2);
    return [{ what, value, unit: '', target: target === '' ? `said ${said}` : target, count: within.length }];
  };
  const table = RELIABILITY_EDGES.slice(0, -1).flatMap((low, i) => {
    const high = RELIABILITY_EDGES[i + 1];
    return lineOf(low, high, `rhythm: right at confidence ${low}–${Math.min(1, high)}`, '');
  });
  return [...lineOf(0.5, 2, 'rhythm: right at confidence ≥ 0.5', '≥ 0.97'), ...table];
}

interface Moving {
  motion: 'step' | 'ramp' | 'free';
  grid: BeatGrid;
  /** Of a step: how far the change is from where it was told to be. */
  offSeconds?: number;
}

const MOVING_FORM: readonly FormSection[] = [
  { kind: 'intro', bars: 16 },
  { kind: 'drop', bars: 16 },
  { kind: 'breakdown', bars: 16 },
  { kind: 'drop', bars: 32 },
];
const FIRST_MOVING_SEED = 7001;
/** Half of the smallest change, one in a hundred. */
const SAME_TEMPO = 0.005;

/** Songs with one change of tempo, songs that speed up or slow down, and songs played by a bad drummer. */
function hearMoving(scale: number): Moving[] {
  return Array.from({ length: Math.max(1, Math.round(6 * scale)) }).flatMap((_, i): Moving[] => {
    const seed = FIRST_MOVING_SEED + i;
    const from = 118 + 5 * i;
    const to = from * [1.01, 0.94, 1.1, 0.8, 1.25, 1.03][i % 6];
    const step = truthSong({ seed, sections: MOVING_FORM, tempoBpm: from, tempoMap: [{ bar: 32, tempoBpm: to }] });
    const ramp = truthSong({
      seed,
      sections: MOVING_FORM,
      tempoBpm: from,
      tempoMap: [{ bar: 8, tempoBpm: from * (i % 2 === 0 ? 1.1 : 0.9), rampBars: 64 }],
    });
    const free = truthSong({ seed, sections: MOVING_FORM, drift: 0.02 + 0.01 * i });
    const grids = [step, ramp, free].map(({ signal }) => estimateBeatGrid(measureSignalFrames(signal)));
    const change = grids[0].tempoChanges.find(({ tempoBpm }) => Math.abs(tempoBpm / to - 1) < SAME_TEMPO);
    return [
      {
        motion: 'step',
        grid: grids[0],
        ...(change !== undefined && { offSeconds: Math.abs(change.seconds - step.truth.barSeconds[32]) }),
      },
      { motion: 'ramp', grid: grids[1] },
      { motion: 'free', grid: grids[2] },
    ];
  });
}

function movingLines(moving: readonly Moving[]): BenchLine[] {
  const told = (motion: Moving['motion'], kind: BeatGrid['kind']): BenchLine => {
    const of = moving.filter((one) => one.motion === motion);
    const value = of.filter(({ grid }) => grid.kind === kind).length / of.length;
    return { what: `rhythm: ${motion} told as ${kind}`, value, unit: '', target: '≥ 0.9', count: of.length };
  };
  const offs = moving.flatMap(({ offSeconds }) => offSeconds ?? []);
  return [
    told('step', 'changing'),
    told('ramp', 'changing'),
    told('free', 'free'),
    { what: 'rhythm: steps placed, worst', value: Math.max(...offs), unit: 's', target: '≤ 6', count: offs.length },
  ];
}

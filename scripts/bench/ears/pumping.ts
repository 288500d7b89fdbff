import { measurePumping } from '../../../src/analysis/pumping.ts';
import { kickBarsOf, kicksPerBar } from '../../../src/analysis/kick-bars.ts';
import { estimateBeatGrid } from '../../../src/analysis/beat-grid.ts';
import { measureSignalFrames } from '../../../src/analysis/one-pass.ts';
import { findSections } from '../../../src/analysis/sections.ts';
import { measureStemPumping } from '../../../src/analysis/stem-pumping.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import { fastestMeters } from '../../../src/dsp/kernels.ts';
import { mean } from '../../../src/dsp/statistics.ts';
import { mixPumpingRecipe, stemPumpingRecipe } from '../../../test/truth/pumping-recipe.ts';
import { pumpingSong } from '../../../test/truth/pumping-song.ts';
import type { BenchLine } from './bench-line.ts';
import { depthInMix } from './depth-in-mix.ts';

/**
 * Ducking depth against truth, on stems and on mixes: drawn phrases with decoys from `test/truth`, and whole songs of
 * the demo, where drums and voices are not ducked and a master works: what a mix is held against there is how deep it
 * dips itself (`depthInMix`), and beside it the sidechains' own depth.
 */
export async function benchPumping(scale: number): Promise<BenchLine[]> {
  const stems: Reading[] = [];
  for (const seed of seedsOf(STEM_SONGS, scale)) {
    const recipe = stemPumpingRecipe(seed);
    const song = pumpingSong(recipe);
    const { stemDepth } = earsFor(song.mix);
    for (const { signal } of song.stems) stems.push({ truthDb: recipe.duck.depthDb, ...stemDepth(signal) });
  }
  const mixes = seedsOf(MIXES, scale).map((seed): Reading => {
    const recipe = mixPumpingRecipe(seed);
    return { truthDb: recipe.duck.depthDb, ...earsFor(pumpingSong(recipe).mix).mixDepth() };
  });
  const demoStems: Reading[] = [];
  const demoMixes: Reading[] = [];
  const sidechains: Reading[] = [];
  for (const [n, seed] of seedsOf(DEMO_SONGS, scale).entries()) {
    const song = renderSong(composeSong({ seed, style: SONG_STYLES[n % SONG_STYLES.length] }));
    const { truth } = song;
    const { mixDepth, stemDepth } = earsFor(song.mix);
    const depth = mixDepth();
    demoMixes.push({ truthDb: depthInMix(song), ...depth });
    sidechains.push({ truthDb: mean(truth.ducking.map(({ depthDb }) => depthDb)), ...depth });
    for (const { name, signal } of song.stems) {
      const duck = truth.ducking.find(({ stem }) => stem === name);
      demoStems.push({ truthDb: duck?.depthDb ?? 0, ...stemDepth(signal) });
    }
  }
  return [
    ...linesOf('stems', stems, '≤ 1 dB'),
    ...linesOf('mixes', mixes, '≤ 2 dB'),
    ...linesOf('demo stems', demoStems, '≤ 1 dB'),
    ...linesOf('demo mixes', demoMixes, '≤ 2 dB'),
    ...linesOf('demo mixes, against the sidechains alone', sidechains, '').slice(0, 2),
  ];
}

const STEM_SONGS = 20;
const MIXES = 50;
const DEMO_SONGS = 8;
/** The methods were tried out on lower seeds. */
const FIRST_SEED = 43_000;
/** A reading above this where nothing ducks is a false alarm. */
const FALSE_ALARM_DB = 1.5;

interface Reading {
  truthDb: number;
  /** `undefined`: said to be beyond telling. */
  depthDb: number | undefined;
}

function seedsOf(count: number, scale: number): number[] {
  return Array.from({ length: Math.max(1, Math.round(count * scale)) }, (_, i) => FIRST_SEED + i);
}

function earsFor(mix: StereoSignal) {
  const frames = measureSignalFrames(mix);
  const grid = estimateBeatGrid(frames);
  const sections = findSections(frames, grid);
  const bars = kickBarsOf(kicksPerBar(frames, grid), grid, sections, frames.durationSeconds);
  return {
    mixDepth: (): Pick<Reading, 'depthDb'> => {
      const { features } = measurePumping(frames, grid, sections);
      return { depthDb: features.find(({ id, scope }) => id === 'pumping.depth' && scope === 'whole')?.value };
    },
    stemDepth: ({ sampleRateHz, left, right }: StereoSignal): Pick<Reading, 'depthDb'> => {
      const meter = fastestMeters().bandEnvelopes(sampleRateHz);
      meter.push(left, right, left.length);
      const ducking = measureStemPumping(meter.finish(), bars);
      return { depthDb: typeof ducking === 'string' ? undefined : ducking.depthDb };
    },
  };
}

function linesOf(what: string, readings: readonly Reading[], target: string): BenchLine[] {
  const errors = readings.flatMap(({ truthDb, depthDb }) => (depthDb === undefined ? [] : [depthDb - truthDb]));
  const ducked = readings.filter(({ truthDb }) => truthDb > 0);
  const still = readings.filter(({ truthDb }) => truthDb === 0);
  const alarms = still.filter(({ depthDb }) => (depthDb ?? 0) > FALSE_ALARM_DB).length;
  return [
    line(`pumping of ${what}: mean error of the depth`, mean(errors.map(Math.abs)), 'dB', target, errors.length),
    line(`pumping of ${what}: bias of the depth`, mean(errors), 'dB', '', errors.length),
    line(
      `pumping of ${what}: ducked, but said to be beyond telling`,
      ducked.filter(({ depthDb }) => depthDb === undefined).length / Math.max(1, ducked.length),
      '',
      '',
      ducked.length,
    ),
    ...(still.length > 0
      ? [line(`pumping of ${what}: false alarms`, alarms / still.length, '', '≤ 0.05', still.length)]
      : []),
  ];
}

function line(what: string, value: number, unit: string, target: string, count: number): BenchLine {
  return { what, value, unit, target, count };
}

import { roleFromSound, roleOfStem, type RoleGuess } from '../../../src/analysis/stem-roles.ts';
import { measureStemSound, type StemSound } from '../../../src/analysis/stem-sound.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import { mean } from '../../../src/dsp/statistics.ts';
import type { StemRole } from '../../../src/store/stem-map-document.ts';
import { acidStem } from '../../../test/truth/acid.ts';
import { Draw } from '../../../test/truth/draw.ts';
import { STEM_RECIPES } from '../../../test/truth/stems.ts';
import type { BenchLine } from './bench-line.ts';

/** Far from the seeds that anything was fitted on. */
const FIRST_SEED = 1000;
const SEEDS = 6;
const DEMO_SEEDS = 3;
const DEMO_BARS = 32;
const LOOP_SECONDS = 7;

interface Told {
  role: StemRole;
  group: string;
  heard: RoleGuess;
}

/**
 * Roles by sound alone: on recipes that the classifier was not fitted on, on the recipes it was fitted on (other
 * seeds), and on the stems of the demo songs, which have their own instruments. An `unknown` counts as wrong in the
 * accuracy and as not told in the coverage.
 */
export async function benchRoles(scale: number): Promise<BenchLine[]> {
  const seeds = Array.from({ length: Math.max(1, Math.round(SEEDS * scale)) }, (_, i) => FIRST_SEED + i);
  const told = seeds.flatMap((seed) => [
    ...STEM_RECIPES.flatMap(({ role, name, isHeldOut, loop, shot }) => {
      const group = isHeldOut ? 'held-out recipes' : 'fitted recipes';
      const sounds = [listen(role, `${group}, loops`, loop(new Draw(seed, name), LOOP_SECONDS))];
      if (shot !== undefined)
        sounds.push(listen(role, `${group}, one-shots`, shot(new Draw(seed, `${name}, one shot`))));
      return sounds;
    }),
    listen('acid', 'acid lines of another synthesiser', acidStem(seed).signal),
  ]);
  const demo = demoStems(Math.max(1, Math.round(DEMO_SEEDS * scale)));
  const named = demo.map(({ role, name, sound }) => ({ role, group: 'with names', heard: roleOfStem(sound, name) }));
  const unnamed = demo.map(({ role, sound }) => ({ role, group: 'demo stems', heard: roleFromSound(sound) }));
  const all = [...told, ...unnamed];
  const groups = [...new Set(all.map(({ group }) => group))].sort();
  return [
    ...groups.flatMap((group) =>
      linesOf(
        group,
        all.filter((one) => one.group === group),
      ),
    ),
    accuracy('demo stems with their names', named, '≥ 0.98'),
  ];
}

function listen(role: StemRole, group: string, signal: StereoSignal): Told {
  return { role, group, heard: roleFromSound(measureStemSound(signal)) };
}

function demoStems(seeds: number): { role: StemRole; name: string; sound: StemSound }[] {
  return Array.from({ length: seeds }, (_, i) => FIRST_SEED + i).flatMap((seed) =>
    SONG_STYLES.flatMap((style) =>
      renderSong(composeSong({ seed, style, bars: DEMO_BARS })).stems.map(({ role, name, signal }) => ({
        role,
        name,
        sound: measureStemSound(signal),
      })),
    ),
  );
}

function linesOf(group: string, sounds: readonly Told[]): BenchLine[] {
  const sure = sounds.filter(({ heard }) => heard.role !== 'unknown');
  const right = sure.map(({ role, heard }) => Number(role === heard.role));
  return [
    accuracy(group, sounds, group.startsWith('fitted') ? '≥ 0.95' : '≥ 0.9'),
    {
      what: `${group}: told at all`,
      value: sure.length / sounds.length,
      unit: '',
      target: '≥ 0.9',
      count: sounds.length,
    },
    { what: `${group}: right where told`, value: mean(right), unit: '', target: '≥ 0.92', count: sure.length },
    {
      what: `${group}: confidence less share right`,
      value: mean(sure.map(({ heard }) => heard.confidence)) - mean(right),
      unit: '',
      target: '−0.1 … 0.05',
      count: sure.length,
    },
  ];
}

function accuracy(group: string, sounds: readonly Told[], target: string): BenchLine {
  const right = sounds.map(({ role, heard }) => Number(role === heard.role));
  return { what: `${group}: role right`, value: mean(right), unit: '', target, count: sounds.length };
}

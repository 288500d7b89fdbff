/**
 * Measures how the level of stems usually moves, role by role, and writes the table that the fixes read:
 * `node scripts/run.mjs scripts/fit-stem-dynamics.ts [--songs FOLDER]`. Takes some minutes.
 *
 * Three sources, because each alone is too much of one hand: the drops of demo songs, the recipes of
 * `test/truth/stems.ts`, and, where there is a folder of songs (each a folder of stems), the loudest passages of those
 * whose role their name tells. A range reaches from the lowest to the highest of what nine of ten stems of any source
 * have, so that what is outside is unusual in all.
 */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import {
  LEAST_OWN_SHARE,
  measureStemDynamics,
  type StemDynamics,
  type UsualDynamics,
  type UsualRange,
} from '../src/analysis/stem-dynamics.ts';
import { roleFromName } from '../src/analysis/stem-roles.ts';
import type { StereoSignal } from '../src/audio/audio-source.ts';
import { readSignal } from '../src/audio/read-signal.ts';
import { composeSong } from '../src/demo/compose-song.ts';
import { renderSong } from '../src/demo/render-song.ts';
import { SONG_STYLES } from '../src/demo/song.ts';
import { quantile, standardDeviation } from '../src/dsp/statistics.ts';
import type { StemRole } from '../src/store/stem-map-document.ts';
import { Draw } from '../test/truth/draw.ts';
import { STEM_RECIPES } from '../test/truth/stems.ts';

const FILE = 'src/analysis/usual-stem-dynamics.ts';
const MEASURES = ['unevennessDb', 'spikeDb', 'burstExcessDb'] as const;
/** Whose bursts are judged, see `deHarshKind`. */
const BITING_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['lead', 'pluck', 'vocal', 'pad']);
/** Each seed in all styles; the benchmark uses others. */
const DEMO_SEEDS: readonly number[] = [110, 111, 112];
const DEMO_BARS = 40;
const RECIPE_SEEDS: readonly number[] = [20, 21, 22, 23];
const RECIPE_SECONDS = 12;
const PASSAGE_SECONDS = 28;
/** Of a normal distribution, 84 % lie below one standard deviation above its middle. */
const ONE_DEVIATION = 0.84;
/** Fewer stems of one source show no range. */
const LEAST_STEMS = 3;
/** Fewer stems in all are no usage. */
const LEAST_IN_ALL = 8;

interface Reading {
  source: string;
  role: StemRole;
  values: StemDynamics;
}

const readings: Reading[] = [];

function hear(source: string, role: StemRole, signal: StereoSignal): void {
  const dynamics = measureStemDynamics(signal);
  if (dynamics !== undefined) readings.push({ source, role, values: dynamics });
}

function hearDemoSongs(): void {
  for (const seed of DEMO_SEEDS) {
    for (const style of SONG_STYLES) {
      const song = composeSong({ seed, style, bars: DEMO_BARS });
      const drop = song.sections.find(({ kind }) => kind === 'drop');
      if (drop === undefined) continue;
      renderSong(song).stems.forEach(({ signal }, i) =>
        hear('demo', song.tracks[i].role, passage(signal, drop.startSeconds, drop.endSeconds)),
      );
    }
  }
}

function hearRecipes(): void {
  for (const { role, name, loop } of STEM_RECIPES) {
    for (const seed of RECIPE_SEEDS) hear('recipes', role, loop(new Draw(seed, name), RECIPE_SECONDS));
  }
}

async function hearSongs(folder: string): Promise<void> {
  for (const song of readdirSync(folder).map((name) => join(folder, name))) {
    if (!statSync(song).isDirectory()) continue;
    for (const file of readdirSync(song)) {
      const { role, confidence } = roleFromName(basename(file, extname(file)).slice(basename(song).length));
      if (confidence > 0) hear('songs', role, loudest(await readSignal(join(song, file))));
    }
  }
}

function passage({ sampleRateHz, left, right }: StereoSignal, start: number, end: number): StereoSignal {
  const [from, to] = [start, Math.min(end, start + PASSAGE_SECONDS)].map((at) => Math.round(at * sampleRateHz));
  return { sampleRateHz, left: left.slice(from, to), right: right.slice(from, to) };
}

function loudest(signal: StereoSignal): StereoSignal {
  const { left, right, sampleRateHz } = signal;
  const energy = (start: number): number => {
    let sum = 0;
    for (let n = Math.round(start * sampleRateHz); n < (start + PASSAGE_SECONDS) * sampleRateHz; n += 16)
      sum += (left[n] ?? 0) ** 2 + (right[n] ?? 0) ** 2;
    return sum;
  };
  let best = 0;
  for (let start = 0; (start + PASSAGE_SECONDS) * sampleRateHz <= left.length; start += 4)
    if (energy(start) > energy(best)) best = start;
  return passage(signal, best, best + PASSAGE_SECONDS);
}

function rangeOf(role: StemRole, measure: (typeof MEASURES)[number]): UsualRange | undefined {
  const isBurst = measure === 'burstExcessDb';
  if (isBurst && !BITING_ROLES.has(role)) return undefined;
  const own = readings
    .filter((one) => one.role === role && Number.isFinite(one.values[measure]))
    .filter(({ values }) => !isBurst || values.ownBurstDb > LEAST_OWN_SHARE * values.burstDb);
  if (own.length < LEAST_IN_ALL) return undefined;
  const valuesOf = (some: readonly Reading[]): Float32Array => Float32Array.from(some, ({ values }) => values[measure]);
  const bySource = ['demo', 'recipes', 'songs']
    .map((source) => valuesOf(own.filter((one) => one.source === source)))
    .filter(({ length }) => length >= LEAST_STEMS);
  const tenths = (value: number): number => Math.round(10 * value) / 10;
  const all = valuesOf(own);
  return {
    low: tenths(Math.min(...bySource.map((values) => quantile(values, 0.05)))),
    high: tenths(Math.max(...bySource.map((values) => quantile(values, 0.95)))),
    // Far below lies whatever opens a filter with its notes.
    spread: tenths(isBurst ? quantile(all, ONE_DEVIATION) - quantile(all, 0.5) : standardDeviation(all)),
    stems: own.length,
  };
}

function asSource(table: UsualDynamics): string {
  return TABLE_HEAD + `export const USUAL_DYNAMICS: UsualDynamics = ${JSON.stringify(table)};\n`;
}

const TABLE_HEAD = `import type { UsualDynamics } from './stem-dynamics.ts';

/**
 * Measured by \`scripts/fit-stem-dynamics.ts\` on demo songs, synthesised stems and two songs; not to be changed by
 * hand. From the lowest to the highest of what nine of ten stems of any source have. A role is missing where fewer than
 * ${String(LEAST_IN_ALL)} stems of it were heard.
 */
`;

async function fit(songs: string | undefined): Promise<void> {
  hearRecipes();
  hearDemoSongs();
  if (songs !== undefined) await hearSongs(songs);
  const roles = [...new Set(readings.map(({ role }) => role))].sort();
  const table = Object.fromEntries(
    roles.map((role) => [
      role,
      Object.fromEntries(
        MEASURES.flatMap((measure) => {
          const range = rangeOf(role, measure);
          return range === undefined ? [] : [[measure, range]];
        }),
      ),
    ]),
  );
  writeFileSync(FILE, asSource(table));
  process.stdout.write(`${FILE}: ${String(readings.length)} stems. Format it with prettier.\n`);
}

const option = process.argv.indexOf('--songs');
void fit(option < 0 ? undefined : process.argv[option + 1]);

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { SONG_STYLES } from '../../src/demo/song.ts';
import { mean } from '../../src/dsp/statistics.ts';
import { statedChance } from '../../src/fixes/confidence/stated-chance.ts';
import { reliabilityLines } from '../bench/fixes/reliability.ts';
import { confidenceTableOf, tableSource } from './confidence-table-of.ts';
import { planOfSong } from './judged-fixes.ts';
import { triedFixesIn } from './tried-fixes.ts';

/**
 * Fits what a plan says of its own fixes (P(improves), `src/fixes/confidence/stated-chance.ts`) to what came of them.
 *
 * `node scripts/run.mjs scripts/fit-confidence/fit-confidence.ts --fit FILE [FILE …]` reads what `npm run bench:fixes
 * -- --json FILE` wrote, prints how reliable the table of every other song is on the songs between, and with `--write`
 * puts the table of all of them into `src/fixes/confidence/confidence-table.ts`. Only fixes with a reckoned chance count: what a
 * stem shows by itself has chances of its own.
 *
 * More fixes: `--seeds 501-508 --cases 20 --to FILE` plants faults by the benchmark's own sound processing into a song
 * of each seed, plans, carries each plan out on its stems and appends a line for every fix. Every other plan aims at
 * other songs of the style and not at mixes of this one, and some find nothing wrong. A song takes some minutes; lines
 * add up over as many runs as one likes, and are read by `--fit` as well.
 */
async function main(options: Options): Promise<void> {
  if (options.fit !== undefined) return report(options.fit, options.write);
  const root = mkdtempSync(join(tmpdir(), 'coproducer-confidence-'));
  try {
    for (const seed of options.seeds) {
      const of = { seed, style: SONG_STYLES[seed % SONG_STYLES.length], bars: BARS };
      const folders = {
        material: join(options.keep ?? root, `${of.style} ${String(seed)}`),
        work: join(root, String(seed)),
      };
      await planOfSong(of, folders, options.cases, (fix) => {
        if (options.to !== undefined) appendFileSync(options.to, `${JSON.stringify(fix)}\n`);
      });
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const BARS = 32;
const TABLE_FILE = join('src', 'fixes', 'confidence', 'confidence-table.ts');

interface Options {
  seeds: readonly number[];
  cases: number;
  keep?: string;
  to?: string;
  fit?: readonly string[];
  write: boolean;
}

function report(files: readonly string[], isWritten: boolean): void {
  const fixes = files.flatMap((file) => triedFixesIn(readFileSync(file, 'utf8')));
  const songs = [...new Set(fixes.map(({ song }) => song))].sort();
  // Each half of the songs is told by the table of the other.
  const halves = [0, 1].map((rest) => fixes.filter(({ song }) => songs.indexOf(song) % 2 === rest));
  const told = halves.flatMap((half, i) => {
    const table = confidenceTableOf(halves[1 - i]);
    return half.map((fix) => ({ ...fix, stated: statedChance(fix.reckoned, fix, table) }));
  });
  const lines = (of: (fix: (typeof told)[number]) => number): string[] =>
    reliabilityLines(told.map((fix) => ({ song: fix.song, chance: of(fix), improved: fix.improved })));
  const brier = (of: (fix: (typeof told)[number]) => number): string =>
    mean(told.map((fix) => (of(fix) - Number(fix.improved)) ** 2)).toFixed(4);
  process.stdout.write(
    [
      `${String(fixes.length)} fixes in ${String(songs.length)} songs; as a plan reckons (Brier score ${brier(({ reckoned }) => reckoned)}):`,
      ...lines(({ reckoned }) => reckoned),
      `  and as the table of the other half of the songs states it (Brier score ${brier(({ stated }) => stated)}):`,
      ...lines(({ stated }) => stated),
      '',
    ].join('\n'),
  );
  if (!isWritten) return;
  writeFileSync(
    TABLE_FILE,
    tableSource(
      readFileSync(TABLE_FILE, 'utf8'),
      fixes,
      files.map((file) => basename(file)),
    ),
  );
  process.stdout.write(`Written to ${TABLE_FILE}; format it with: npm run fix\n`);
}

function rangeOf(text: string): number[] {
  const [first, last = first] = text.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const program = new Command('fit-confidence')
  .option('--seeds <range>', 'songs to be made, 501-508 for eight', rangeOf, [])
  .option('--cases <number>', 'plans for each', Number, 20)
  .option('--keep <folder>', 'keep songs and references there')
  .option('--to <file>', 'append a line of JSON for every fix')
  .option('--fit <files...>', 'lines of the bench or of this script: print how reliable their table is')
  .option('--write', 'with --fit: write the table', false)
  .parse();
void main(program.opts());

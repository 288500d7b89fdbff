import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { SONG_STYLES } from '../../src/demo/song.ts';
import { reliabilityLines } from '../bench/fixes/reliability.ts';
import { fitCalibration } from './calibration.ts';
import { planOfSong, type JudgedFix } from './judged-fixes.ts';

/**
 * Fits what a plan says of its own fixes (P(improves), `src/fixes/fix-confidence.ts`) to what came of them:
 * `node scripts/run.mjs scripts/fit-confidence/fit-confidence.ts --seeds 501-508 --cases 20 --to FILE` plants faults by the
 * benchmark's own sound processing into a song of each seed, plans, carries each plan out on its stems and appends a line
 * for every fix: what was said and whether the stem came nearer to the one without faults. Every other plan aims at other
 * songs of the style and not at mixes of this one, and some find nothing wrong. A song takes some minutes; lines add up
 * over as many runs as one likes.
 *
 * `--fit FILE` fits the constants on the songs of even seeds and prints how well they tell those of odd ones.
 */
async function main(options: Options): Promise<void> {
  if (options.fit !== undefined) return report(readFileSync(options.fit, 'utf8'));
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

interface Options {
  seeds: readonly number[];
  cases: number;
  keep?: string;
  to?: string;
  fit?: string;
}

function report(text: string): void {
  const fixes = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JudgedFix);
  const [fitted, heldOut] = [0, 1].map((rest) => fixes.filter(({ seed }) => seed % 2 === rest));
  const calibration = fitCalibration(fitted);
  const said = (of: (fix: JudgedFix) => number): string[] =>
    reliabilityLines(heldOut.map((fix) => ({ song: String(fix.seed), chance: of(fix), improved: fix.improved })));
  const songs = (of: readonly JudgedFix[]): number => new Set(of.map(({ seed }) => seed)).size;
  process.stdout.write(
    [
      `${String(fitted.length)} fixes in ${String(songs(fitted))} songs fitted: ln odds = ${calibration.offset.toFixed(2)} + ${calibration.slope.toFixed(2)} × what the model says`,
      `${String(heldOut.length)} fixes in ${String(songs(heldOut))} other songs, as the model says it:`,
      ...said(({ chance }) => chance),
      '  and as it is stated with these constants:',
      ...said(({ chance }) => calibration.stated(chance)),
      '',
    ].join('\n'),
  );
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
  .option('--fit <file>', 'fit to such lines and print how reliable it is')
  .parse();
void main(program.opts());

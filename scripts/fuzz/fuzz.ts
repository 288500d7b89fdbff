import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fuzz, type FuzzCounts } from '../../test/fuzz/fuzz-target.ts';
import { FUZZ_TARGETS } from '../../test/fuzz/fuzz-targets.ts';
import { figureTable } from '../bench/figure-table.ts';

/**
 * Feeds damaged files, packets, requests and words to everything that reads what comes from outside, each reader in a
 * process of its own with a watch over its time and memory, and prints the counts.
 *
 * `npm run fuzz -- --count 10000 --seed 7 --only wav,osc`; the cheap readers get as many as the count says, the costly
 * ones fewer. Ends with 1 where anything crashed, hung, or took too much.
 */
async function main({ count, seed, only }: Options): Promise<void> {
  const rows: string[][] = [];
  let isWell = true;
  for (const [name, { cost }] of Object.entries(FUZZ_TARGETS)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const own = Math.max(1, Math.round(count / cost));
    const { taken, refused, faults, residentBytes } = await inOwnProcess(name, own, seed);
    rows.push([
      name,
      String(own),
      String(taken),
      String(refused),
      String(faults.length),
      `${Math.round(residentBytes / 1e6)} MB`,
    ]);
    faults.slice(0, MOST_TOLD).forEach((fault) => process.stderr.write(`${name}: ${fault}\n`));
    if (faults.length > 0) isWell = false;
  }
  process.stdout.write(`\n${figureTable(['', 'inputs', 'taken', 'refused', 'faults', 'most memory'], rows)}\n`);
  if (!isWell) process.exitCode = 1;
}

const PROGRAM = join('dist', 'coproducer.cjs');

/** Of each reader; the first ones tell enough. */
const MOST_TOLD = 10;

/** An input that takes longer hangs: the longest take a second. */
const LONGEST_MS = 150_000;
/** A decoder and Node themselves take about 300 MB; what a small file can make of that is a fault. */
const MOST_BYTES = 1_500_000_000;
const LOOK_EVERY_MS = 1000;

type Result = FuzzCounts & { residentBytes: number };

function inOwnProcess(name: string, count: number, seed: number): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [process.argv[1], '--child', name, String(count), String(seed)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let index = -1;
    let since = performance.now();
    let residentBytes = 0;
    let result: FuzzCounts = { name, taken: 0, refused: 0, faults: [] };
    const fault = (what: string): void => {
      result.faults.push(`seed ${seed}, input ${index}: ${what}`);
      child.kill('SIGKILL');
    };
    const watch = setInterval(() => {
      if (performance.now() - since > LONGEST_MS) fault('it hangs');
      if (residentBytes > MOST_BYTES) fault(`it takes ${residentBytes} bytes of memory`);
    }, LOOK_EVERY_MS);
    child.on('message', (message: ChildMessage) => {
      since = performance.now();
      residentBytes = Math.max(residentBytes, message.residentBytes);
      if (message.counts === undefined) index = message.index;
      else result = message.counts;
    });
    child.on('close', (code) => {
      clearInterval(watch);
      if (code !== 0 && result.faults.length === 0)
        result.faults.push(`seed ${seed}, input ${index}: it ended with ${code}`);
      resolve({ ...result, residentBytes });
    });
  });
}

interface ChildMessage {
  index: number;
  residentBytes: number;
  counts?: FuzzCounts;
}

async function child(name: string, count: number, seed: number): Promise<void> {
  const say = (message: Omit<ChildMessage, 'residentBytes'>): void => {
    process.send?.({ ...message, residentBytes: process.memoryUsage.rss() });
  };
  const target = await FUZZ_TARGETS[name].make(join(process.cwd(), PROGRAM));
  const counts = await fuzz(target, { count, seed, beforeEach: (index) => say({ index }) });
  await target.close();
  say({ index: count, counts });
  process.disconnect();
}

interface Options {
  count: number;
  seed: number;
  only: readonly string[];
}

/** @throws Error for an option or a reader that there is not */
function optionsOf(words: readonly string[]): Options {
  const options = { count: 2000, seed: 1, only: [] as string[] };
  for (let i = 0; i < words.length; i += 2) {
    const value = words[i + 1] ?? '';
    if (words[i] === '--count' && Number(value) > 0) options.count = Number(value);
    else if (words[i] === '--seed' && Number.isInteger(Number(value))) options.seed = Number(value);
    else if (words[i] === '--only') options.only = value.split(',');
    else throw new Error(`There is no option ${words[i]} ${value}: --count N, --seed N, --only READERS.`);
  }
  const unknown = options.only.find((name) => !(name in FUZZ_TARGETS));
  if (unknown !== undefined) throw new Error(`There is no reader ${unknown}: ${Object.keys(FUZZ_TARGETS).join(', ')}.`);
  return options;
}

const [mode, name, count, seed] = process.argv.slice(2);
void (mode === '--child' ? child(name, Number(count), Number(seed)) : main(optionsOf(process.argv.slice(2))));

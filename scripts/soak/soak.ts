import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { soak } from '../../test/soak/soak.ts';

/**
 * Runs the loop over and over in one process, on a set that fails in one write of a hundred, and prints what came of
 * it.
 *
 * `npm run soak -- --cycles 1000`; `--seed 7` draws other faults; `--plan-every 10` makes a plan in each tenth cycle
 * only and applies the last one in the others, which is five times as fast. `--keep FOLDER` leaves the run there, cycle
 * by cycle: the same command goes on with one that was cut off, at any moment, and its counts are of all parts
 * together. Ends with 1 where anything was wrong.
 */
async function main(words: readonly string[]): Promise<void> {
  const cycles = numberOf(words, '--cycles', 1000);
  const kept = wordOf(words, '--keep');
  if (kept !== undefined) mkdirSync(kept, { recursive: true });
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'coproducer-soak-'));
  try {
    const counts = await soak(folder, {
      cycles,
      seed: numberOf(words, '--seed', 1),
      planEvery: numberOf(words, '--plan-every', 1),
      // Told as it goes, so that a run that is cut off has said what it saw.
      afterCycle: (so) => {
        if (so.cycles % Math.ceil(cycles / 20) !== 0) return;
        globalThis.gc?.();
        const heap = (process.memoryUsage().heapUsed / 1e6).toFixed(1);
        process.stderr.write(
          `${so.cycles} of ${cycles}: ${so.exact} of ${so.writes} writes exact, ${so.putBack} of ${so.broken} broken applies put back, ${so.faults.length} faults, heap ${heap} MB\n`,
        );
      },
    });
    const { plans, writes, writesByTenth, exact, broken, putBack, faults, parts, interrupted } = counts;
    const lines = [
      `cycles ${counts.cycles}, plans made ${plans}; the mix was measured once, and known after that`,
      `writes ${writes}, exact ${exact} (${((100 * exact) / writes).toFixed(3)} %)`,
      `writes in each tenth of the run: ${writesByTenth.join(' ')}`,
      `applies broken by an injected fault ${broken}, the set as before after ${putBack} of them`,
      `processes ${parts}, cut off with a plan half done or not yet taken back ${interrupted}`,
      `heap by process, MB: ${byProcess(counts.heapBytes, (bytes) => (bytes / 1e6).toFixed(1))}`,
      `handles by process: ${byProcess(counts.handles, String)}`,
      `faults ${faults.length}`,
      ...faults.slice(0, 20),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    if (faults.length > 0 || exact < 0.999 * writes || putBack < broken) process.exitCode = 1;
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function byProcess(values: readonly (readonly number[])[], worded: (value: number) => string): string {
  return values.map((ofOne) => ofOne.map(worded).join(' ')).join(' | ');
}

function wordOf(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words.at(at + 1);
}

/** @throws Error where the option is no whole number from 1 */
function numberOf(words: readonly string[], option: string, otherwise: number): number {
  const at = words.indexOf(option);
  if (at < 0) return otherwise;
  const value = Number(words[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} needs a whole number from 1.`);
  return value;
}

// The heap is looked at after a collection, which has to be allowed when the process starts.
if (globalThis.gc === undefined) {
  const { status } = spawnSync(process.execPath, ['--expose-gc', ...process.argv.slice(1)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  void main(process.argv.slice(2));
}

import { Command, InvalidArgumentError } from 'commander';
import { figureTable, threeDigits } from '../figure-table.ts';
import { verdictOn } from '../verdict.ts';
import { benchAcid } from './acid.ts';
import type { BenchLine } from './bench-line.ts';
import { benchKey } from './key.ts';
import { benchKick } from './kick.ts';
import { benchMasking } from './masking.ts';
import { benchPumping } from './pumping.ts';
import { benchRhythm } from './rhythm.ts';
import { benchRoles } from './roles.ts';
import { benchStandards } from './standards.ts';
import { benchStructure } from './structure.ts';
import { benchSupersaw } from './supersaw.ts';
import { benchTranceScore } from './trance-score.ts';

/**
 * How right the measurements are, on signals and songs whose truth is known: `npm run bench:ears` takes half an hour,
 * `npm run bench:ears -- --scale 0.1` some minutes, `--only key,rhythm` those parts. Prints every figure beside its
 * target; asserts nothing.
 */
async function benchEars({ scale, only }: { scale: number; only: readonly Part[] }): Promise<void> {
  const lines: (readonly [Part, BenchLine])[] = [];
  for (const part of only) {
    const started = performance.now();
    const measured = await PARTS[part](scale);
    process.stderr.write(`${part}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
    lines.push(...measured.map((line) => [part, line] as const));
    process.stdout.write(`\n${part}\n${tableOf(measured)}`);
  }
  const judged = lines.map(([, { value, target }]) => verdictOn(value, target)).filter((verdict) => verdict !== '');
  process.stdout.write(`\n${judged.filter((verdict) => verdict === 'met').length} of ${judged.length} targets met.\n`);
}

const PARTS = {
  standards: benchStandards,
  rhythm: benchRhythm,
  structure: benchStructure,
  key: benchKey,
  pumping: benchPumping,
  kick: benchKick,
  supersaw: benchSupersaw,
  acid: benchAcid,
  masking: benchMasking,
  roles: benchRoles,
  'trance-score': benchTranceScore,
} as const;

type Part = keyof typeof PARTS;

function tableOf(lines: readonly BenchLine[]): string {
  return figureTable(
    ['', 'value', 'unit', 'target', 'verdict', 'cases'],
    lines.map(({ what, value, unit, target, count }) => [
      what,
      threeDigits(value),
      unit,
      target,
      verdictOn(value, target),
      String(count),
    ]),
    ['unit', 'target', 'verdict'],
  );
}

function partsOf(text: string): Part[] {
  return text.split(',').map((word) => {
    const part = (Object.keys(PARTS) as Part[]).find((name) => name === word.trim());
    if (part === undefined) throw new InvalidArgumentError(`The parts are ${Object.keys(PARTS).join(', ')}.`);
    return part;
  });
}

const program = new Command('bench:ears')
  .option('--scale <share>', 'of all cases, more than 0 up to 1', Number, 1)
  .option('--only <parts>', 'some parts, with commas between', partsOf, Object.keys(PARTS) as Part[])
  .parse();
void benchEars(program.opts());

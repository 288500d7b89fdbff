import { Command, InvalidArgumentError } from 'commander';
import { tableLines } from '../../../node/terminal/table.ts';
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
    process.stdout.write(`\n${part}\n${tableOf(measured).join('\n')}\n`);
  }
  const judged = lines.map(([, line]) => isMet(line)).filter((met) => met !== undefined);
  process.stdout.write(`\n${judged.filter(Boolean).length} of ${judged.length} targets met.\n`);
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

function tableOf(lines: readonly BenchLine[]): string[] {
  return tableLines(
    [
      { header: '', align: 'left' },
      { header: 'value', align: 'right' },
      { header: '', align: 'left' },
      { header: 'target', align: 'left' },
      { header: '', align: 'left' },
      { header: 'cases', align: 'right' },
    ],
    lines.map((line) => [
      line.what,
      Number.isInteger(line.value) ? String(line.value) : line.value.toPrecision(3),
      line.unit,
      line.target,
      VERDICTS.get(isMet(line)) ?? '',
      String(line.count),
    ]),
  );
}

const VERDICTS = new Map<boolean | undefined, string>([
  [true, 'met'],
  [false, 'missed'],
]);

/** Whether a value meets a target such as `≥ 0.95` or `≤ 1 dB`; `undefined` where the target is words. */
function isMet({ value, target }: BenchLine): boolean | undefined {
  const stated = /^([≥≤=]) (−?[\d.]+)/.exec(target);
  if (stated === null) return undefined;
  const bound = Number(stated[2].replace('−', '-'));
  if (stated[1] === '=') return value === bound;
  return stated[1] === '≥' ? value >= bound : value <= bound;
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

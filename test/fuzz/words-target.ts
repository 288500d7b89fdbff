import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../src/dsp/seeded-random.ts';
import { Failure } from '../../src/store/failure.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** A command that has not ended after this long hangs: the slowest of these reads a few kilobytes. */
const LONGEST_MS = 120_000;

/** Codes that `README.md` promises; 1 is a fault of the program, and so is a signal. */
const PROMISED = new Set([0, 2, 3, 4, 5]);

/** Everything that can be said but what renders songs, waits for a person, or is about this machine's own home. */
const VOCABULARY = [
  ...[
    'learn',
    'profile',
    'analyze',
    'gap',
    'suggest',
    'preview',
    'apply',
    'undo',
    'verify',
    'similar',
    'answer',
    'taste',
  ],
  ...[
    'doctor',
    'help',
    'show',
    'list',
    'check',
    'export',
    'import',
    'reset',
    'set',
    'accept',
    'skip',
    'change',
    'intentional',
  ],
  ...[
    '--json',
    '--help',
    '--stems',
    '--profile',
    '--reference',
    '--cluster',
    '--amount',
    '--only',
    '--dry-run',
    '--plan',
  ],
  ...['--size', '--name', '--with-names', '--bundle', '--out', '-k', '--version', '--', '-', '', ' '],
  ...[
    '0',
    '-1',
    '1e999',
    'NaN',
    '50',
    'f1',
    'f1,f2',
    'width/pad',
    'size width/pad',
    'mine',
    '../..',
    'CON',
    '💥',
    '\u202e',
  ],
  ...['x'.repeat(5000), '%s%n', '$(true)', '"', "'", '\\', '*', '~', '__proto__', 'constructor', 'toString'],
  ...['noise.wav', 'nothing.wav', 'plan.json', 'folder', '.'],
];

/**
 * The command line: words drawn by the bytes, in a folder with little in it, to the built program in a process of its
 * own.
 *
 * @param program the built program
 */
export async function wordsTarget(program: string): Promise<FuzzTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-fuzz-'));
  const work = join(folder, 'work');
  await mkdir(join(work, 'folder'), { recursive: true });
  const random = seededRandom(1);
  await writeFile(join(work, 'noise.wav'), Buffer.from(Array.from({ length: 2000 }, () => Math.floor(256 * random()))));
  await writeFile(join(work, 'plan.json'), '{"schema":"coproducer.plan/1"}');
  return {
    name: 'command line',
    seeds: Array.from({ length: 20 }, (_, i) => Buffer.from(Array.from({ length: 2 + (i % 6) }, (_, k) => 7 * i + k))),
    read: async (bytes) => {
      const words = Array.from(bytes.subarray(0, 12), (byte) => VOCABULARY[byte % VOCABULARY.length]);
      const child = spawn(process.execPath, [program, ...words], {
        cwd: work,
        env: { ...process.env, COPRODUCER_HOME: join(folder, 'home'), NO_COLOR: '1' },
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: LONGEST_MS,
        killSignal: 'SIGKILL',
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code === null || !PROMISED.has(code) || said.includes('Unexpected fault')) {
        throw new Error(`${JSON.stringify(words)} ended with ${code}: ${said.slice(0, 500)}`);
      }
      if (code !== 0) throw new Failure('usage', 'It was refused.');
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KeptCode } from '../../node/kept-code.ts';
import { PROGRAM } from './run-program.ts';

const TEXT = '(function (n) { function twice(x) { return 2 * x } return twice(n) + 1 })';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-kept-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function scriptIn(): Promise<{ path: string; file: string }> {
  const path = join(folder, 'script.js');
  await writeFile(path, TEXT);
  return { path, file: join(folder, 'kept', 'script.bin') };
}

function valueOf(code: KeptCode): number {
  return (code.run() as (n: number) => number)(20);
}

describe('kept code', () => {
  test('is used by the next run, and runs as the text does', async () => {
    const { path, file } = await scriptIn();
    const first = new KeptCode(path, file);
    expect([first.isUsed, valueOf(first)]).toEqual([false, 41]);
    first.keep();
    const second = new KeptCode(path, file);
    expect([second.isUsed, valueOf(second)]).toEqual([true, 41]);
    expect(await readdir(dirname(file))).toEqual(['script.bin']);
  });

  test('is not used where the text has changed, be it of the same length', async () => {
    const { path, file } = await scriptIn();
    const first = new KeptCode(path, file);
    valueOf(first);
    first.keep();
    await writeFile(path, TEXT.replace('+ 1', '+ 2'));
    const changed = new KeptCode(path, file);
    expect([changed.isUsed, valueOf(changed)]).toEqual([false, 42]);
  });

  test.each([
    ['cut off', (kept: Buffer) => kept.subarray(0, kept.length - 9)],
    ['changed in one bit', (kept: Buffer) => Buffer.from(kept.map((byte, i) => (i === 60 ? byte ^ 1 : byte)))],
    ['empty', () => Buffer.alloc(0)],
    ['shorter than its head', () => Buffer.alloc(5)],
  ])('is not used where its file is %s, and kept anew', async (_, damage) => {
    const { path, file } = await scriptIn();
    const first = new KeptCode(path, file);
    valueOf(first);
    first.keep();
    await writeFile(file, damage(await readFile(file)));
    const second = new KeptCode(path, file);
    expect([second.isUsed, valueOf(second)]).toEqual([false, 41]);
    second.keep();
    expect(new KeptCode(path, file).isUsed).toBe(true);
  });

  test('goes without where nothing can be written', async () => {
    const { path, file } = await scriptIn();
    // A file lies where the folder would be.
    await writeFile(dirname(file), '');
    const code = new KeptCode(path, file);
    expect(valueOf(code)).toBe(41);
    expect(() => code.keep()).not.toThrow();
    expect((await readdir(folder)).sort()).toEqual(['kept', 'script.js']);
  });
});

describe('the program', () => {
  const run = (copy: string, ...words: string[]): { status: number | null; stdout: string } => {
    return spawnSync(process.execPath, [join(copy, 'coproducer.cjs'), ...words], { encoding: 'utf8' });
  };

  async function copyOfProgram(): Promise<string> {
    const copy = join(folder, 'copy');
    await mkdir(copy);
    for (const name of ['coproducer.cjs', 'program.js']) {
      await copyFile(join(dirname(PROGRAM), name), join(copy, name));
    }
    return copy;
  }

  test('is written in Latin-1, and the bytes of its decoders arrive as they were', async () => {
    const text = await readFile(join(dirname(PROGRAM), 'program.js'));
    expect(text.toString('latin1')).toMatch(/[\u0080-\u00ff]/);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(text)).toThrow();
    const copy = await copyOfProgram();
    for (const file of ['twelve-bars.mp3', 'twelve-bars.m4a', 'twelve-bars.ogg', 'two-sines-flac.ogg']) {
      const sound = join('test', 'audio', 'fixtures', file);
      expect(run(copy, 'analyze', sound, '--json', '--home', join(folder, 'home')).status).toBe(0);
    }
  });

  test('keeps code by command, where the command did its work', async () => {
    const copy = await copyOfProgram();
    const words = ['models', '--json', '--home', join(folder, 'home')];
    const first = run(copy, ...words);
    expect(first.status).toBe(0);
    const kept = await readdir(join(copy, 'kept-code'));
    expect(kept).toEqual([`models-${process.versions.v8}-${process.arch}.bin`]);
    expect(run(copy, ...words)).toMatchObject({ status: 0, stdout: first.stdout });
    expect(run(copy, 'nonsense').status).toBe(2);
    expect(await readdir(join(copy, 'kept-code'))).toEqual(kept);
  });

  test('runs where what it kept is spoilt', async () => {
    const copy = await copyOfProgram();
    const { stdout } = run(copy, '--version');
    const [name] = await readdir(join(copy, 'kept-code'));
    const file = join(copy, 'kept-code', name);
    const kept = await readFile(file);
    await writeFile(file, kept.fill(0xff, 1000, 1100));
    expect(run(copy, '--version')).toMatchObject({ status: 0, stdout });
  });
});

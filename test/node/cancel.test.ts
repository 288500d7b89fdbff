import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { wav16 } from '../audio/riff.ts';
import { documentIn } from './document-in.ts';
import { runProgram, startProgram } from './run-program.ts';

const TRACKS = 8;
const RATE = 44100;
const SECONDS = 12;

let folder: string;
let library: string;
let home: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-cancel-'));
  [library, home] = [join(folder, 'library'), join(folder, 'home')];
  await mkdir(library);
  for (let track = 0; track < TRACKS; track += 1) {
    const samples = Array.from(
      { length: SECONDS * RATE * 2 },
      (_, index) => 8000 * Math.sin((2 * Math.PI * (50 + 5 * track) * Math.floor(index / 2)) / RATE),
    );
    await writeFile(join(library, `${track}.wav`), wav16(samples));
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

/** Every analysis that is kept, with the time at which it was written. */
async function keptAnalyses(): Promise<Map<string, number>> {
  const cache = join(home, 'cache', 'analyses');
  const names = await readdir(cache);
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(cache, name))).mtimeMs] as const)),
  );
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s during learn ends with 130; the next run measures only the rest',
  async (signal) => {
    await rm(home, { recursive: true, force: true });
    const learning = startProgram(['learn', library, '--home', home]);
    await learning.saying('stderr', `of ${TRACKS}, `);
    learning.process.kill(signal);
    const { code, stdout, stderr } = await learning.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/^Cancelled; what was finished is kept\.$/m);

    const kept = await keptAnalyses();
    expect(kept.size).toBeGreaterThan(0);
    expect(kept.size).toBeLessThan(TRACKS);

    const profile = documentIn(await runProgram(['learn', library, '--home', home, '--json']), 'profile');
    expect(profile.references).toHaveLength(TRACKS);
    const after = await keptAnalyses();
    expect(after.size).toBe(TRACKS);
    for (const [name, writtenMs] of kept) expect(after.get(name)).toBe(writtenMs);
  },
);

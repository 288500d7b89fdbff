import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AnalysisCache } from '../../src/library/analysis-cache.ts';
import { analyseLibrary } from '../../src/library/analyse-library.ts';
import { scanFolder } from '../../src/library/scan-folder.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { Failure } from '../../src/store/failure.ts';
import type { Progress } from '../../src/store/progress.ts';
import { syntheticAnalysis } from '../synthetic-analyses.ts';

let folder: string;
let cacheFolder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-library-'));
  cacheFolder = await mkdtemp(path.join(os.tmpdir(), 'coproducer-cache-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(cacheFolder, { recursive: true, force: true });
});

/** Writes a file as it lay there an hour ago. */
async function put(name: string, content = name): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  const hourAgo = new Date(Date.now() - 3_600_000);
  await utimes(file, hourAgo, hourAgo);
  return file;
}

/**
 * A measuring function that stands for the audio analysis: reads the file, refuses `broken`, and remembers what it was
 * asked.
 */
function meter(): { asked: string[]; measure: (file: string) => Promise<AnalysisDocument> } {
  const asked: string[] = [];
  return {
    asked,
    measure: async (file) => {
      asked.push(path.basename(file));
      const content = await readFile(file);
      if (content.includes('broken')) throw new Failure('input', `${file} is cut short; export it again.`);
      const contentHash = createHash('sha256').update(content).digest('hex');
      return { ...syntheticAnalysis({ file, seed: content.length }), contentHash };
    },
  };
}

const newCache = (engine = 'synthetic'): AnalysisCache => new AnalysisCache(cacheFolder, { engine });

describe('scanning', () => {
  test('finds audio in subfolders and passes over what is none', async () => {
    const wanted = await Promise.all(['a.wav', 'b.FLAC', 'Sub/Deep/c.mp3', 'ünï.aiff'].map((name) => put(name)));
    for (const name of [
      '._a.wav',
      '.hidden/x.wav',
      'a.wav.asd',
      'cover.jpg',
      'Ableton Project Info/x.wav',
      'song.als',
    ]) {
      await put(name);
    }
    expect((await scanFolder(folder)).files).toEqual(wanted.sort());
  });

  test('a loop of links ends, a second way to a file counts once, a broken link is told', async () => {
    const file = await put('Sub/a.wav');
    await symlink(folder, path.join(folder, 'Sub', 'loop'));
    await symlink(file, path.join(folder, 'again.wav'));
    await symlink(path.join(folder, 'gone'), path.join(folder, 'broken.wav'));
    const { files, skipped } = await scanFolder(folder);
    expect(files).toHaveLength(1);
    expect(skipped).toEqual([{ file: path.join(folder, 'broken.wav'), why: 'cannot be read (ENOENT)' }]);
  });

  test('a missing folder, or a file in its place, is an input failure', async () => {
    await expect(scanFolder(path.join(folder, 'no'))).rejects.toMatchObject({ kind: 'input' });
    await expect(scanFolder(await put('a.wav'))).rejects.toMatchObject({ kind: 'input' });
  });
});

describe('the cache', () => {
  test('a second time, a renamed and a copied file are not measured again, and carry their new path', async () => {
    const file = await put('a.wav');
    const { asked, measure } = meter();
    const first = await newCache().analyse(file, measure);
    expect(await newCache().analyse(file, measure)).toEqual(first);
    const renamed = path.join(folder, 'renamed.wav');
    await rename(file, renamed);
    expect(await newCache().analyse(renamed, measure)).toEqual({ ...first, file: renamed });
    expect(asked).toEqual(['a.wav']);
  });

  test('changed content is measured again, even with the same size', async () => {
    const file = await put('a.wav', 'one');
    const { asked, measure } = meter();
    await newCache().analyse(file, measure);
    await writeFile(file, 'two');
    const second = await newCache().analyse(file, measure);
    expect(asked).toHaveLength(2);
    expect(second.contentHash).toBe(createHash('sha256').update('two').digest('hex'));
  });

  test('a file changed in place within the clock tick of its hashing is still seen to change', async () => {
    const file = path.join(folder, 'fresh.wav');
    const { asked, measure } = meter();
    const now = new Date();
    for (const content of ['one', 'two']) {
      await writeFile(file, content);
      await utimes(file, now, now);
      await newCache().analyse(file, measure);
    }
    expect(asked).toHaveLength(2);
  });

  test('a file bounced a moment ago is found again, wherever it lies by then', async () => {
    const file = path.join(folder, 'fresh.wav');
    await writeFile(file, 'one');
    const { asked, measure } = meter();
    await newCache().analyse(file, measure);
    await newCache().analyse(file, measure);
    const moved = path.join(folder, 'moved.wav');
    await rename(file, moved);
    expect(await newCache().find(moved)).toMatchObject({ file: moved });
    expect(asked).toHaveLength(1);
  });

  test('lines of the journal that cannot be read, and old ones of a path, count as not there', async () => {
    const journal = path.join(cacheFolder, 'files.jsonl');
    const file = await put('a.wav');
    const { asked, measure } = meter();
    await newCache().analyse(file, measure);
    const line = await readFile(journal, 'utf8');
    await writeFile(
      journal,
      `${'{"half":\n'.repeat(1500)}${line.replace(/"hash":"[^"]+"/, '"hash":"old"')}${line}\n{"fi`,
    );
    expect(await newCache().analyse(file, measure)).toMatchObject({ file });
    expect(asked).toEqual(['a.wav']);
    // So many dead lines are cleared away.
    expect(await readFile(journal, 'utf8')).toBe(line);
  });

  test('another engine measures again; a damaged entry counts as not there', async () => {
    const file = await put('a.wav');
    const { asked, measure } = meter();
    await newCache().analyse(file, measure);
    expect(await newCache('other').find(file)).toBeUndefined();
    const entries = path.join(cacheFolder, 'analyses');
    for (const entry of await readdir(entries)) await writeFile(path.join(entries, entry), '{');
    await newCache().analyse(file, measure);
    expect(asked).toHaveLength(2);
    expect(await newCache().find(file)).toBeDefined();
  });

  test('an analysis that lacks what could be measured by now is measured once more, and kept', async () => {
    const file = await put('a.wav');
    const { asked, measure } = meter();
    const unheard = await newCache().analyse(file, measure);
    const whole = new AnalysisCache(cacheFolder, {
      engine: 'synthetic',
      isWhole: ({ sound }) => Promise.resolve(sound !== undefined),
    });
    const sound = { frontEnd: 'any', scopes: [] };
    const hear = async (path: string): Promise<AnalysisDocument> => ({ ...(await measure(path)), sound });
    expect(await whole.analyse(file, hear)).toEqual({ ...unheard, sound });
    expect(await whole.analyse(file, hear)).toEqual({ ...unheard, sound });
    expect(await newCache().find(file)).toEqual({ ...unheard, sound });
    expect(asked).toHaveLength(2);
  });

  test('an analysis that lacks something stays where its file cannot be measured any more', async () => {
    const file = await put('a.wav');
    const { measure } = meter();
    const known = await newCache().analyse(file, measure);
    const never = new AnalysisCache(cacheFolder, { engine: 'synthetic', isWhole: () => Promise.resolve(false) });
    const refuse = (kind: 'input' | 'cancelled') => () => Promise.reject(new Failure(kind, 'No.'));
    expect(await never.analyse(file, refuse('input'))).toEqual(known);
    await expect(never.analyse(file, refuse('cancelled'))).rejects.toThrow('No.');
    expect(await newCache().find(file)).toEqual(known);
  });
});

describe('the limit of the cache', () => {
  const entries = (): Promise<string[]> => readdir(path.join(cacheFolder, 'analyses'));

  test('the analyses that were not used for longest go first; what was read counts as used', async () => {
    const files: string[] = [];
    const { measure } = meter();
    for (let n = 1; n <= 10; n++) {
      const file = await put(`${n}.wav`, 'x'.repeat(n));
      files.push(file);
      const before = new Set(await entries().catch(() => []));
      await newCache().analyse(file, measure);
      const [entry] = (await entries()).filter((name) => !before.has(name));
      const days = new Date(Date.now() - (20 - n) * 24 * 3_600_000);
      await utimes(path.join(cacheFolder, 'analyses', entry), days, days);
    }
    // The oldest is used once more.
    expect(await newCache().find(files[0])).toBeDefined();
    const sizes = await Promise.all(
      (await entries()).map(async (name) => (await readFile(path.join(cacheFolder, 'analyses', name))).length),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    await new AnalysisCache(cacheFolder, { engine: 'synthetic', mostBytes: 0.6 * total }).prune();
    const found = await Promise.all(files.map((file) => newCache().find(file)));
    expect(found.map((analysis) => analysis !== undefined)).toEqual([
      true,
      ...Array.from({ length: 5 }, () => false),
      ...Array.from({ length: 4 }, () => true),
    ]);
  });

  test('a cache grown too large is brought within its limit by the first measurement', async () => {
    const { measure } = meter();
    for (let n = 1; n <= 5; n++) await newCache().analyse(await put(`${n}.wav`, 'x'.repeat(n)), measure);
    await new AnalysisCache(cacheFolder, { engine: 'synthetic', mostBytes: 1 }).analyse(
      await put('last.wav', 'last'),
      measure,
    );
    expect(await entries()).toEqual([]);
  });

  test('within the limit nothing goes but what a program that died has left half-written', async () => {
    const { measure } = meter();
    await newCache().analyse(await put('a.wav'), measure);
    const stray = path.join(cacheFolder, 'analyses', 'abc.json.123456');
    await writeFile(stray, 'half');
    await newCache().prune();
    expect(await entries()).toHaveLength(2);
    const longAgo = new Date(Date.now() - 48 * 3_600_000);
    await utimes(stray, longAgo, longAgo);
    await newCache().prune();
    expect(await entries()).toHaveLength(1);
  });
});

describe('the batch', () => {
  const names = ['a.wav', 'b.wav', 'c.wav', 'd.wav', 'e.wav'];

  function recorder(): { progress: Progress; steps: number[]; notes: string[]; stages: [string, number][] } {
    const steps: number[] = [];
    const notes: string[] = [];
    const stages: [string, number][] = [];
    const progress: Progress = {
      stage: (label, total) => void stages.push([label, total]),
      step: (done) => void steps.push(done),
      note: (line) => void notes.push(line),
    };
    return { progress, steps, notes, stages };
  }

  test('measures all, in the order of paths whatever finishes first; a bad file is skipped and named', async () => {
    for (const name of names) await put(name);
    const bad = await put('broken.wav');
    const { measure } = meter();
    const { progress, steps, notes, stages } = recorder();
    const { analyses, skipped } = await analyseLibrary({
      folder,
      cache: newCache(),
      analyse: async (file) => {
        await new Promise((done) => setTimeout(done, file.endsWith('a.wav') ? 30 : 1));
        return await measure(file);
      },
      concurrency: 3,
      progress,
    });
    expect(analyses.map(({ file }) => path.basename(file))).toEqual(names);
    expect(skipped).toEqual([{ file: bad, why: `${bad} is cut short; export it again.` }]);
    expect(stages).toEqual([['Measuring the library', 6]]);
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    expect(notes).toHaveLength(1);
  });

  test('no more files are measured at once than allowed', async () => {
    for (const name of names) await put(name);
    const { measure } = meter();
    let now = 0;
    let most = 0;
    await analyseLibrary({
      folder,
      cache: newCache(),
      analyse: async (file) => {
        most = Math.max(most, ++now);
        await new Promise((done) => setTimeout(done, 5));
        now--;
        return await measure(file);
      },
      concurrency: 2,
    });
    expect(most).toBe(2);
  });

  test('cancelling keeps what is done, and the next run measures only the rest', async () => {
    for (const name of names) await put(name);
    const { asked, measure } = meter();
    const cancel = new AbortController();
    const run = analyseLibrary({
      folder,
      cache: newCache(),
      analyse: async (file) => {
        const analysis = await measure(file);
        if (asked.length === 3) cancel.abort();
        return analysis;
      },
      concurrency: 1,
      signal: cancel.signal,
    });
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
    expect(asked).toEqual(['a.wav', 'b.wav', 'c.wav']);

    const again = meter();
    const { analyses } = await analyseLibrary({ folder, cache: newCache(), analyse: again.measure, concurrency: 1 });
    expect(again.asked).toEqual(['d.wav', 'e.wav']);
    expect(analyses).toHaveLength(5);
  });

  test('a fault that is not the file’s stops the batch, the others at hand too, and comes out as it is', async () => {
    for (const name of names) await put(name);
    const fault = new Error('the worker died');
    const stopped: string[] = [];
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const run = analyseLibrary({
      folder,
      cache: newCache(),
      analyse: async (file, signal) => {
        if (file.endsWith('b.wav')) {
          await begun;
          throw fault;
        }
        return await new Promise((_, reject) => {
          begin();
          signal?.addEventListener('abort', () => {
            stopped.push(path.basename(file));
            reject(new Failure('cancelled', 'Cancelled.'));
          });
        });
      },
      concurrency: 2,
    });
    await expect(run).rejects.toBe(fault);
    expect(stopped).toEqual(['a.wav']);
  });

  test('a folder without audio is an input failure', async () => {
    await put('notes.txt');
    const run = analyseLibrary({ folder, cache: newCache(), analyse: meter().measure, concurrency: 1 });
    await expect(run).rejects.toMatchObject({ kind: 'input' });
  });
});

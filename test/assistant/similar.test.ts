import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { analyse } from '../../src/assistant/analyse.ts';
import { isFullyHeard } from '../../src/assistant/fully-heard.ts';
import { JOBS, type Jobs } from '../../src/assistant/jobs.ts';
import { learn } from '../../src/assistant/learn.ts';
import { listModels } from '../../src/assistant/models.ts';
import { similar } from '../../src/assistant/similar.ts';
import type { JobInput, JobOutput } from '../../src/assistant/workers.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { openHome } from '../../src/store/home.ts';
import { modelsDocument } from '../../src/store/models-document.ts';
import { SILENT } from '../../src/store/progress.ts';
import { similarDocument, type SimilarDocument } from '../../src/store/similar-document.ts';
import type { SoundDescription } from '../../src/store/sound-description.ts';
import { TINY_SIGNATURES, tinyModel } from '../similarity/tiny-models.ts';
import { normalDraws } from '../synthetic-analyses.ts';

const RATE = 44_100;

/** Counts the jobs that are handed out; where it is deaf, as on a machine that can run no network. */
class CountingThread extends SameThread {
  readonly jobs: string[] = [];
  isDeaf = false;

  override async run<Name extends keyof Jobs>(
    name: Name,
    input: JobInput<Name>,
    signal?: AbortSignal,
  ): Promise<JobOutput<Name>> {
    this.jobs.push(name);
    const output = await super.run(name, input, signal);
    return name === 'analyse' && this.isDeaf ? (withoutNetwork(output as AnalysisDocument) as JobOutput<Name>) : output;
  }
}

/** An analysis as it is made where no runtime can be loaded. */
function withoutNetwork(analysis: AnalysisDocument): AnalysisDocument {
  const { frontEnd, scopes } = analysis.sound as SoundDescription;
  const unheard = scopes.map((scope) => {
    const rest = { ...scope };
    delete rest.trunk;
    return rest;
  });
  return { ...analysis, sound: { frontEnd, scopes: unheard } };
}

let folder: string;
let workshop: Workshop;
let workers: CountingThread;
const at = (...names: string[]): string => join(folder, ...names);

/** Six seconds of pulses of noise, which no two tracks have alike: a rate and a brightness. */
async function writePulses(file: string, rateHz: number, smoothing: number, seed: number): Promise<void> {
  const normal = normalDraws(seed);
  let last = 0;
  const left = Float32Array.from({ length: 6 * RATE }, (_, n) => {
    last = smoothing * last + (1 - smoothing) * normal();
    return 0.5 * last * (0.1 + Math.exp(-8 * (((n / RATE) * rateHz) % 1)));
  });
  await writeWav(
    file,
    { sampleRateHz: RATE, left, right: left.map((x, n) => x + 0.02 * left[Math.max(0, n - 40)]) },
    { format: 'pcm24' },
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'similar-'));
  await mkdir(at('References'));
  await mkdir(at('Stems'));
  for (const [i, [rate, smoothing]] of [
    [2.3, 0.2],
    [2.3, 0.25],
    [2.3, 0.9],
    [1.1, 0.9],
    [1.1, 0.85],
    [4.6, 0.5],
  ].entries()) {
    await writePulses(at('References', `track ${i + 1}.wav`), rate, smoothing, i + 1);
  }
  await writePulses(at('mix.wav'), 2.3, 0.22, 99);
  await writePulses(at('Stems', 'bright.wav'), 2.3, 0.2, 7);
  await writePulses(at('Stems', 'dark.wav'), 1.1, 0.95, 8);
  workers = new CountingThread();
  workshop = {
    home: await openHome(at('home')),
    workers,
    progress: SILENT,
    signal: undefined,
    now: () => new Date(0),
  };
  await learn(workshop, { folder: at('References'), name: 'pulses' });
});
afterAll(() => rm(folder, { recursive: true }));

async function ask(file: string, more: Partial<Parameters<typeof similar>[1]> = {}): Promise<SimilarDocument> {
  const found = await similar(workshop, {
    file,
    profile: undefined,
    cluster: undefined,
    search: { count: 5 },
    ...more,
  });
  expect(similarDocument.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  return found;
}

const names = ({ results }: SimilarDocument): string[] => results.map(({ file }) => basename(file));

describe('similar', () => {
  test('finds the nearest of a library, the second time from its file of vectors, and says the same', async () => {
    const first = await ask(at('mix.wav'));
    expect(names(first).slice(0, 2).sort()).toEqual(['track 1.wav', 'track 2.wav']);
    expect(first.network).toMatchObject({ heard: 6, of: 6 });
    expect(await readdir(at('home', 'cache', 'vectors'))).toHaveLength(1);
    expect(await ask(at('mix.wav'))).toEqual(first);
  });

  test('by a kind of section it says the same the second time, from a file of its own', async () => {
    const [{ kind: section }] = (await analyse(workshop, at('mix.wav'))).sections;
    const before = await readdir(at('home', 'cache', 'vectors'));
    const first = await ask(at('mix.wav'), { search: { count: 5, section } });
    expect(first.section).toBe(section);
    expect(names(first).slice(0, 2).sort()).toEqual(['track 1.wav', 'track 2.wav']);
    const [own, ...others] = (await readdir(at('home', 'cache', 'vectors'))).filter((file) => !before.includes(file));
    expect(others).toEqual([]);
    expect(await ask(at('mix.wav'), { search: { count: 5, section } })).toEqual(first);
    // What lies in it is what is compared: emptied, it is filled again.
    await rm(at('home', 'cache', 'vectors', own));
    expect(await ask(at('mix.wav'), { search: { count: 5, section } })).toEqual(first);
    await rm(at('home', 'cache', 'vectors', own));
  });

  test('a file of vectors that is damaged is made anew', async () => {
    const before = await ask(at('mix.wav'));
    const [file] = await readdir(at('home', 'cache', 'vectors'));
    await writeFile(at('home', 'cache', 'vectors', file), 'COPROVEC and then nothing');
    expect(await ask(at('mix.wav'))).toEqual(before);
  });

  test('references of which nothing is kept, as after a new version, are measured anew, once', async () => {
    const before = await ask(at('mix.wav'));
    for (const kept of ['analyses', 'vectors']) await rm(at('home', 'cache', kept), { recursive: true });
    workers.jobs.length = 0;
    expect(await ask(at('mix.wav'))).toEqual(before);
    expect(workers.jobs.filter((job) => job === 'analyse')).toHaveLength(7);
    workers.jobs.length = 0;
    expect(await ask(at('mix.wav'))).toEqual(before);
    expect(workers.jobs).not.toContain('analyse');
  });

  test('a reference may ask, by its name; it does not find itself', async () => {
    const found = await ask('track 4.wav');
    expect(found.query).toBe(at('References', 'track 4.wav'));
    expect(names(found)[0]).toBe('track 5.wav');
    expect(names(found)).not.toContain('track 4.wav');
  });

  test('a stem is compared with the stems of a folder', async () => {
    const found = await ask(at('Stems', 'bright.wav'), { among: at('Stems', '..', 'Stems') });
    expect(names(found)).toEqual(['dark.wav']);
  });
});

describe('a library that was measured where no network could be run', () => {
  const analysed = (): number => workers.jobs.filter((job) => job === 'analyse').length;

  test('is heard by the next search that can, every track once, and is then as any other', async () => {
    const whole = await ask(at('mix.wav'));
    await rm(at('home', 'cache'), { recursive: true });
    workers.isDeaf = true;
    await learn(workshop, { folder: at('References'), name: 'pulses' });
    workers.isDeaf = false;

    const before = analysed();
    expect(await ask(at('mix.wav'))).toEqual(whole);
    expect(analysed() - before).toBe(7);
    expect(await ask(at('mix.wav'))).toEqual(whole);
    expect(analysed() - before).toBe(7);
  });

  test('stays as it is where still none can: nothing is measured in vain', async () => {
    const { analyse } = JOBS;
    const heard = await analyse({ file: at('mix.wav') });
    const unheard = withoutNetwork(heard);
    const [yes, no] = [() => Promise.resolve(true), () => Promise.resolve(false)];
    expect(await isFullyHeard(heard, no)).toBe(true);
    expect(await isFullyHeard(unheard, no)).toBe(true);
    expect(await isFullyHeard(unheard, yes)).toBe(false);
    const another = { ...heard, sound: { ...(heard.sound as SoundDescription), network: 'coproducer-0' } };
    expect(await isFullyHeard(another, yes)).toBe(false);
  });
});

describe('a public model', () => {
  const heard = (): number => workers.jobs.filter((job) => job === 'hearWithModel').length;
  const put = (name: string, bytes: Uint8Array): Promise<void> => writeFile(at('home', 'models', name), bytes);

  test('hears in the place of our own network, every track once, and its licence is told', async () => {
    await put('msd-musicnn-1.onnx', tinyModel(TINY_SIGNATURES['msd-musicnn-1.onnx']));
    const found = await ask(at('mix.wav'), { model: 'MusiCNN' });
    expect(heard()).toBe(7);
    expect(found.model).toEqual({
      id: 'musicnn',
      label: 'MusiCNN',
      licence: 'CC BY-NC-SA 4.0',
      commercialUse: false,
    });
    expect(found.network).toEqual({ heard: 6, of: 6 });
    expect(found.results[0].facets).toHaveProperty('sound');
    const own = await ask(at('mix.wav'));
    expect(own.model).toBeUndefined();
    expect(found.results.map(({ facets: { sound } }) => sound)).not.toEqual(
      own.results.map(({ facets: { sound } }) => sound),
    );
    expect(found.results[0].facets.groove).toBe(
      own.results.find(({ file }) => file === found.results[0].file)?.facets.groove,
    );

    expect(await ask(at('mix.wav'), { model: 'msd-musicnn-1.onnx' })).toEqual(found);
    expect(heard()).toBe(7);
  });

  test('hears a reference that asks once, though it is in the library as well', async () => {
    const before = heard();
    await ask('track 4.wav', { model: 'musicnn' });
    expect(heard()).toBe(before);
  });

  test('of other bytes hears anew: vectors are never mixed', async () => {
    const before = heard();
    const { input, outputs } = TINY_SIGNATURES['msd-musicnn-1.onnx'];
    await put('msd-musicnn-1.onnx', tinyModel({ input: { ...input, name: 'other' }, outputs }));
    await ask('track 4.wav', { model: 'musicnn' });
    expect(heard()).toBe(before + 6);
    expect(await readdir(at('home', 'cache', 'vectors'))).toHaveLength(3);
  });

  test('that is not there, or not known, is refused with what to do', async () => {
    await put(
      'mine.onnx',
      tinyModel({ input: { name: 'x', shape: ['n', 7] }, outputs: [{ name: 'y', shape: ['n', 5] }] }),
    );
    await expect(ask(at('mix.wav'), { model: 'clap' })).rejects.toThrow(
      /There is no model clap \(there are musicnn\); put its \.onnx file into/,
    );
    await expect(ask(at('mix.wav'), { model: 'mine' })).rejects.toThrow(/cannot be used: it takes \[n, 7\]/);
    const listed = await listModels(workshop);
    expect(modelsDocument.parse(listed)).toEqual(listed);
    expect(listed.models).toHaveLength(2);
    expect(listed.models[0].why).toMatch(/^It takes \[n, 7\] and gives \[n, 5\], as none/);
    expect(listed.models[1].model).toMatchObject({
      id: 'musicnn',
      frontEnd: 'musicnn-mel-1 hops 93',
      patch: [187, 96],
    });
  });
});

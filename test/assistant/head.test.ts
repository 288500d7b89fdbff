import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { ENGINE_VERSION } from '../../src/analysis/analyse-track.ts';
import { FEATURES } from '../../src/analysis/features.ts';
import { readCorrections } from '../../src/assistant/corrections.ts';
import { fitHead, readHead, switchHead } from '../../src/assistant/head.ts';
import { learn } from '../../src/assistant/learn.ts';
import { measureGap } from '../../src/assistant/measure-gap.ts';
import { similar } from '../../src/assistant/similar.ts';
import { readTarget } from '../../src/assistant/targets.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { contentHashOf } from '../../src/audio/content-hash.ts';
import { AnalysisCache } from '../../src/library/analysis-cache.ts';
import { headDocument } from '../../src/store/head-document.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import type { SimilarDocument } from '../../src/store/similar-document.ts';
import { syntheticAnalysis } from '../synthetic-analyses.ts';

const FOLDERS = 4;
const IN_FOLDER = 8;
/** What the folders mean, which counts for a hundredth in the encoder. */
const MEANT = 'pumping.depth';

let folder: string;
let workshop: Workshop;
const notes: string[] = [];
const at = (...names: string[]): string => join(folder, ...names);
const fileOf = (track: number): string =>
  at('References', `folder ${Math.floor(track / IN_FOLDER)}`, `track ${track}.wav`);

/** Files whose analyses are known already: what is learned from them is the matter here, not how they are measured. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'head-'));
  const home = await openHome(at('home'));
  const cache = new AnalysisCache(home.cache);
  for (let track = 0; track < FOLDERS * IN_FOLDER; track++) {
    const own = Math.floor(track / IN_FOLDER);
    const file = fileOf(track);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, `track ${track}`);
    const means = Object.fromEntries(
      FEATURES.filter(({ id }) => id === MEANT).map(({ id, jnd }) => [id, (own - 1.5) * 5 * jnd]),
    );
    const analysis = { ...syntheticAnalysis({ file, seed: 500 + track, means }), engine: ENGINE_VERSION };
    await cache.analyse(file, async () => ({ ...analysis, contentHash: await contentHashOf(file) }));
  }
  workshop = {
    home,
    workers: new SameThread(),
    progress: { ...SILENT, note: (line) => void notes.push(line) },
    signal: undefined,
    now: () => new Date(0),
  };
  await learn(workshop, { folder: at('References'), name: 'mine' });
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (track: number, more: Partial<Parameters<typeof similar>[1]> = {}): Promise<SimilarDocument> =>
  similar(workshop, { file: fileOf(track), profile: undefined, cluster: undefined, search: { count: 5 }, ...more });
const hits = ({ results }: SimilarDocument, track: number): number =>
  results.filter(({ file }) => file.includes(`folder ${Math.floor(track / IN_FOLDER)}`)).length;

describe('the producer’s own idea of similar', () => {
  test('is learned from folders, kept because it finds more, and used from then on', async () => {
    const before = await ask(0);
    expect(before.head).toBeUndefined();
    const head = await fitHead(workshop, { profile: undefined, source: { from: 'folders' } });
    expect(headDocument.parse(head)).toEqual(head);
    expect(head).toMatchObject({ kept: true, on: true, profile: 'mine', from: 'folders' });
    expect(head.groups).toEqual(
      Array.from({ length: FOLDERS }, (_, i) => ({ name: `folder ${i}`, tracks: IN_FOLDER })),
    );
    expect(head.counts[0].id).toBe(MEANT);
    expect((await readdir(at('home', 'heads'))).filter((name) => /\.(onnx|json)$/.test(name))).toEqual([
      'mine.json',
      'mine.onnx',
    ]);
    const asked = Array.from({ length: 16 }, (_, i) => 2 * i);
    const [by, without] = [
      await Promise.all(asked.map((track) => ask(track))),
      await Promise.all(asked.map((track) => ask(track, { head: false }))),
    ];
    const sum = (found: SimilarDocument[]): number => found.reduce((all, one, i) => all + hits(one, asked[i]), 0);
    expect(by.every(({ head: used }) => used === true)).toBe(true);
    expect(sum(by)).toBeGreaterThan(1.3 * sum(without));
    expect(without[0]).toEqual(before);
  });

  test('does not answer where something else was asked for', async () => {
    expect((await ask(1, { search: { count: 5, weights: { groove: 1 } } })).head).toBeUndefined();
    expect((await ask(1, { search: { count: 5, section: 'drop' } })).head).toBeUndefined();
  });

  test('is refused where it finds no more, and the one before stays', async () => {
    const kept = await readHead(workshop, undefined);
    const playlists = await Promise.all(
      [0, 1].map(async (half) => {
        const file = at(`half ${half}.m3u8`);
        const lines = Array.from({ length: FOLDERS * IN_FOLDER }, (_, track) => fileOf(track)).filter(
          (_, i) => i % 2 === half,
        );
        await writeFile(file, ['#EXTM3U', ...lines].join('\r\n'));
        return file;
      }),
    );
    const head = await fitHead(workshop, { profile: undefined, source: { from: 'playlists', files: playlists } });
    expect(head).toMatchObject({ kept: false, on: false, from: 'playlists' });
    expect(head.groups.map(({ name, tracks }) => [name, tracks])).toEqual([
      ['half 0', 16],
      ['half 1', 16],
    ]);
    expect(head.sha256).toBeUndefined();
    expect(await readHead(workshop, undefined)).toEqual(kept);
  });

  test('can be turned off and on again', async () => {
    expect(await switchHead(workshop, undefined, false)).toMatchObject({ on: false, kept: true });
    expect((await ask(1)).head).toBeUndefined();
    expect(await switchHead(workshop, undefined, true)).toMatchObject({ on: true });
    expect((await ask(1)).head).toBe(true);
  });

  test('a damaged file is not used, and it is said', async () => {
    await writeFile(at('home', 'heads', 'mine.onnx'), 'damaged');
    expect((await ask(1)).head).toBeUndefined();
    expect(notes[notes.length - 1]).toMatch(/missing or damaged: learn it again/);
  });

  test('corrections are kept, and too few of them are not learned from', async () => {
    const correction = { more: 'track 12.wav', less: fileOf(20) };
    await ask(1, { correction });
    const [told] = await readCorrections(workshop);
    expect(told).toMatchObject({
      kind: 'more-like',
      query: { file: fileOf(1) },
      more: { file: fileOf(12) },
      less: { file: fileOf(20) },
    });
    await expect(ask(1, { correction: { more: 'nobody.wav', less: 'track 2.wav' } })).rejects.toThrow(
      'nobody.wav is none of the references',
    );
    await expect(ask(1, { correction: { more: 'track 2.wav', less: 'track 2.wav' } })).rejects.toThrow(
      'three different tracks',
    );
    await expect(fitHead(workshop, { profile: undefined, source: { from: 'corrections' } })).rejects.toThrow(
      'it takes 20 corrections of 5 tracks, found 1 of 1',
    );
  });

  test('what was found can be named as a target, which gap then measures by', async () => {
    const { results } = await ask(1, { search: { count: 3 }, asTarget: 'closest' });
    const target = await readTarget(workshop, 'closest');
    expect(target.references).toEqual(results.map(({ file }) => file));
    const { yardstick } = await measureGap(workshop, { mix: fileOf(1), target: 'closest' });
    expect(yardstick.references).toEqual(target.references);
    await expect(measureGap(workshop, { mix: fileOf(1), target: 'other' })).rejects.toThrow(
      'There is no target "other" (there are closest)',
    );
    await expect(ask(1, { asTarget: '../x' })).rejects.toThrow(/cannot be used as a name/);
  });

  test('a playlist that is none, and folders that are too few, are refused', async () => {
    await expect(
      fitHead(workshop, { profile: undefined, source: { from: 'playlists', files: [at('none.m3u')] } }),
    ).rejects.toThrow('cannot be read');
    await writeFile(at('empty.m3u'), '#EXTM3U\n');
    await expect(
      fitHead(workshop, { profile: undefined, source: { from: 'playlists', files: [at('empty.m3u')] } }),
    ).rejects.toThrow('names no file');
  });
});

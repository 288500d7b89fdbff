import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { findModels, openModel, vectorKeyOf, type FoundModel } from '../../src/similarity/find-models.ts';
import { PUBLIC_MODELS } from '../../src/similarity/public-models.ts';
import { TINY_SIGNATURES, tinyModel } from './tiny-models.ts';

const folder = mkdtempSync(join(tmpdir(), 'public-models-'));
const put = (name: string, bytes: Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What each file of `TINY_SIGNATURES` is taken for. */
const IDS: Readonly<Record<string, string>> = {
  'discogs-effnet-bsdynamic-1.onnx': 'discogs-effnet',
  'discogs_artist_embeddings-effnet-bs64-1.onnx': 'discogs-effnet-artist',
  'discogs_label_embeddings-effnet-bs64-1.onnx': 'discogs-effnet-label',
  'discogs_release_embeddings-effnet-bs64-1.onnx': 'discogs-effnet-release',
  'discogs_track_embeddings-effnet-bs64-1.onnx': 'discogs-effnet-track',
  'discogs_multi_embeddings-effnet-bs64-1.onnx': 'discogs-effnet-multi',
  'msd-musicnn-1.onnx': 'musicnn',
  'audioset-vggish-3.onnx': 'vggish',
  'discogs-maest-10s-pw-519l-2.onnx': 'maest',
  'openl3-music-mel128-emb512-3.onnx': 'openl3',
  'clap-htsat-unfused.onnx': 'clap',
  'clap-htsat-fused.onnx': 'clap-fused',
  'MERT-v1-95M.onnx': 'mert',
  'afx-rep.onnx': 'afx-rep',
};

const idOf = ({ state }: FoundModel): string => ('recognised' in state ? state.recognised.model.id : state.why);

/** Twelve seconds: a tone that doubles its level each second, then nothing. */
const TRACK: StereoSignal = (() => {
  const sampleRateHz = 48_000;
  const left = Float32Array.from({ length: 12 * sampleRateHz }, (_, n) => {
    const t = n / sampleRateHz;
    return t < 9 ? 2 ** (Math.floor(t) - 9) * Math.sin(2 * Math.PI * 440 * t) : 0;
  });
  return { sampleRateHz, left, right: left };
})();

describe('public models in a folder', () => {
  let found: FoundModel[];
  beforeAll(async () => {
    for (const [name, signature] of Object.entries(TINY_SIGNATURES)) put(name, tinyModel(signature));
    put('coproducer-4.onnx', Uint8Array.of(0));
    put('notes.txt', Uint8Array.of(0));
    found = await findModels([folder, join(folder, 'missing')]);
  });

  test('are recognised, every one that is in the table', () => {
    expect(Object.fromEntries(found.map((model) => [basename(model.file), idOf(model)]))).toEqual(IDS);
    expect(new Set(found.map(idOf))).toEqual(new Set(PUBLIC_MODELS.map(({ id }) => id)));
  });

  test('all but those that others look like are recognised under any name', async () => {
    const other = mkdtempSync(join(tmpdir(), 'renamed-'));
    try {
      for (const [i, signature] of Object.values(TINY_SIGNATURES).entries()) {
        writeFileSync(join(other, `model ${String(i).padStart(2, '0')}.onnx`), tinyModel(signature));
      }
      const renamed = await findModels([other]);
      const byName = Object.values(IDS);
      renamed.forEach((model, i) => {
        const { unmistakable } = PUBLIC_MODELS.find(({ id }) => id === byName[i]) ?? {};
        if (unmistakable) expect(idOf(model)).toBe(byName[i]);
        else expect(idOf(model)).toMatch(/^it may be .*: let its file's name say which/);
      });
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  test('what is none of them is not used, and it is said why', async () => {
    const strange = mkdtempSync(join(tmpdir(), 'strange-'));
    try {
      const wrong = TINY_SIGNATURES['msd-musicnn-1.onnx'];
      writeFileSync(join(strange, 'a.onnx'), 'no network at all');
      writeFileSync(
        join(strange, 'discogs-effnet-bsdynamic-1.onnx'),
        tinyModel({ ...wrong, input: { name: 'x', shape: ['n', 100, 96] } }),
      );
      writeFileSync(
        join(strange, 'z.onnx'),
        tinyModel({ input: { name: 'x', shape: ['n', 7] }, outputs: [{ name: 'y', shape: ['n', 5] }] }),
      );
      const reasons = (await findModels([strange])).map(idOf);
      expect(reasons[0]).toMatch(/^the runtime cannot load it \(/);
      expect(reasons[1]).toBe(
        'it is called like Discogs-EffNet, which takes [n, 128, 96] and gives 1280 numbers, but it takes [n, 100, 96] and gives [n, 50], [n, 200]',
      );
      expect(reasons[2]).toBe('it takes [n, 7] and gives [n, 5], as none of the known models does');
      await expect(openModel(join(strange, 'z.onnx'))).rejects.toThrow('z.onnx cannot be used: it takes [n, 7]');
    } finally {
      rmSync(strange, { recursive: true, force: true });
    }
  });

  test('vectors of other bytes, other models or other front ends have other keys', () => {
    const keys = found.flatMap(({ state, sha256 }) =>
      'recognised' in state
        ? [vectorKeyOf(state.recognised, sha256), vectorKeyOf(state.recognised, '0'.repeat(64))]
        : [],
    );
    expect(new Set(keys).size).toBe(2 * found.length);
    expect(keys.every((key) => /-1\b/.test(key))).toBe(true);
  });
});

describe('what a model is fed, and what is read of it', () => {
  const describeTrack = async (
    name: string,
    track: StereoSignal = TRACK,
  ): Promise<{ vectors: Float32Array[]; middleSeconds: number[] }> =>
    (await openModel(join(folder, name))).describe(track);

  test.each<[string, number, number, number]>([
    // Patches of 12 s, numbers each, and seconds between two.
    ['discogs-effnet-bsdynamic-1.onnx', 11, 1280, (62 * 256) / 16_000],
    ['discogs_track_embeddings-effnet-bs64-1.onnx', 11, 512, (62 * 256) / 16_000],
    ['msd-musicnn-1.onnx', 7, 200, (93 * 256) / 16_000],
    ['audioset-vggish-3.onnx', 12, 128, 0.96],
    ['discogs-maest-10s-pw-519l-2.onnx', 1, 3 * 768, 10],
    ['openl3-music-mel128-emb512-3.onnx', 12, 512, 1],
    ['clap-htsat-unfused.onnx', 1, 512, 10],
    ['clap-htsat-fused.onnx', 1, 512, 10],
    ['MERT-v1-95M.onnx', 2, 768, 5],
    ['afx-rep.onnx', 2, 1024, 262_144 / 48_000],
  ])('%s: %d patches of a track of 12 s, %d numbers each', async (name, patches, numbers, hopSeconds) => {
    const { vectors, middleSeconds } = await describeTrack(name);
    expect(vectors.map(({ length }) => length)).toEqual(Array.from({ length: patches }, () => numbers));
    expect(vectors.every((vector) => vector.every(Number.isFinite))).toBe(true);
    middleSeconds.slice(1).forEach((middle, i) => expect(middle - middleSeconds[i]).toBeCloseTo(hopSeconds, 9));
  });

  test('each patch is described by itself, in the order of the track, whatever the batch', async () => {
    // The level doubles each second, and the logarithm with it: the mean of a patch rises from one to the next.
    const { vectors } = await describeTrack('msd-musicnn-1.onnx');
    const levels = vectors.map((vector) => vector[0] - 1);
    levels.slice(1, 5).forEach((level, i) => expect(level).toBeGreaterThan(levels[i]));
    // Heads take 64 patches at a time: what fills a batch up is not among the results.
    const { vectors: unit } = await describeTrack('discogs_track_embeddings-effnet-bs64-1.onnx');
    // The last two lie in the silence, of which such a model knows nothing.
    unit.slice(0, 8).forEach((vector) => expect(Math.hypot(...vector)).toBeCloseTo(1, 5));
  });

  test('of MAEST the seventh layer is read, of AFx-Rep mid before side', async () => {
    // Output o adds o: the activations are the first output, the seventh layer the eighth.
    const [tokens] = (await describeTrack('discogs-maest-10s-pw-519l-2.onnx')).vectors;
    const [other] = (await describeTrack('msd-musicnn-1.onnx')).vectors;
    expect(other[0]).toBeLessThan(3);
    const standardised = tokens[0] - 7;
    expect(Math.abs(standardised)).toBeLessThan(1);
    expect(new Set(tokens).size).toBe(1);
    const [pair] = (await describeTrack('afx-rep.onnx')).vectors;
    // Both are brought to length 1 by themselves.
    expect(Math.hypot(...pair.subarray(0, 512))).toBeCloseTo(1, 4);
    expect(Math.hypot(...pair.subarray(512))).toBeCloseTo(1, 4);
  });

  test('a track shorter than a patch is repeated, an empty one has no description', async () => {
    const { sampleRateHz, left, right } = TRACK;
    const short = { sampleRateHz, left: left.subarray(0, 20_000), right: right.subarray(0, 20_000) };
    for (const name of Object.keys(TINY_SIGNATURES)) {
      expect((await describeTrack(name, short)).vectors).toHaveLength(1);
    }
    const empty = { sampleRateHz, left: new Float32Array(0), right: new Float32Array(0) };
    expect((await describeTrack('msd-musicnn-1.onnx', empty)).vectors).toHaveLength(0);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { CONTRACT_SET, liveSetContract, mixerOf, parameterOf, trackOf } from './live-set-contract.ts';

liveSetContract('embedded set, values found through texts', () => EmbeddedSet.create(CONTRACT_SET));
liveSetContract('embedded set, values written directly', () =>
  EmbeddedSet.create({ ...CONTRACT_SET, displayValue: true }),
);
liveSetContract('embedded set, laws as modelled', () => EmbeddedSet.create({ ...CONTRACT_SET, lawSeed: 0 }));
liveSetContract('embedded set, slow', () => EmbeddedSet.create(CONTRACT_SET, { latencyMs: 1 }));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-set-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('EmbeddedSet', () => {
  test('is the same set after it was closed and loaded', async () => {
    const file = join(folder, 'set.json');
    const set = await EmbeddedSet.create(CONTRACT_SET, { file });
    const before = await set.snapshot();
    await set.write(parameterOf(before, 'Bass', 'Low cut', '2 Gain A').id, -3);
    await set.insertDevice(trackOf(before, 'Kick').id, 'Utility', -1);
    const document = set.document();
    await set.close();
    const again = await EmbeddedSet.load(file);
    expect(again.document()).toEqual(document);
    expect(parameterOf(await again.snapshot(), 'Bass', 'Low cut', '2 Gain A').text).toBe('-3.00 dB');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ schema: 'coproducer.embedded-set/1' });
  });

  test('a file that is no set is refused and stays as it is', async () => {
    const file = join(folder, 'other.json');
    await writeFile(file, '{"schema":"coproducer.plan/1"}');
    await expect(EmbeddedSet.load(file)).rejects.toMatchObject({ kind: 'input' });
    expect(await readFile(file, 'utf8')).toBe('{"schema":"coproducer.plan/1"}');
  });

  test('a parameter its device does not have is refused by name', async () => {
    const saved = (await EmbeddedSet.create(CONTRACT_SET)).document();
    saved.tracks[0].devices[0].parameters[1].originalName = 'Wobble';
    const file = join(folder, 'wobble.json');
    await writeFile(file, JSON.stringify(saved));
    await expect(EmbeddedSet.load(file)).rejects.toThrow(/Kick › Compressor.*Wobble/);
  });

  test('undo takes back one change after another', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = set.document();
    const snapshot = await set.snapshot();
    await set.write(mixerOf(snapshot, 'Kick', 'Volume').id, -9);
    await set.write(parameterOf(snapshot, 'Lead', 'Utility', 'Output').id, 3);
    await set.insertDevice(trackOf(snapshot, 'Kick').id, 'EQ Eight', 0);
    await set.deleteDevice(trackOf(snapshot, 'Lead').devices[0].id);
    for (let step = 0; step < 4; step++) expect(await set.undo()).toBe(true);
    expect(set.document()).toEqual(before);
    expect(await set.undo()).toBe(false);
  });

  test('bends unknown laws by the seed, keeps their ends and defaults, and leaves known laws alone', async () => {
    const [plain, bent, other] = await Promise.all(
      [0, 1, 2].map((lawSeed) => EmbeddedSet.create({ ...CONTRACT_SET, lawSeed })),
    );
    const rawOf = async (set: EmbeddedSet, device: string, name: string, wanted: number): Promise<number> => {
      const track = device === 'Compressor' ? 'Kick' : 'Bass';
      return (await set.write(parameterOf(await set.snapshot(), track, device, name).id, wanted)).raw;
    };
    expect(
      Math.abs((await rawOf(bent, 'Compressor', 'Attack', 10)) - (await rawOf(plain, 'Compressor', 'Attack', 10))),
    ).toBeGreaterThan(0.01);
    expect(
      Math.abs((await rawOf(bent, 'Compressor', 'Attack', 10)) - (await rawOf(other, 'Compressor', 'Attack', 10))),
    ).toBeGreaterThan(0.01);
    expect(await rawOf(bent, 'Compressor', 'Attack', 1000)).toBe(1);
    expect(await rawOf(bent, 'Compressor', 'Attack', 0.01)).toBe(0);
    expect(await rawOf(bent, 'Low cut', '2 Frequency A', 640)).toBe(
      await rawOf(plain, 'Low cut', '2 Frequency A', 640),
    );
    expect(parameterOf(await bent.snapshot(), 'Kick', 'Compressor', 'Release').text).toBe('30.0 ms');
  });

  test('before Live 12.3 it cannot insert and says so', async () => {
    const set = await EmbeddedSet.create({ ...CONTRACT_SET, liveVersion: '12.2.5' });
    expect(await set.capabilities()).toMatchObject({ insertDevice: false, misses: [expect.stringContaining('12.3')] });
    const { id } = trackOf(await set.snapshot(), 'Kick');
    await expect(set.insertDevice(id, 'EQ Eight', -1)).rejects.toThrow('12.3');
  });

  test('the parameters of a new device are not there before a snapshot', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const id = await set.insertDevice(trackOf(await set.snapshot(), 'Kick').id, 'Utility', -1);
    await expect(set.write(String(Number(id) + 1), 'Off')).rejects.toMatchObject({ kind: 'refused' });
    await set.snapshot();
    expect((await set.write(String(Number(id) + 1), 'Off')).text).toBe('Off');
  });

  test('stems become tracks at 0 dB, without what is left out', async () => {
    const set = await EmbeddedSet.fromStems({ name: 'Song', tempoBpm: 140 }, [
      { track: 'Kick', file: 'kick.wav', role: 'kick', leftOut: '' },
      { track: 'Drums', file: 'drums.wav', role: 'group', leftOut: 'doubles Kick' },
      { track: 'A-Reverb', file: 'reverb.wav', role: 'return' },
      { track: 'Master', file: 'mix.wav', role: 'master' },
    ]);
    const { tracks } = await set.snapshot();
    expect(tracks.map(({ name, kind }) => [name, kind])).toEqual([
      ['Kick', 'audio'],
      ['A-Reverb', 'return'],
      ['Main', 'main'],
    ]);
    expect(tracks[0].mixer.map(({ name, text }) => [name, text])).toEqual([
      ['Volume', '0.0 dB'],
      ['Pan', 'C'],
      ['Send A', '-inf dB'],
    ]);
  });

  test.each([
    ['a group that is not there', [{ name: 'Lead', group: 'Synths' }]],
    ['a group in itself', [{ name: 'Synths', kind: 'group' as const, group: 'Synths' }]],
  ])('refuses %s', async (_, tracks) => {
    await expect(EmbeddedSet.create({ name: 'Loop', tempoBpm: 140, tracks })).rejects.toMatchObject({ kind: 'input' });
  });

  test('a closed set does not answer', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    await set.close();
    await expect(set.snapshot()).rejects.toMatchObject({ kind: 'live-unreachable' });
  });
});

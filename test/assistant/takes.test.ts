import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { beginTakes, captureFolder, planTakes, removeTakes } from '../../src/assistant/takes.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import type { EmbeddedTrackSpec } from '../../src/live/embedded-set-spec.ts';
import type { SetSnapshot } from '../../src/live/live-set.ts';

const OURS = { device: 'Coproducer', className: 'MxDeviceAudioEffect' };

async function snapshotOf(tracks: readonly EmbeddedTrackSpec[]): Promise<SetSnapshot> {
  const set = await EmbeddedSet.create({ name: 'Aurora', tempoBpm: 138, tracks });
  return set.snapshot();
}

const MAIN = { isMain: true, track: 'Main' };

describe('planning takes', () => {
  let set: SetSnapshot;

  beforeAll(async () => {
    set = await snapshotOf([
      { name: 'Bass', mixer: { Volume: -6, Pan: -25 }, devices: [{ device: 'EQ Eight' }, OURS, { device: 'Utility' }] },
      { name: 'Pad', devices: [OURS] },
      { name: 'Pad', devices: [OURS] },
      { name: 'Main', kind: 'main', devices: [OURS] },
    ]);
  });

  test('notes what lies behind the recording on each track', () => {
    expect(planTakes([MAIN, { isMain: false, track: 'Bass' }], set)).toEqual([
      { file: 'Take 1.wav', track: 'Main', isMain: true, volumeDb: 0, pan: 0, isAutomated: false, devicesBehind: [] },
      {
        file: 'Take 2.wav',
        track: 'Bass',
        isMain: false,
        volumeDb: -6,
        pan: -25,
        isAutomated: false,
        devicesBehind: ['Utility'],
      },
    ]);
  });

  test.each([
    ['no Coproducer on the main track', [{ isMain: false, track: 'Bass' }], /^Put Coproducer on Main, too/],
    ['one on the main track only', [MAIN], /^Put Coproducer on every track that is to become a stem/],
    ['a track that is gone', [MAIN, { isMain: false, track: 'Lead' }], /"Lead" is not in the set any more/],
    ['two tracks of one name', [MAIN, { isMain: false, track: 'Pad' }], /Two tracks are called "Pad"/],
  ])('refuses %s', (_, tracks, said) => {
    expect(() => planTakes(tracks, set)).toThrow(said);
  });
});

describe('a folder of takes', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'takes-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('loses its older takes when new ones begin, and nothing else', async () => {
    const takes = join(folder, 'Takes');
    const entry = { track: 'Bass', isMain: false, volumeDb: null, pan: 0, isAutomated: false, devicesBehind: [] };
    await beginTakes(takes, [{ ...entry, file: 'Take 1.wav' }], new Date(0));
    for (const name of ['Take 1.wav', 'My own.wav']) writeFileSync(join(takes, name), 'sound');
    await beginTakes(takes, [{ ...entry, file: 'Take 2.wav' }], new Date(0));
    expect(existsSync(join(takes, 'Take 1.wav'))).toBe(false);
    expect(readFileSync(join(takes, 'My own.wav'), 'utf8')).toBe('sound');
    writeFileSync(join(takes, 'Take 2.wav'), 'sound');
    await removeTakes(takes);
    expect(existsSync(join(takes, 'Take 2.wav'))).toBe(false);
    expect(existsSync(join(takes, 'My own.wav'))).toBe(true);
  });

  test('lies beside what was exported, and once there is a capture, in it', () => {
    expect(captureFolder(folder)).toBe(join(folder, 'Captured'));
    const captured = join(folder, 'Captured');
    mkdirSync(captured);
    writeFileSync(join(captured, 'capture.json'), '{}');
    expect(captureFolder(captured)).toBe(captured);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AudioSource, StereoSignal } from '../../src/audio/audio-source.ts';
import type { EmbeddedTrackSpec } from '../../src/live/embedded-set-spec.ts';
import type { SidechainTap } from '../../src/live/embedded/set-document.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { renderSet } from '../../src/live/render-set.ts';

const RATE = 44_100;

/** Noise by a fixed recipe; the same seed gives the same sound. */
function noise(frames: number, seed: number, sampleRateHz = RATE): StereoSignal {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return {
    sampleRateHz,
    left: Float32Array.from({ length: frames }, next),
    right: Float32Array.from({ length: frames }, next),
  };
}

function setOf(...tracks: EmbeddedTrackSpec[]): Promise<EmbeddedSet> {
  return EmbeddedSet.create({ name: 'Song', tempoBpm: 140, tracks });
}

function energy({ left, right }: StereoSignal): number {
  return left.reduce((sum, x) => sum + x * x, 0) + right.reduce((sum, x) => sum + x * x, 0);
}

const MINUS_6_DB = 10 ** (-6 / 20);

describe('renderSet', () => {
  test('a new set sounds as the sum of its stems, and leaves them unchanged', async () => {
    const set = await setOf({ name: 'Kick' }, { name: 'Bass' });
    const kick = noise(1000, 1);
    const bass = noise(700, 2);
    const kept = kick.left.slice();
    const { mix, stems } = await renderSet(
      set,
      new Map([
        ['Kick', kick],
        ['Bass', bass],
      ]),
    );
    expect(kick.left).toEqual(kept);
    expect(stems.get('Bass')?.left).toHaveLength(1000);
    for (let n = 0; n < 1000; n++) expect(mix.left[n]).toBeCloseTo(kick.left[n] + (bass.left[n] ?? 0), 5);
  });

  test('a sidechain hears the track it is routed from after its mixer, wherever that stands; and silence without', async () => {
    const frames = 4410;
    const tone = {
      sampleRateHz: RATE,
      left: new Float32Array(frames).fill(0.1),
      right: new Float32Array(frames).fill(0.1),
    };
    const sources = new Map([
      ['Pad', tone],
      ['Kick', { ...tone, left: new Float32Array(frames).fill(0.8), right: new Float32Array(frames).fill(0.8) }],
    ]);
    const settings = { Threshold: -20, Ratio: 4, Model: 'Peak', 'S/C On': 'On', 'S/C EQ On': 'Off' };
    const set = await setOf(
      { name: 'Pad', devices: [{ device: 'Compressor', settings }] },
      { name: 'Kick', mixer: { Volume: -6 } },
    );
    const levelOf = async (): Promise<number> => (await renderSet(set, sources)).stems.get('Pad')?.left.at(-1) ?? NaN;
    expect(await levelOf()).toBeCloseTo(0.1, 4);
    const { id } = (await set.snapshot()).tracks[0].devices[0];
    await set.writeSidechain(id, { source: 'Kick', tap: 'Post Mixer' });
    const keyDb = 20 * Math.log10(0.8) - 6;
    expect(20 * Math.log10((await levelOf()) / 0.1)).toBeCloseTo(-0.75 * (keyDb + 20), 1);
    await set.undo();
    await set.undo();
    expect(await levelOf()).toBeCloseTo(0.1, 4);
  });

  test('a sidechain hears a track where it is tapped, before its devices, before its mixer or after it', async () => {
    const flat = (level: number): StereoSignal => ({
      sampleRateHz: RATE,
      left: new Float32Array(4410).fill(level),
      right: new Float32Array(4410).fill(level),
    });
    const sources = new Map([
      ['Pad', flat(0.1)],
      ['Kick', flat(0.8)],
    ]);
    const settings = { Threshold: -30, Ratio: 4, Model: 'Peak', 'S/C On': 'On', 'S/C EQ On': 'Off' };
    const duckedBy = async (sidechainTap: SidechainTap, muted = false, from = 'Kick'): Promise<number> => {
      const set = await setOf(
        { name: 'Pad', devices: [{ device: 'Compressor', settings, sidechainFrom: from, sidechainTap }] },
        { name: 'Kick', muted, mixer: { Volume: -6 }, devices: [{ device: 'Utility', settings: { Output: -9 } }] },
      );
      const { stems } = await renderSet(set, sources);
      return -20 * Math.log10((stems.get('Pad')?.left.at(-1) ?? NaN) / 0.1);
    };
    const keyDb = 20 * Math.log10(0.8);
    const wanted = (db: number): number => 0.75 * (keyDb + db + 30);
    expect(await duckedBy('Pre FX')).toBeCloseTo(wanted(0), 1);
    expect(await duckedBy('Post FX')).toBeCloseTo(wanted(-9), 1);
    expect(await duckedBy('Post Mixer')).toBeCloseTo(wanted(-15), 1);
    // The switch that mutes a track is in its mixer.
    expect(await duckedBy('Post FX', true)).toBeCloseTo(wanted(-9), 1);
    expect(await duckedBy('Post Mixer', true)).toBeCloseTo(0, 4);
    expect(await duckedBy('Pre FX', false, 'Pad')).toBeCloseTo(0.75 * (20 * Math.log10(0.1) + 30), 1);
  });

  test('two tracks that listen to each other end: each hears the other as it came', async () => {
    const settings = { Threshold: -20, 'S/C On': 'On' };
    const set = await setOf(
      { name: 'Pad', devices: [{ device: 'Compressor', settings, sidechainFrom: 'Lead' }] },
      { name: 'Lead', devices: [{ device: 'Compressor', settings, sidechainFrom: 'Pad' }] },
    );
    const { stems } = await renderSet(
      set,
      new Map([
        ['Pad', noise(1000, 1)],
        ['Lead', noise(1000, 2)],
      ]),
    );
    expect([...stems.keys()]).toEqual(['Pad', 'Lead']);
  });

  test('faders, devices, groups and the main track all count, in this order', async () => {
    const set = await setOf(
      { name: 'All', kind: 'group', mixer: { Volume: -6 } },
      { name: 'Synths', kind: 'group', group: 'All', mixer: { Volume: -6 } },
      {
        name: 'Lead',
        group: 'Synths',
        mixer: { Volume: -6 },
        devices: [{ device: 'Utility', settings: { 'Left Inv': 'On' } }, { device: 'Serum' }],
      },
      { name: 'Main', kind: 'main', devices: [{ device: 'Utility', settings: { Output: -6 } }] },
    );
    const lead = noise(500, 3);
    const { mix, stems } = await renderSet(set, new Map([['Lead', lead]]));
    for (let n = 0; n < 500; n += 50) {
      expect(stems.get('Lead')?.left[n]).toBeCloseTo(-lead.left[n] * MINUS_6_DB, 4);
      expect(mix.left[n]).toBeCloseTo(-lead.left[n] * MINUS_6_DB ** 4, 2);
      expect(mix.right[n]).toBeCloseTo(lead.right[n] * MINUS_6_DB ** 4, 2);
    }
  });

  test('a device that is switched off, and a muted track, group or device', async () => {
    const off = { device: 'Utility', settings: { 'Device On': 'Off', Mute: 'On' } };
    const set = await setOf(
      { name: 'Kick', devices: [off] },
      { name: 'Bass', muted: true },
      { name: 'Drums', kind: 'group', muted: true },
      { name: 'Hat', group: 'Drums' },
      { name: 'Pad', devices: [{ device: 'Utility', settings: { Mute: 'On' } }] },
    );
    const kick = noise(100, 1);
    const others = ['Bass', 'Hat', 'Pad'].map((name, seed): [string, StereoSignal] => [name, noise(100, seed + 2)]);
    const { mix } = await renderSet(set, new Map([['Kick', kick], ...others]));
    expect(mix.left).toEqual(kick.left);
  });

  test('latency of a device is compensated', async () => {
    const limiter = { device: 'Limiter', settings: { Lookahead: '6 ms', Ceiling: 0 } };
    const set = await setOf({ name: 'Kick', devices: [limiter] }, { name: 'Bass' });
    const kick = noise(2000, 5);
    const { stems } = await renderSet(
      set,
      new Map([
        ['Kick', kick],
        ['Bass', noise(2000, 6)],
      ]),
    );
    for (let n = 0; n < 2000; n += 37) expect(stems.get('Kick')?.left[n]).toBeCloseTo(kick.left[n], 5);
    expect(stems.get('Kick')?.left).toHaveLength(2000);
  });

  test('a group stem beside its children is not heard twice, alone it is', async () => {
    const tracks: EmbeddedTrackSpec[] = [
      { name: 'Drums', kind: 'group' },
      { name: 'Kick', group: 'Drums' },
    ];
    const kick = noise(100, 1);
    const both = await renderSet(
      await setOf(...tracks),
      new Map([
        ['Kick', kick],
        ['Drums', kick],
      ]),
    );
    const alone = await renderSet(await setOf(...tracks), new Map([['Drums', kick]]));
    expect(both.mix.left).toEqual(kick.left);
    expect(alone.mix.left).toEqual(kick.left);
  });

  test('nor is a group of groups', async () => {
    const set = await setOf(
      { name: 'All', kind: 'group' },
      { name: 'Drums', kind: 'group', group: 'All' },
      { name: 'Kick', group: 'Drums' },
    );
    const kick = noise(100, 1);
    const sources = new Map(['Kick', 'Drums', 'All'].map((name): [string, StereoSignal] => [name, kick]));
    const { mix, stems } = await renderSet(set, sources);
    expect(mix.left).toEqual(kick.left);
    expect([...stems.keys()]).toEqual(['Kick']);
  });

  test('the main hook stands before the main track', async () => {
    const set = await setOf({ name: 'Kick' }, { name: 'Main', kind: 'main', mixer: { Volume: -6 } });
    const clip = (sum: StereoSignal): StereoSignal => ({
      ...sum,
      left: sum.left.map(() => 1),
      right: sum.right.map(() => 1),
    });
    const { mix } = await renderSet(set, new Map([['Kick', noise(10, 1)]]), { main: clip });
    expect(mix.left[5]).toBeCloseTo(MINUS_6_DB, 3);
  });

  test('hands stems out one by one instead of keeping them', async () => {
    const set = await setOf({ name: 'Kick' }, { name: 'Bass' });
    const seen: string[] = [];
    const onStem = async (track: string): Promise<void> => void seen.push(track);
    const { stems } = await renderSet(
      set,
      new Map([
        ['Bass', noise(10, 1)],
        ['Kick', noise(10, 2)],
      ]),
      { onStem },
    );
    expect(seen).toEqual(['Kick', 'Bass']);
    expect(stems.size).toBe(0);
  });

  test('reads a source in blocks, as it comes', async () => {
    const whole = noise(1000, 4);
    const source: AudioSource = {
      file: 'kick.wav',
      format: { container: 'wav', codec: 'pcm24', sampleRateHz: RATE, channels: 2, statedFrames: 1000 },
      async *blocks() {
        const block = { left: new Float32Array(400), right: new Float32Array(400), frames: 0 };
        for (let at = 0; at < 1000; at += 400) {
          block.frames = Math.min(400, 1000 - at);
          block.left.set(whole.left.subarray(at, at + block.frames));
          block.right.set(whole.right.subarray(at, at + block.frames));
          yield block;
        }
      },
    };
    const { mix } = await renderSet(await setOf({ name: 'Kick' }), new Map([['Kick', source]]));
    expect(mix.left).toEqual(whole.left);
    expect(mix.right).toEqual(whole.right);
  });

  test.each<[string, [string, StereoSignal][], RegExp]>([
    ['no sound', [], /None of the tracks/],
    ['a sound without a track', [['Vocal', noise(10, 1)]], /"Vocal"/],
    ['a sound for two tracks', [['Twin', noise(10, 1)]], /2 tracks of that name/],
    [
      'two sample rates',
      [
        ['Kick', noise(10, 1)],
        ['Bass', noise(10, 1, 48_000)],
      ],
      /Bass is at 48000 Hz/,
    ],
  ])('refuses %s', async (_, sources, message) => {
    const set = await setOf({ name: 'Kick' }, { name: 'Bass' }, { name: 'Twin' }, { name: 'Twin' });
    await expect(renderSet(set, new Map(sources))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(message),
    });
  });

  test('can be cancelled', async () => {
    const rendering = renderSet(await setOf({ name: 'Kick' }), new Map([['Kick', noise(10, 1)]]), {
      signal: AbortSignal.abort(),
    });
    await expect(rendering).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test('a fader moves the energy of its stem by its decibels', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -40, max: 6 }), async (volumeDb) => {
        const kick = noise(200, 9);
        const { mix } = await renderSet(
          await setOf({ name: 'Kick', mixer: { Volume: volumeDb } }),
          new Map([['Kick', kick]]),
        );
        expect(10 * Math.log10(energy(mix) / energy(kick))).toBeCloseTo(volumeDb, 1);
      }),
      { numRuns: 20 },
    );
  });
});

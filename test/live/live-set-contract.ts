import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/store/failure.ts';
import type { EmbeddedSetSpec } from '../../src/live/embedded-set-spec.ts';
import type {
  DeviceSnapshot,
  LiveSet,
  ParameterSnapshot,
  SetSnapshot,
  TrackSnapshot,
} from '../../src/live/live-set.ts';

/** The set every adapter is tested on; an adapter's `makeSet` serves it from a fresh state. */
export const CONTRACT_SET: EmbeddedSetSpec = {
  name: 'Contract',
  tempoBpm: 138,
  lawSeed: 7,
  tracks: [
    { name: 'Kick', mixer: { Volume: -4 }, devices: [{ device: 'Compressor', settings: { Threshold: -12 } }] },
    {
      name: 'Bass',
      kind: 'midi',
      mixer: { Pan: -10 },
      devices: [{ device: 'Serum' }, { device: 'EQ Eight', name: 'Low cut' }],
    },
    {
      name: 'Synths',
      kind: 'group',
      devices: [
        {
          device: 'Audio Effect Rack',
          name: 'Width rack',
          chains: { Wide: [{ device: 'Utility', settings: { 'Stereo Width': 120 } }], Dry: [] },
        },
      ],
    },
    {
      name: 'Lead',
      group: 'Synths',
      mixer: { 'Send A': -20 },
      devices: [{ device: 'Utility', settings: { 'Stereo Width': 140 }, automated: ['Output'], disabled: ['Balance'] }],
    },
    { name: 'Frozen pad', frozen: true, devices: [{ device: 'Compressor' }] },
    { name: 'Reverb', kind: 'return' },
    { name: 'Main', kind: 'main', devices: [{ device: 'Coproducer', className: 'MxDeviceAudioEffect' }] },
  ],
};

/** What an adapter's host cannot do or show; it must say so in its capabilities. */
export interface AdapterLimits {
  /** False where it cannot insert devices; it then refuses by name. */
  insert?: boolean;
  /** False where it cannot choose what a sidechain hears; it then refuses by name. */
  route?: boolean;
  returnsAndMain?: boolean;
  /** False where it does not tell what is automated and what is held. */
  states?: boolean;
  racks?: boolean;
  /** False where a send's decibels are not shown. */
  sends?: boolean;
  /** How many random values are looked for where a search is slow; 25 unless told. */
  searches?: number;
}

/** What every adapter of the `LiveSet` port must do. */
export function liveSetContract(
  adapter: string,
  makeSet: () => Promise<LiveSet>,
  {
    insert = true,
    route = true,
    returnsAndMain = true,
    states = true,
    racks = true,
    sends = true,
    searches = 25,
  }: AdapterLimits = {},
): void {
  const testIf = (can: boolean): typeof test | typeof test.skip => (can ? test : test.skip);
  describe(`LiveSet contract: ${adapter}`, () => {
    let set: LiveSet | undefined;
    const open = async (): Promise<LiveSet> => (set = await makeSet());
    afterEach(async () => {
      await set?.close();
      set = undefined;
    });

    test('shows tracks, groups, returns and the main track in order', async () => {
      const { tracks, tempoBpm } = await (await open()).snapshot();
      expect(tempoBpm).toBe(138);
      expect(tracks.map(({ name, kind }) => [name, kind])).toEqual([
        ['Kick', 'audio'],
        ['Bass', 'midi'],
        ['Synths', 'group'],
        ['Lead', 'audio'],
        ['Frozen pad', 'audio'],
        ...(returnsAndMain
          ? [
              ['Reverb', 'return'],
              ['Main', 'main'],
            ]
          : []),
      ]);
      expect(tracks.find(({ name }) => name === 'Lead')?.group).toBe('Synths');
      expect(tracks.find(({ name }) => name === 'Frozen pad')?.frozen).toBe(true);
    });

    test('shows values as a person reads them', async () => {
      const snapshot = await (await open()).snapshot();
      expect(mixerOf(snapshot, 'Kick', 'Volume')).toMatchObject({
        display: -4,
        unit: 'dB',
        text: '-4.0 dB',
        items: [],
      });
      expect(mixerOf(snapshot, 'Bass', 'Pan')).toMatchObject({ display: -10, unit: 'pan', text: '10L' });
      if (sends) expect(mixerOf(snapshot, 'Lead', 'Send A')).toMatchObject({ display: -20, unit: 'dB' });
      expect(parameterOf(snapshot, 'Kick', 'Compressor', 'Threshold').display).toBe(-12);
      expect(parameterOf(snapshot, 'Bass', 'Low cut', '2 Filter Type A')).toMatchObject({ display: 'Bell', unit: '' });
      expect(parameterOf(snapshot, 'Lead', 'Utility', 'Stereo Width')).toMatchObject({ display: 140, unit: '%' });
    });

    test('tells class names, automation and what is held', async () => {
      const snapshot = await (await open()).snapshot();
      expect(trackOf(snapshot, 'Bass').devices.map(({ className }) => className)).toEqual(['PluginDevice', 'Eq8']);
      expect(parameterOf(snapshot, 'Lead', 'Utility', 'Output').automation).toBe(states ? 'active' : 'none');
      expect(parameterOf(snapshot, 'Lead', 'Utility', 'Balance').enabled).toBe(!states);
    });

    test.each([
      ['Volume', -7.5],
      ['Volume', 6],
      ['Volume', -Infinity],
      ['Volume', '-inf dB'],
      ['Volume', -63],
      ['Pan', 25],
      ['Pan', 0],
      ...(sends ? [['Send A', -12.3] as const] : []),
    ])('writes the mixer: %s to %p', async (name, wanted) => {
      const live = await open();
      const { id } = mixerOf(await live.snapshot(), 'Kick', name);
      const reading = await live.write(id, wanted);
      expect(reading.display).toBe(wanted === '-inf dB' ? -Infinity : wanted);
      expect(await live.read(id)).toEqual(reading);
    });

    test.each([
      ['2 Frequency A', 250],
      ['2 Frequency A', 1250],
      ['2 Frequency A', 12_500],
      ['2 Gain A', -3.25],
      ['2 Q A', 1.2],
      ['2 Filter Type A', 'High Shelf'],
      ['2 Filter Type A', 'high shelf'],
      ['8 Filter On A', 'On'],
      ['Adaptive Q', 'Off'],
    ])('writes an EQ Eight: %s to %p', async (name, wanted) => {
      const live = await open();
      const reading = await live.write(parameterOf(await live.snapshot(), 'Bass', 'Low cut', name).id, wanted);
      expect(reading.display).toBe(wanted === 'high shelf' ? 'High Shelf' : wanted);
    });

    test('finds a display value wherever the curve puts it', async () => {
      const live = await open();
      const snapshot = await live.snapshot();
      const output = parameterOf(snapshot, 'Lead', 'Utility', 'Output');
      const release = parameterOf(snapshot, 'Kick', 'Compressor', 'Release');
      await fc.assert(
        fc.asyncProperty(
          fc.double({ min: -40, max: 35, noNaN: true }),
          fc.double({ min: 1, max: 3000, noNaN: true }),
          async (db, ms) => {
            const gain = await live.write(output.id, db);
            expect(Math.abs(Number(gain.display) - db)).toBeLessThanOrEqual(Math.abs(db) < 10 ? 0.010001 : 0.10001);
            const time = await live.write(release.id, ms);
            expect(Math.abs(Number(time.display) - ms)).toBeLessThanOrEqual(Math.max(0.01, ms / 100) * 1.001);
          },
        ),
        { numRuns: searches },
      );
    });

    test.each<[string, string, string, number | string]>([
      ['Bass', 'Low cut', '2 Gain A', 20],
      ['Bass', 'Low cut', '2 Gain A', Number.NaN],
      ['Bass', 'Low cut', '2 Gain A', 'loud'],
      ['Bass', 'Low cut', '2 Filter Type A', 'Comb'],
      ['Lead', 'Utility', 'Balance', 10],
    ])('refuses what it cannot show and leaves it: %s, %s, %s to %p', async (track, device, name, wanted) => {
      const live = await open();
      const before = parameterOf(await live.snapshot(), track, device, name);
      const failure = await live.write(before.id, wanted).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Failure);
      expect(failure).toMatchObject({ kind: 'refused', message: expect.stringContaining(name) });
      expect((await live.read(before.id)).raw).toBe(before.raw);
    });

    test('restores raw values bit for bit', async () => {
      const live = await open();
      const before = parameterOf(await live.snapshot(), 'Bass', 'Low cut', '3 Frequency A');
      const written = await live.write(before.id, 437);
      expect(written.raw).not.toBe(before.raw);
      expect((await live.writeRaw(before.id, before.raw)).raw).toBe(before.raw);
    });

    testIf(states)('writing over automation overrides it', async () => {
      const live = await open();
      await live.write(parameterOf(await live.snapshot(), 'Lead', 'Utility', 'Output').id, -2);
      expect(parameterOf(await live.snapshot(), 'Lead', 'Utility', 'Output').automation).toBe('overridden');
    });

    testIf(insert)('inserts a device at its defaults, writable after a fresh snapshot, and deletes it', async () => {
      const live = await open();
      const track = trackOf(await live.snapshot(), 'Kick');
      const id = await live.insertDevice(track.id, 'EQ Eight', -1);
      const after = trackOf(await live.snapshot(), 'Kick').devices;
      expect(after.map(({ name }) => name)).toEqual(['Compressor', 'EQ Eight']);
      expect(after[1]).toMatchObject({ id, className: 'Eq8', active: true });
      const gain = after[1].parameters.find(({ name }) => name === '1 Gain A');
      expect(gain?.text).toBe('0.00 dB');
      expect((await live.write(gain?.id ?? '', 1.5)).text).toBe('1.50 dB');
      await live.deleteDevice(id);
      expect(trackOf(await live.snapshot(), 'Kick').devices.map(({ name }) => name)).toEqual(['Compressor']);
      await expect(live.read(gain?.id ?? '')).rejects.toMatchObject({ kind: 'refused' });
    });

    testIf(racks)('shows what is in a rack, and writes there', async () => {
      const live = await open();
      const [rack] = trackOf(await live.snapshot(), 'Synths').devices;
      expect(rack.chains?.map(({ name, devices }) => [name, devices.map((device) => device.name)])).toEqual([
        ['Wide', ['Utility']],
        ['Dry', []],
      ]);
      const width = rack.chains?.[0].devices[0].parameters.find(({ name }) => name === 'Stereo Width');
      expect(width).toMatchObject({ display: 120, unit: '%' });
      expect((await live.write(width?.id ?? '', 80)).text).toBe('80.0 %');
    });

    testIf(insert)('inserts at a place in the chain', async () => {
      const live = await open();
      await live.insertDevice(trackOf(await live.snapshot(), 'Bass').id, 'Utility', 1);
      const names = trackOf(await live.snapshot(), 'Bass').devices.map(({ name }) => name);
      expect(names).toEqual(['Serum', 'Utility', 'Low cut']);
    });

    test.each([
      ['Kick', 'Eq8', 'Eq8'],
      ['Kick', 'Serum', 'Serum'],
      ['Frozen pad', 'EQ Eight', 'Frozen pad'],
    ])('refuses to insert on %s: %s', async (track, device, named) => {
      const live = await open();
      const before = await live.snapshot();
      const failure = await live.insertDevice(trackOf(before, track).id, device, -1).catch((error: unknown) => error);
      expect(failure).toMatchObject({ kind: 'refused', message: expect.stringContaining(named) });
      expect(await live.snapshot()).toEqual(before);
    });

    testIf(route)('lets a sidechain hear another track, and again what it heard', async () => {
      const live = await open();
      const { id, sidechain } = deviceOf(await live.snapshot(), 'Kick', 'Compressor');
      const before = await live.readSidechain(id);
      expect(sidechain).toEqual({ source: 'No Input', tap: '' });
      expect(before).toMatchObject({ source: 'No Input', tap: '' });
      for (const name of ['Kick', 'Bass', 'Synths', 'Lead', 'Reverb', 'Main', 'No Input']) {
        expect(before.sources).toContain(name);
      }
      for (const wanted of [
        { source: 'Lead', tap: 'Post Mixer' },
        { source: 'Lead', tap: 'Pre FX' },
        { source: 'Bass', tap: 'Post FX' },
        { source: 'Kick', tap: 'Pre FX' },
        { source: 'No Input', tap: '' },
      ]) {
        expect(await live.writeSidechain(id, wanted)).toMatchObject(wanted);
        expect(await live.readSidechain(id)).toMatchObject(wanted);
        expect(deviceOf(await live.snapshot(), 'Kick', 'Compressor').sidechain).toEqual(wanted);
      }
      expect(await live.readSidechain(id)).toEqual(before);
    });

    testIf(route).each([
      [
        'a track that is not there',
        'Kick',
        'Compressor',
        'Vocal',
        'Post Mixer',
        /does not offer "Vocal".*Kick › Compressor/,
      ],
      ['its own track after its devices', 'Kick', 'Compressor', 'Kick', 'Post Mixer', /"Kick" Post Mixer.*Pre FX/],
      ['a tap that is none', 'Kick', 'Compressor', 'Lead', 'Mid', /"Lead" Mid.*Pre FX, Post FX, Post Mixer/],
      ['on a frozen track', 'Frozen pad', 'Compressor', 'Lead', 'Post Mixer', /Frozen pad › Compressor.*frozen/],
      ['of a device whose input is not to be chosen', 'Lead', 'Utility', 'Kick', 'Post Mixer', /Lead › Utility/],
    ])('refuses to let a sidechain hear %s, and leaves it', async (_, track, device, source, tap, message) => {
      const live = await open();
      const before = await live.snapshot();
      const failure = await live
        .writeSidechain(deviceOf(before, track, device).id, { source, tap })
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Failure);
      expect(failure).toMatchObject({ kind: 'refused', message: expect.stringMatching(message) });
      expect(await live.snapshot()).toEqual(before);
    });

    testIf(route && insert)('a new Compressor hears nothing until it is told to', async () => {
      const live = await open();
      const id = await live.insertDevice(trackOf(await live.snapshot(), 'Bass').id, 'Compressor', -1);
      expect(deviceOf(await live.snapshot(), 'Bass', 'Compressor').sidechain).toEqual({ source: 'No Input', tap: '' });
      const wanted = { source: 'Kick', tap: 'Post Mixer' };
      expect(await live.writeSidechain(id, wanted)).toMatchObject(wanted);
    });

    testIf(!route)('says in one sentence that it cannot route a sidechain', async () => {
      const live = await open();
      const device = deviceOf(await live.snapshot(), 'Kick', 'Compressor');
      expect(device.sidechain).toBeUndefined();
      for (const asked of [
        live.readSidechain(device.id),
        live.writeSidechain(device.id, { source: 'Lead', tap: 'Post Mixer' }),
      ]) {
        await expect(asked).rejects.toMatchObject({
          kind: 'refused',
          message: expect.stringMatching(/Compressor on Kick.*by hand/),
        });
      }
    });

    test('says what it cannot do', async () => {
      const { insertDevice, routeSidechain, misses } = await (await open()).capabilities();
      expect({ insertDevice, routeSidechain }).toEqual({ insertDevice: insert, routeSidechain: route });
      expect(misses.length > 0).toBe(!(insert && route && returnsAndMain && states && racks));
    });

    test('a cancelled snapshot is cancelled', async () => {
      const live = await open();
      await expect(live.snapshot(AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
    });
  });
}

export function trackOf(snapshot: SetSnapshot, name: string): TrackSnapshot {
  const track = snapshot.tracks.find((one) => one.name === name);
  if (!track) throw new Error(`no track ${name}`);
  return track;
}

export function mixerOf(snapshot: SetSnapshot, track: string, name: string): ParameterSnapshot {
  return named(trackOf(snapshot, track).mixer, name);
}

export function parameterOf(snapshot: SetSnapshot, track: string, device: string, name: string): ParameterSnapshot {
  return named(deviceOf(snapshot, track, device).parameters, name);
}

export function deviceOf(snapshot: SetSnapshot, track: string, name: string): DeviceSnapshot {
  const device = trackOf(snapshot, track).devices.find((one) => one.name === name);
  if (!device) throw new Error(`no device ${name} on ${track}`);
  return device;
}

function named(parameters: readonly ParameterSnapshot[], name: string): ParameterSnapshot {
  const found = parameters.find((parameter) => parameter.name === name);
  if (!found) throw new Error(`no parameter ${name}`);
  return found;
}

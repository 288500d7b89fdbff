import { afterEach, describe, expect, test } from '@jest/globals';
import { PieceBox } from '../../device/message-pieces.ts';
import type { BridgeSet } from '../../src/live/bridge-set.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import type { EmbeddedSetSpec } from '../../src/live/embedded-set-spec.ts';
import { applySteps } from '../../src/live/transaction.ts';
import { undoReceipt } from '../../src/live/undo-receipt.ts';
import { CONTRACT_SET, deviceOf, liveSetContract, mixerOf, parameterOf, trackOf } from '../live/live-set-contract.ts';
import { BridgeInRuntime } from './live/bridge-in-runtime.ts';

const makeLive = (about: Partial<typeof CONTRACT_SET>) => async () =>
  new BridgeInRuntime(await EmbeddedSet.create({ ...CONTRACT_SET, ...about })).live;

liveSetContract('bridge in Max, values found through texts', makeLive({}));
liveSetContract('bridge in Max, values written directly', makeLive({ displayValue: true }));

let bridge: BridgeInRuntime;
let set: EmbeddedSet;
async function open(
  about: Partial<EmbeddedSetSpec> = {},
  options: ConstructorParameters<typeof BridgeInRuntime>[1] = {},
): Promise<BridgeSet> {
  set = await EmbeddedSet.create({ ...CONTRACT_SET, ...about });
  bridge = new BridgeInRuntime(set, options);
  return bridge.live;
}
afterEach(() => bridge?.close());

/** Forty tracks with an equaliser each: some 3500 parameters. */
const LARGE_SET: Partial<EmbeddedSetSpec> = {
  tracks: [
    ...Array.from({ length: 40 }, (_, n) => ({ name: `Track ${n}`, devices: [{ device: 'EQ Eight' }] })),
    { name: 'Main', kind: 'main', devices: [{ device: 'Coproducer', className: 'MxDeviceAudioEffect' }] },
  ],
};

describe('the bridge', () => {
  test('shows the very set that is there, and prints nothing', async () => {
    const live = await open();
    const shown = await live.snapshot();
    const truth = await set.snapshot();
    const ids = /"id":"[^"]*"/g;
    const withoutIds = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replace(ids, '"id":""'));
    expect(withoutIds(shown.tracks)).toEqual(withoutIds(truth.tracks));
    expect(bridge.host.console).toEqual([]);
    expect(bridge.script.console).toEqual([]);
    expect(new Set(JSON.stringify(shown).match(ids)).size).toBe(JSON.stringify(truth).match(ids)?.length);
  });

  test('reads of a plug-in or another foreign device only its switch', async () => {
    const live = await open({
      tracks: [{ name: 'Bass', devices: [{ device: 'Serum' }] }, ...(LARGE_SET.tracks?.slice(-1) ?? [])],
    });
    expect(trackOf(await live.snapshot(), 'Bass').devices[0].parameters.map(({ name }) => name)).toEqual(['Device On']);
  });

  test('walks through a large set in short slices, and gives signs of life', async () => {
    const live = await open(LARGE_SET, { accessMs: 0.2 });
    const ticks: number[] = [];
    let before = 0;
    bridge.host.onTick = () => {
      ticks.push(bridge.host.nowMs - before);
      before = bridge.host.nowMs;
    };
    const shown = await live.snapshot();
    expect(shown.tracks).toHaveLength(41);
    expect(bridge.host.nowMs).toBeGreaterThan(5000);
    // A slice ends after the parameter that filled it; one layout of the set is read in one go.
    expect(Math.max(...ticks)).toBeLessThan(40);
    expect(bridge.eventsHeard).toContainEqual({ happened: 'still-working', request: expect.any(String) });
  });

  test('begins a walk anew where a track goes half-way', async () => {
    const live = await open(LARGE_SET, { accessMs: 0.2 });
    let ticks = 0;
    bridge.host.onTick = () => {
      if (++ticks === 40) set.song.deleteTrack(set.song.tracks[0]);
    };
    const shown = await live.snapshot();
    expect(shown.tracks.map(({ name }) => name)).toEqual(set.document().tracks.map(({ name }) => name));
    expect(shown.tracks).toHaveLength(40);
  });

  test('gives up on a set that changes all the time', async () => {
    const live = await open(LARGE_SET, { accessMs: 0.2 });
    let ticks = 0;
    bridge.host.onTick = () => {
      if (++ticks % 40 === 0) set.song.deleteTrack(set.song.tracks[0]);
    };
    await expect(live.snapshot()).rejects.toMatchObject({ kind: 'refused' });
  });

  test('does nothing before Live has loaded the device, then everything that was asked', async () => {
    const live = await open();
    const early = new BridgeInRuntime(set, { loaded: false });
    const asked = early.live.capabilities();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(early.host.accesses).toBe(0);
    early.load();
    expect((await asked).liveVersion).toBe((await live.capabilities()).liveVersion);
    await early.close();
  });

  test.each<[string, Partial<EmbeddedSetSpec>, object]>([
    ['12.4', {}, { liveVersion: '12.4.0', insertDevice: true, displayValue: false, routeSidechain: true, misses: [] }],
    ['12.4 with display values', { displayValue: true }, { displayValue: true }],
    [
      '12.2.5',
      { liveVersion: '12.2.5' },
      { liveVersion: '12.2.5', insertDevice: false, misses: [expect.stringContaining('12.3')] },
    ],
  ])('says what Live %s can do', async (_, about, expected) => {
    expect(await (await open(about)).capabilities()).toMatchObject(expected);
    expect(bridge.host.console).toEqual([]);
  });

  test('before Live 12.3 a plan that inserts a device is refused by name, and nothing is written', async () => {
    const live = await open({ liveVersion: '12.2.5' });
    const before = set.document();
    const { id } = trackOf(await live.snapshot(), 'Kick');
    await expect(live.insertDevice(id, 'EQ Eight', -1)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/12\.2\.5.*EQ Eight.*Kick.*12\.3/),
    });
    expect(set.document()).toEqual(before);
  });

  test('ids do not outlive the script', async () => {
    const live = await open();
    const { id } = mixerOf(await live.snapshot(), 'Kick', 'Volume');
    const next = new BridgeInRuntime(set);
    await expect(next.live.write(id, -9)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('read the set again'),
    });
    await next.close();
  });

  test('a track that is gone is told, and so is its parameter', async () => {
    const live = await open();
    const snapshot = await live.snapshot();
    set.song.deleteTrack(set.song.tracks[0]);
    await expect(live.write(mixerOf(snapshot, 'Kick', 'Volume').id, -9)).rejects.toMatchObject({
      kind: 'refused',
      message: 'Kick › Mixer › Volume is gone from the Live set; read the set again.',
    });
    await expect(live.insertDevice(trackOf(snapshot, 'Kick').id, 'Utility', -1)).rejects.toMatchObject({
      kind: 'refused',
      message: 'The track Kick is gone from the Live set; read the set again.',
    });
  });

  test('names track, device, parameter and value where Live refuses', async () => {
    const live = await open();
    const gain = parameterOf(await live.snapshot(), 'Bass', 'Low cut', '2 Gain A');
    await expect(live.write(gain.id, 20)).rejects.toThrow(/Bass › Low cut › 2 Gain A.*20/);
    set.song.tracks[1].change({ name: 'Acid bass' });
    set.song.tracks[1].devices[1].name = 'Cut';
    await expect(live.write(gain.id, 20)).rejects.toThrow(/Acid bass › Cut › 2 Gain A/);
  });

  test('tells where the device sits, and when that changes; nothing of it is done inside the observer', async () => {
    const live = await open();
    await live.capabilities();
    expect(bridge.places).toEqual([{ kind: 'main', track: 'Main' }]);
    set.song.tracks.find(({ kind }) => kind === 'main')?.change({ name: 'Sum' });
    await live.capabilities();
    await live.capabilities();
    expect(bridge.places).toEqual([
      { kind: 'main', track: 'Main' },
      { kind: 'main', track: 'Sum' },
    ]);
    expect(bridge.host.console).toEqual([]);
  });

  test('finds its track from inside a rack', async () => {
    const coproducer = { device: 'Coproducer', className: 'MxDeviceAudioEffect' };
    const live = await open({
      tracks: [
        { name: 'Lead', devices: [{ device: 'Audio Effect Rack', chains: { One: [coproducer] } }] },
        { name: 'Bass', devices: [{ device: 'LFO', className: 'MxDeviceAudioEffect' }] },
      ],
    });
    await live.capabilities();
    expect(bridge.places).toEqual([{ kind: 'track', track: 'Lead' }]);
  });

  test('what it is asked for twice it does once', async () => {
    const live = await open({}, { patienceMs: 300 });
    const { id } = trackOf(await live.snapshot(), 'Kick');
    let lost = 0;
    bridge.drops = (name) => name === 'answer' && lost++ === 0;
    const device = await live.insertDevice(id, 'EQ Eight', -1);
    expect(lost).toBe(2);
    const devices = trackOf(await live.snapshot(), 'Kick').devices;
    expect(devices.map(({ name }) => name)).toEqual(['Compressor', 'EQ Eight']);
    expect(devices[1].id).toBe(device);
  });

  test('a request that was lost is sent again', async () => {
    const live = await open({}, { patienceMs: 300 });
    const { id } = mixerOf(await live.snapshot(), 'Kick', 'Volume');
    let lost = 0;
    bridge.drops = (name) => name === 'request' && lost++ === 0;
    expect((await live.write(id, -9)).text).toBe('-9.0 dB');
  });

  test('a Live that does not answer is told, with what to do, and late answers do no harm', async () => {
    const live = await open({}, { patienceMs: 300 });
    const { id } = mixerOf(await live.snapshot(), 'Kick', 'Volume');
    bridge.script.isBusy = true;
    await expect(live.write(id, -9)).rejects.toMatchObject({
      kind: 'live-unreachable',
      message: expect.stringContaining('dialog'),
    });
    bridge.script.isBusy = false;
    expect((await live.read(id)).text).toBe('-9.0 dB');
  });

  test('applies a plan with a new device, and undo leaves the set as it was', async () => {
    const live = await open();
    const before = set.document();
    const steps = [
      { fix: 'f1', track: 'Kick', device: 'Mixer', insert: false, parameter: 'Volume', to: -5.5, unit: 'dB' },
      { fix: 'f2', track: 'Kick', device: 'EQ Eight', insert: true, parameter: '3 Frequency A', to: 240, unit: 'Hz' },
      { fix: 'f2', track: 'Kick', device: 'EQ Eight', insert: true, parameter: '3 Gain A', to: -3, unit: 'dB' },
      {
        fix: 'f3',
        track: 'Bass',
        device: 'EQ Eight',
        insert: false,
        parameter: '2 Filter Type A',
        to: 'Notch',
        unit: '',
      },
      { fix: 'f4', track: 'Kick', device: 'Compressor', insert: false, hears: { source: 'Lead', tap: 'Post Mixer' } },
      { fix: 'f5', track: 'Lead', device: 'Compressor', insert: true, hears: { source: 'Kick', tap: 'Post Mixer' } },
    ];
    const save = async (): Promise<void> => undefined;
    const receipt = await applySteps(live, steps, { plan: 'p', save });
    const truth = await set.snapshot();
    expect(mixerOf(truth, 'Kick', 'Volume').text).toBe('-5.5 dB');
    expect(parameterOf(truth, 'Kick', 'EQ Eight', '3 Frequency A').text).toBe('240 Hz');
    expect(parameterOf(truth, 'Kick', 'EQ Eight', '3 Gain A').text).toBe('-3.00 dB');
    expect(parameterOf(truth, 'Bass', 'Low cut', '2 Filter Type A').text).toBe('Notch');
    expect(deviceOf(truth, 'Kick', 'Compressor').sidechain).toEqual({ source: 'Lead', tap: 'Post Mixer' });
    expect(deviceOf(truth, 'Lead', 'Compressor').sidechain).toEqual({ source: 'Kick', tap: 'Post Mixer' });
    expect((await undoReceipt(live, receipt, save)).state).toBe('undone');
    expect(set.document()).toEqual(before);
    expect(bridge.host.console).toEqual([]);
  });

  test('finds a track whose number Live shows before its name, and puts back what it showed', async () => {
    const live = await open({}, { numbersTracks: true });
    const before = set.document();
    const { id } = deviceOf(await live.snapshot(), 'Kick', 'Compressor');
    expect((await live.readSidechain(id)).sources).toContain('4-Lead');
    const step = { fix: 'f1', track: 'Kick', device: 'Compressor', insert: false };
    const save = async (): Promise<void> => undefined;
    for (const source of ['Lead', 'Bass']) {
      const hears = { source, tap: 'Post Mixer' };
      const receipt = await applySteps(live, [{ ...step, hears }], { plan: 'p', save });
      expect(receipt.writes[0].read).toMatch(new RegExp(`^\\d-${source}, Post Mixer$`));
      expect(deviceOf(await set.snapshot(), 'Kick', 'Compressor').sidechain).toEqual(hears);
      expect((await undoReceipt(live, receipt, save)).state).toBe('undone');
      expect(set.document()).toEqual(before);
    }
  });

  test('of two tracks of one name it lets a sidechain hear neither', async () => {
    const live = await open({
      tracks: [
        { name: 'Bass', devices: [{ device: 'Compressor' }] },
        { name: 'Kick' },
        { name: 'Kick' },
        ...(LARGE_SET.tracks?.slice(-1) ?? []),
      ],
    });
    const before = set.document();
    const { id } = deviceOf(await live.snapshot(), 'Bass', 'Compressor');
    await expect(live.writeSidechain(id, { source: 'Kick', tap: 'Post Mixer' })).rejects.toThrow(
      /2 sidechain inputs called "Kick" to Bass › Compressor/,
    );
    expect(set.document()).toEqual(before);
  });

  test('a routing that was asked for twice is done once', async () => {
    const live = await open({}, { patienceMs: 300 });
    const { id } = deviceOf(await live.snapshot(), 'Kick', 'Compressor');
    let lost = 0;
    bridge.drops = (name) => name === 'answer' && lost++ === 0;
    const wanted = { source: 'Lead', tap: 'Post Mixer' };
    expect(await live.writeSidechain(id, wanted)).toMatchObject(wanted);
    expect(lost).toBe(2);
    expect(bridge.host.console).toEqual([]);
  });

  test('a plan that fails half-way is put back', async () => {
    const live = await open();
    const before = set.document();
    const steps = [
      { fix: 'f1', track: 'Kick', device: 'EQ Eight', insert: true, parameter: '3 Gain A', to: -3, unit: 'dB' },
      { fix: 'f2', track: 'Kick', device: 'Compressor', insert: false, hears: { source: 'Lead', tap: 'Post Mixer' } },
      { fix: 'f3', track: 'Bass', device: 'Low cut', insert: false, parameter: '2 Gain A', to: 40, unit: 'dB' },
    ];
    await expect(applySteps(live, steps, { plan: 'p', save: async () => undefined })).rejects.toThrow(/put back/);
    expect(set.document()).toEqual(before);
  });

  test('a message that is damaged, or of another version, is refused and nothing else happens', async () => {
    await open();
    bridge.script.send('request', 'x-1', 0, 1, '|{"method":');
    expect(bridge.script.console).toEqual([expect.stringContaining('Coproducer')]);
    await expect(
      new Promise((_, reject) => {
        const answers = new PieceBox<'answer'>();
        bridge.script.onOutlet = (name, ...atoms) => {
          const answer = name === 'answer' ? answers.take(atoms)?.document : undefined;
          if (answer?.ok === false) reject(new Error(answer.message));
        };
        bridge.script.send('request', 'x-2', 0, 1, '|{"method":"freeze"}');
      }),
    ).rejects.toThrow(/does not know "freeze".*install/);
  });
});

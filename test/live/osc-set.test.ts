import { afterEach, describe, expect, test } from '@jest/globals';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import type { EmbeddedSetSpec } from '../../src/live/embedded-set-spec.ts';
import { OscSet } from '../../src/live/osc-set.ts';
import type { OscOptions } from '../../src/live/osc/osc-exchange.ts';
import { applySteps } from '../../src/live/transaction.ts';
import { undoReceipt } from '../../src/live/undo-receipt.ts';
import { CONTRACT_SET, liveSetContract, mixerOf, parameterOf, trackOf } from './live-set-contract.ts';
import { AbletonOscServer, type Network } from './osc/ableton-osc-server.ts';
import { freePort } from './osc/free-port.ts';

/** A fifth of all datagrams is lost either way, and the others overtake each other. */
const BAD: Network = { loss: 0.2, mostDelayMs: 5, seed: 20 };

/** Patient enough for a busy machine, and past the oldest datagram of the bad network. */
const QUICK: OscOptions = { retryMs: 25, tries: 100, oldestMs: 12 };

let server: AbletonOscServer | undefined;
let set: EmbeddedSet;
let live: OscSet | undefined;
async function open(about: Partial<EmbeddedSetSpec> = {}, network?: Network): Promise<OscSet> {
  set = await EmbeddedSet.create({ ...CONTRACT_SET, ...about });
  const answerPort = await freePort();
  server = await AbletonOscServer.open(set.song, answerPort, network);
  live = await OscSet.open({ ...QUICK, port: server.port, answerPort });
  return live;
}
afterEach(async () => {
  await live?.close();
  await server?.close();
  live = server = undefined;
});

const CANNOT = { insert: false, route: false, returnsAndMain: false, states: false, racks: false, sends: false };
liveSetContract('AbletonOSC', () => open(), CANNOT);
liveSetContract('AbletonOSC on a bad network', () => open({}, BAD), { ...CANNOT, searches: 2 });

describe('AbletonOSC', () => {
  test('says what it cannot do', async () => {
    expect(await (await open()).capabilities()).toEqual({
      liveVersion: '12.4',
      insertDevice: false,
      displayValue: false,
      routeSidechain: false,
      misses: expect.arrayContaining([expect.stringContaining('insert'), expect.stringContaining('automated')]),
    });
  });

  test('refuses to insert a device, by name, before anything is written', async () => {
    const osc = await open();
    const before = set.document();
    const steps = [
      { fix: 'f1', track: 'Kick', device: 'EQ Eight', insert: true, parameter: '3 Gain A', to: -3, unit: 'dB' },
    ];
    await expect(applySteps(osc, steps, { plan: 'p', save: async () => undefined })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('EQ Eight on Kick'),
    });
    expect(set.document()).toEqual(before);
  });

  test.each([
    ['a good network', undefined],
    ['a bad network', BAD],
  ])('a plan and its undo over %s leave the set as it was', async (_, network) => {
    const osc = await open({}, network);
    const before = set.document();
    const step = { insert: false, fix: 'f1' };
    const steps = [
      { ...step, track: 'Kick', device: 'Mixer', parameter: 'Volume', to: -5.5, unit: 'dB' },
      { ...step, track: 'Bass', device: 'Low cut', parameter: '2 Gain A', to: -3, unit: 'dB' },
      { ...step, track: 'Bass', device: 'Low cut', parameter: '2 Filter Type A', to: 'Notch', unit: '' },
      { ...step, track: 'Kick', device: 'Compressor', parameter: 'Attack', to: 12, unit: 'ms' },
    ];
    const receipt = await applySteps(osc, steps, { plan: 'p', save: async () => undefined });
    const truth = await set.snapshot();
    expect(mixerOf(truth, 'Kick', 'Volume').text).toBe('-5.5 dB');
    expect(parameterOf(truth, 'Bass', 'Low cut', '2 Gain A').text).toBe('-3.00 dB');
    expect(parameterOf(truth, 'Bass', 'Low cut', '2 Filter Type A').text).toBe('Notch');
    expect(parameterOf(truth, 'Kick', 'Compressor', 'Attack').text).toBe('12.0 ms');
    expect((await undoReceipt(osc, receipt, async () => undefined)).state).toBe('undone');
    expect(set.document()).toEqual(before);
  });

  test('deletes one device, however often it has to say so', async () => {
    const osc = await open(
      { tracks: [{ name: 'Bass', devices: ['Utility', 'EQ Eight', 'Saturator'].map((device) => ({ device })) }] },
      BAD,
    );
    await osc.deleteDevice(trackOf(await osc.snapshot(), 'Bass').devices[0].id);
    expect(set.document().tracks[0].devices.map(({ name }) => name)).toEqual(['EQ Eight', 'Saturator']);
  });

  test('what was moved since it was read is not touched', async () => {
    const osc = await open();
    const snapshot = await osc.snapshot();
    const gain = parameterOf(snapshot, 'Bass', 'Low cut', '2 Gain A');
    const volume = mixerOf(snapshot, 'Kick', 'Volume');
    set.song.deleteTrack(set.song.tracks[0]);
    const before = set.document();
    for (const id of [gain.id, volume.id]) {
      await expect(osc.write(id, -3)).rejects.toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('read the set again'),
      });
    }
    expect(set.document()).toEqual(before);
    expect((await osc.write(parameterOf(await osc.snapshot(), 'Bass', 'Low cut', '2 Gain A').id, -3)).text).toBe(
      '-3.00 dB',
    );
  });

  test('reads a set of many tracks in blocks', async () => {
    const osc = await open({ tracks: Array.from({ length: 50 }, (_, n) => ({ name: `Track ${n}` })) });
    expect((await osc.snapshot()).tracks.map(({ name }) => name)).toEqual(
      Array.from({ length: 50 }, (_, n) => `Track ${n}`),
    );
  });

  test('a set without tracks is empty', async () => {
    expect((await (await open({ tracks: [] })).snapshot()).tracks).toEqual([]);
  });

  test('a peer that dies half-way is told, with what to do', async () => {
    const osc = await open();
    await osc.snapshot();
    server!.isDead = true;
    await expect(osc.snapshot()).rejects.toMatchObject({
      kind: 'live-unreachable',
      message: expect.stringMatching(/AbletonOSC.*control surface/),
    });
  });

  test('nobody there is told when it is opened, and the port is free again', async () => {
    const [port, answerPort] = [await freePort(), await freePort()];
    const options = { ...QUICK, tries: 3, port, answerPort };
    await expect(OscSet.open(options)).rejects.toMatchObject({ kind: 'live-unreachable' });
    await expect(OscSet.open(options)).rejects.toMatchObject({ kind: 'live-unreachable' });
  });

  test('a closed set does not answer', async () => {
    const osc = await open();
    await osc.close();
    await expect(osc.snapshot()).rejects.toMatchObject({ kind: 'live-unreachable' });
  });
});

import { describe, expect, test } from '@jest/globals';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { switchSides } from '../../src/live/switch-sides.ts';
import { applySteps, type PlanStep } from '../../src/live/transaction.ts';
import type { ReceiptDocument } from '../../src/store/receipt-document.ts';
import { CONTRACT_SET, deviceOf, mixerOf, parameterOf, trackOf } from './live-set-contract.ts';

const step = { insert: false, unit: '' };
const FIRST: readonly PlanStep[] = [
  { ...step, fix: 'f1', track: 'Kick', device: 'Mixer', parameter: 'Volume', to: -5.5, unit: 'dB' },
  { ...step, fix: 'f2', track: 'Kick', device: 'EQ Eight', insert: true, parameter: '3 Gain A', to: -3, unit: 'dB' },
];
/** Moves the same fader once more. */
const SECOND: readonly PlanStep[] = [
  { ...step, fix: 'f3', track: 'Kick', device: 'Mixer', parameter: 'Volume', to: -7, unit: 'dB' },
  { ...step, fix: 'f4', track: 'Bass', device: 'Low cut', parameter: '2 Filter Type A', to: 'Notch' },
  { fix: 'f5', track: 'Kick', device: 'Compressor', insert: false, hears: { source: 'Lead', tap: 'Post Mixer' } },
];

async function applied(): Promise<{ set: EmbeddedSet; receipts: ReceiptDocument[]; untouched: EmbeddedSet }> {
  const [set, untouched] = [await EmbeddedSet.create(CONTRACT_SET), await EmbeddedSet.create(CONTRACT_SET)];
  const receipts = [];
  for (const steps of [FIRST, SECOND]) {
    receipts.push(await applySteps(set, steps, { plan: 'p', save: async () => undefined }));
  }
  return { set, receipts, untouched };
}

describe('switchSides', () => {
  test('before sounds as the set did, with inserted devices switched off, and after is as it was left', async () => {
    const { set, receipts, untouched } = await applied();
    const left = set.document();
    await switchSides(set, receipts, 'before');
    const [kick, ...others] = set.document().tracks;
    const [kickBefore, ...othersBefore] = untouched.document().tracks;
    expect(others).toEqual(othersBefore);
    expect(kick.mixer).toEqual(kickBefore.mixer);
    expect(kick.devices.slice(0, -1)).toEqual(kickBefore.devices);
    expect(trackOf(await set.snapshot(), 'Kick').devices.at(-1)).toMatchObject({ name: 'EQ Eight', active: false });
    await switchSides(set, receipts, 'after');
    expect(set.document()).toEqual(left);
  });

  test('doing it twice is as doing it once', async () => {
    const { set, receipts } = await applied();
    const left = set.document();
    for (const side of ['before', 'before', 'after', 'after'] as const) await switchSides(set, receipts, side);
    expect(set.document()).toEqual(left);
  });

  test('what a person changed, before or while listening, stays theirs', async () => {
    const { set, receipts } = await applied();
    await set.write(parameterOf(await set.snapshot(), 'Bass', 'Low cut', '2 Filter Type A').id, 'Bell');
    const switched = await switchSides(set, receipts, 'before');
    await set.write(mixerOf(await set.snapshot(), 'Kick', 'Volume').id, -9);
    const { id } = deviceOf(await set.snapshot(), 'Kick', 'Compressor');
    expect(await set.writeSidechain(id, { source: 'Bass', tap: 'Post FX' })).toMatchObject({ source: 'Bass' });
    await switchSides(set, receipts, 'after', switched);
    const shown = await set.snapshot();
    expect(deviceOf(shown, 'Kick', 'Compressor').sidechain?.source).toBe('Bass');
    expect(mixerOf(shown, 'Kick', 'Volume').text).toBe('-9.0 dB');
    expect(parameterOf(shown, 'Bass', 'Low cut', '2 Filter Type A').text).toBe('Bell');
  });

  test('a track or a device that is gone is passed over', async () => {
    const { set, receipts } = await applied();
    set.song.deleteTrack(set.song.tracks[1]);
    await set.deleteDevice(deviceOf(await set.snapshot(), 'Kick', 'Compressor').id);
    await switchSides(set, receipts, 'before');
    expect(mixerOf(await set.snapshot(), 'Kick', 'Volume').text).toBe('-4.0 dB');
  });
});

import { describe, expect, test } from '@jest/globals';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { undoReceipt } from '../../src/live/undo-receipt.ts';
import { CONTRACT_SET, deviceOf, mixerOf } from './live-set-contract.ts';
import { applyTo, route, Shelf, step, STEPS } from './transaction-steps.ts';

describe('a sidechain that is routed by a plan, and its undo', () => {
  test('refuses a sidechain that a track of its name twice, or without sound, would be heard by', async () => {
    const compressor = { device: 'Compressor', sidechainFrom: 'Lead' };
    const set = await EmbeddedSet.create({
      name: 'Twins',
      tempoBpm: 140,
      tracks: [
        { name: 'Pad', devices: [compressor] },
        { name: 'Lead' },
        { name: 'Lead' },
        { name: 'Notes', kind: 'midi' },
        { name: 'Kick' },
      ],
    });
    const before = set.document();
    await expect(applyTo(set, [route('f', 'Pad', 'Lead')])).rejects.toThrow(/2 tracks called "Lead"/);
    await expect(applyTo(set, [route('f', 'Pad', 'Notes')])).rejects.toThrow(/does not offer "Notes"/);
    await expect(applyTo(set, [route('f', 'Pad', 'Kick')])).rejects.toThrow(/"Lead", which Live offers 2 times/);
    await expect(applyTo(set, [route('f', 'Kick', 'Notes', true)])).rejects.toThrow(/does not offer "Notes".*put back/);
    expect(set.document()).toEqual(before);
  });

  test('puts back what a sidechain heard, whatever that was', async () => {
    const hearing = { device: 'Compressor', sidechainFrom: 'Lead', sidechainTap: 'Pre FX' as const };
    const set = await EmbeddedSet.create({
      name: 'Hearing',
      tempoBpm: 140,
      tracks: [{ name: 'Pad', devices: [hearing] }, { name: 'Lead' }, { name: 'Kick' }],
    });
    const before = set.document();
    const receipt = await applyTo(set, [route('f', 'Pad', 'Kick')]);
    expect(set.document().tracks[0].devices[0].sidechainFrom).toBe('Kick');
    expect((await undoReceipt(set, receipt, new Shelf().save)).state).toBe('undone');
    expect(set.document()).toEqual(before);
  });

  test('keeps a sidechain that a person has routed elsewhere since, and the new Compressor it is of', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const receipt = await applyTo(set);
    const snapshot = await set.snapshot();
    for (const track of ['Kick', 'Lead']) {
      await set.writeSidechain(deviceOf(snapshot, track, 'Compressor').id, { source: 'Bass', tap: 'Post FX' });
    }
    const undone = await undoReceipt(set, receipt, new Shelf().save);
    const kept = undone.writes.filter(({ state }) => state === 'kept');
    expect(kept.map(({ fix, parameter, reason }) => [fix, parameter, reason])).toEqual([
      ['f6', '', 'Compressor on Lead was worked on since, so it stays as it is'],
      ['f5', 'Sidechain input', 'it was changed to Bass, Post FX since'],
      ['f6', 'S/C On', 'Compressor on Lead was worked on since, so it stays as it is'],
      ['f6', 'Sidechain input', 'Compressor on Lead was worked on since, so it stays as it is'],
    ]);
    const after = await set.snapshot();
    expect(deviceOf(after, 'Lead', 'Compressor').sidechain?.source).toBe('Bass');
    expect(mixerOf(after, 'Kick', 'Volume').text).toBe('-4.0 dB');
  });

  test('a sidechain that is frozen by now is kept, and stops nothing else', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const receipt = await applyTo(set, [STEPS[0], route('f5', 'Lead', 'Bass', true), route('f7', 'Kick', 'Lead')]);
    set.song.tracks.find(({ name }) => name === 'Kick')?.change({ frozen: true });
    const undone = await undoReceipt(set, receipt, new Shelf().save);
    expect(undone.writes.find(({ fix }) => fix === 'f7')).toMatchObject({
      state: 'kept',
      reason: expect.stringContaining('frozen'),
    });
    expect(undone.writes.filter(({ state }) => state === 'undone')).toHaveLength(3);
  });

  test('a routing that was cut off between source and tap is found by its source', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = set.document();
    const shelf = new Shelf();
    await applyTo(set, [route('f5', 'Kick', 'Lead')], shelf);
    const { id } = deviceOf(await set.snapshot(), 'Kick', 'Compressor');
    await set.writeSidechain(id, { source: 'Lead', tap: 'Post FX' });
    const [cutOff] = shelf.saved;
    expect(cutOff).toMatchObject({ state: 'open', writes: [{ state: 'planned' }] });
    expect((await undoReceipt(set, cutOff, shelf.save)).writes[0].state).toBe('undone');
    expect(set.document()).toEqual(before);
  });

  test('a new device whose routing was cut off before its record goes whole', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = set.document();
    const shelf = new Shelf();
    const on = { ...step('f6', 'Lead', 'Compressor', 'S/C On', 'On'), insert: true };
    await applyTo(set, [on, route('f6', 'Lead', 'Kick', true)], shelf);
    const cutOff = shelf.saved.findLast(({ writes }) => writes.at(-1)?.state === 'planned')!;
    expect((await undoReceipt(set, cutOff, shelf.save)).state).toBe('undone');
    expect(set.document()).toEqual(before);
  });
});

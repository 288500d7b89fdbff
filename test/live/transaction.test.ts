import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReceiptDocument } from '../../src/store/receipt-document.ts';
import type { EmbeddedFaults } from '../../src/live/embedded-faults.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { applySteps, type PlanStep, type WriteStep } from '../../src/live/transaction.ts';
import { SIDECHAIN_INPUT } from '../../src/live/sidechain-input.ts';
import { undoReceipt } from '../../src/live/undo-receipt.ts';
import { CONTRACT_SET, deviceOf, mixerOf, parameterOf, trackOf } from './live-set-contract.ts';
import { applyTo, NOW, rawValues, route, Shelf, step, STEPS } from './transaction-steps.ts';

describe('applySteps', () => {
  test('writes every step and keeps what stood there before', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const shelf = new Shelf();
    const receipt = await applyTo(set, STEPS, shelf);
    expect(receipt).toMatchObject({ id: 'r1', plan: 'p1', createdAt: NOW.toISOString(), state: 'applied' });
    expect(
      receipt.writes.map(({ fix, parameter, before, read, unit, state }) => [
        fix,
        parameter,
        before,
        read,
        unit,
        state,
      ]),
    ).toEqual([
      ['f3', '', '', 'EQ Eight', '', 'written'],
      ['f6', '', '', 'Compressor', '', 'written'],
      ['f1', 'Volume', -4, -5.5, 'dB', 'written'],
      ['f2', 'Stereo Width', 140, 110, '%', 'written'],
      ['f3', '3 Filter On A', 'On', 'On', '', 'written'],
      ['f3', '3 Frequency A', 1000, 240, 'Hz', 'written'],
      ['f3', '3 Gain A', 0, -3, 'dB', 'written'],
      ['f4', '2 Resonance A', 0.71, 1.5, 'Q', 'written'],
      ['f5', 'Sidechain input', 'No Input', 'Lead, Post Mixer', '', 'written'],
      ['f6', 'S/C On', 'Off', 'On', '', 'written'],
      ['f6', 'Sidechain input', 'No Input', 'Kick, Post Mixer', '', 'written'],
    ]);
    expect(deviceOf(await set.snapshot(), 'Lead', 'Compressor').sidechain).toEqual({
      source: 'Kick',
      tap: 'Post Mixer',
    });
    expect(parameterOf(await set.snapshot(), 'Kick', 'EQ Eight', '3 Gain A').text).toBe('-3.00 dB');
    expect(trackOf(await set.snapshot(), 'Kick').devices).toHaveLength(2);
    expect(shelf.last).toEqual(receipt);
  });

  test('saves the receipt before the first write and after every one', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = rawValues(set);
    const seen: unknown[] = [];
    const written: number[] = [];
    const save = async (receipt: ReceiptDocument): Promise<void> => {
      seen.push(rawValues(set));
      written.push(receipt.writes.filter(({ state }) => state === 'written').length);
    };
    await applySteps(set, STEPS, { plan: 'p1', save });
    expect(seen[0]).toEqual(before);
    expect(written[0]).toBe(0);
    expect([...new Set(written)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('fixes that ask for the same new device on a track share one', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const eq = (fix: string, insert: boolean, band: number, gainDb: number): WriteStep => ({
      ...step(fix, 'Lead', 'EQ Eight', `${band} Gain A`, gainDb, 'dB'),
      insert,
    });
    await applyTo(set, [eq('f1', false, 1, -1), eq('f2', true, 2, -2), eq('f3', true, 3, -3)]);
    const equalizers = trackOf(await set.snapshot(), 'Lead').devices.filter(({ name }) => name === 'EQ Eight');
    const texts = equalizers.map(({ parameters }) =>
      [1, 2, 3].map((band) => parameters.find(({ name }) => name === `${band} Gain A`)?.text),
    );
    expect(texts).toEqual([['-1.00 dB', '-2.00 dB', '-3.00 dB']]);
  });

  test.each<[string, PlanStep, RegExp]>([
    ['a track that is not there', step('f', 'Vocal', 'Mixer', 'Volume', -1), /no track "Vocal"/],
    ['a device that is not there', step('f', 'Lead', 'EQ Eight', '1 Gain A', -1), /Lead has no device "EQ Eight"/],
    ['a parameter that is not there', step('f', 'Lead', 'Utility', 'Warmth', 1), /Lead › Utility.*"Warmth"/],
    ['a frozen track', step('f', 'Frozen pad', 'Mixer', 'Volume', -1), /Frozen pad is frozen/],
    ['a parameter a macro holds', step('f', 'Lead', 'Utility', 'Balance', 5), /Balance is held/],
    ['an automated parameter', step('f', 'Lead', 'Utility', 'Output', -1), /Output is automated/],
    ['another unit', step('f', 'Lead', 'Utility', 'Stereo Width', 3, 'dB'), /Stereo Width is in %/],
    ['a sidechain from a track that is not there', route('f', 'Kick', 'Vocal'), /no track "Vocal"/],
    ['a sidechain from its own track', route('f', 'Kick', 'Kick'), /Kick › Compressor.*"Kick" itself/],
    ['a sidechain on a frozen track', route('f', 'Frozen pad', 'Kick'), /Frozen pad is frozen/],
    ['a device without a sidechain to route', { ...route('f', 'Lead', 'Kick'), device: 'Utility' }, /Lead › Utility/],
    ['a new device on a frozen track', { ...step('f', 'Frozen pad', 'Utility', 'Output', 1), insert: true }, /frozen/],
  ])('refuses %s before anything is written', async (_, wrong, message) => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = set.document();
    const shelf = new Shelf();
    await expect(applyTo(set, [...STEPS, wrong], shelf)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(message),
    });
    expect(set.document()).toEqual(before);
    expect(shelf.saved).toEqual([]);
  });

  test('refuses names that mean more than one thing', async () => {
    const set = await EmbeddedSet.create({
      name: 'Twins',
      tempoBpm: 140,
      tracks: [
        { name: 'Pad', devices: [{ device: 'Utility' }, { device: 'Utility' }] },
        { name: 'Lead' },
        { name: 'Lead' },
      ],
    });
    await expect(applyTo(set, [step('f', 'Lead', 'Mixer', 'Volume', -1)])).rejects.toThrow(/2 tracks called "Lead"/);
    await expect(applyTo(set, [step('f', 'Pad', 'Utility', 'Output', -1)])).rejects.toThrow(/2 devices "Utility"/);
  });

  test('puts new devices in front of the one that is named, in the order of the steps, others at the end', async () => {
    const limited = [{ device: 'Limiter' }, { device: 'Compressor' }];
    const set = await EmbeddedSet.create({
      name: 'Limited',
      tempoBpm: 138,
      tracks: [{ name: 'Main', kind: 'main', devices: limited }],
    });
    const before = rawValues(set);
    const receipt = await applyTo(set, [
      { ...step('f1', 'Main', 'EQ Eight', '3 Gain A', -2, 'dB'), insert: true, insertBefore: 'Limiter' },
      { ...step('f2', 'Main', 'Utility', 'Stereo Width', 120, '%'), insert: true, insertBefore: 'Limiter' },
      { ...step('f3', 'Main', 'Saturator', 'Drive', 2, 'dB'), insert: true, insertBefore: 'Gone' },
    ]);
    const names = () => set.document().tracks[0].devices.map(({ name }) => name);
    expect(names()).toEqual(['EQ Eight', 'Utility', 'Limiter', 'Compressor', 'Saturator']);
    await undoReceipt(set, receipt, new Shelf().save);
    expect(rawValues(set)).toEqual(before);
  });

  test('refuses to insert where Live cannot, naming what to insert by hand', async () => {
    const set = await EmbeddedSet.create({ ...CONTRACT_SET, liveVersion: '12.1' });
    await expect(applyTo(set)).rejects.toThrow(/EQ Eight on Kick/);
  });

  test('finds the main track under both of its names and a renamed device by its kind', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    await applyTo(set, [
      step('f1', 'Master', 'Mixer', 'Volume', -1),
      step('f2', 'Bass', 'EQ Eight', '1 Gain A', 2),
      { ...step('f3', 'Lead', 'Utility', 'Gain', -3), insert: true },
    ]);
    const snapshot = await set.snapshot();
    expect(mixerOf(snapshot, 'Main', 'Volume').text).toBe('-1.0 dB');
    expect(parameterOf(snapshot, 'Bass', 'Low cut', '1 Gain A').text).toBe('2.00 dB');
    const added = trackOf(snapshot, 'Lead').devices[1];
    expect(added.parameters.find(({ name }) => name === 'Output')?.text).toBe('-3.00 dB');
  });

  test('writes over automation when it is allowed to', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const steps = [step('f', 'Lead', 'Utility', 'Output', -1, 'dB')];
    await applySteps(set, steps, { plan: 'p', save: new Shelf().save, allowAutomated: true });
    expect(parameterOf(await set.snapshot(), 'Lead', 'Utility', 'Output')).toMatchObject({
      text: '-1.00 dB',
      automation: 'overridden',
    });
  });

  const written = STEPS.map((one) => ('hears' in one ? SIDECHAIN_INPUT : one.parameter.replace('Resonance', 'Q')));
  const faults: [string, EmbeddedFaults][] = [
    ...[...new Set(written)].flatMap((name): [string, EmbeddedFaults][] => [
      [`${name} fails`, { failWriteOf: name }],
      [`the answer about ${name} is lost`, { loseAnswerOf: name }],
    ]),
    ['the last write fails', { failWrite: STEPS.length }],
    ['the new Compressor cannot be inserted', { failInsertOf: 'Compressor' }],
    ['the EQ cannot be inserted', { failInsertOf: 'EQ Eight' }],
    ['the answer about the new EQ is lost', { loseAnswerOf: 'EQ Eight' }],
  ];
  test.each(faults)('when %s the set is as it was, and the receipt says so', async (_, fault) => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = set.document();
    set.injectFaults(fault);
    const shelf = new Shelf();
    await expect(applyTo(set, STEPS, shelf)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('r1'),
    });
    expect(set.document()).toEqual(before);
    expect(shelf.last.state).toBe('rolled-back');
    expect(shelf.last.writes.filter(({ state }) => state === 'failed')).toHaveLength(1);
    expect(shelf.last.writes.some(({ state }) => state === 'written')).toBe(false);
    set.injectFaults({});
    expect(await undoReceipt(set, shelf.last, shelf.save)).toEqual(shelf.last);
    expect(set.document()).toEqual(before);
  });

  test('a value out of range rolls back what came before it', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = set.document();
    await expect(applyTo(set, [...STEPS, step('f9', 'Bass', 'Mixer', 'Volume', 12, 'dB')])).rejects.toThrow(
      /-inf dB to 6.0 dB.*put back/,
    );
    expect(set.document()).toEqual(before);
  });

  test('cancelling at any point leaves the set as it was', async () => {
    for (let point = 0; point <= STEPS.length + 1; point++) {
      const set = await EmbeddedSet.create(CONTRACT_SET);
      const before = set.document();
      const controller = new AbortController();
      let saves = 0;
      const save = async (): Promise<void> => {
        if (saves++ === point) controller.abort();
      };
      await expect(applySteps(set, STEPS, { plan: 'p', save, signal: controller.signal })).rejects.toMatchObject({
        kind: 'cancelled',
      });
      expect(set.document()).toEqual(before);
    }
  });

  test('a receipt that cannot be kept stops everything', async () => {
    for (let point = 0; point <= STEPS.length; point++) {
      const set = await EmbeddedSet.create(CONTRACT_SET);
      const before = set.document();
      let saves = 0;
      const save = async (): Promise<void> => {
        if (saves++ >= point) throw new Error('disk full');
      };
      await expect(applySteps(set, STEPS, { plan: 'p', save })).rejects.toThrow('disk full');
      expect(set.document()).toEqual(before);
    }
  });

  test('when the set stops answering, undo heals it once it is back', async () => {
    for (let dropAfter = 1; dropAfter <= STEPS.length; dropAfter++) {
      const set = await EmbeddedSet.create(CONTRACT_SET);
      const before = set.document();
      set.injectFaults({ dropAfter });
      const shelf = new Shelf();
      await expect(applyTo(set, STEPS, shelf)).rejects.toMatchObject({
        kind: 'live-unreachable',
        message: expect.stringContaining('r1'),
      });
      expect(shelf.last.state).toBe('open');
      expect(set.document()).not.toEqual(before);
      set.injectFaults({});
      expect((await undoReceipt(set, shelf.last, shelf.save)).state).toBe('undone');
      expect(set.document()).toEqual(before);
    }
  });
});

describe('undoReceipt', () => {
  test('brings back every bit, also in a new session, and a second time changes nothing', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = set.document();
    const receipt = await applyTo(set);
    expect(set.document()).not.toEqual(before);
    const shelf = new Shelf();
    const undone = await undoReceipt(set, receipt, shelf.save);
    expect(undone.state).toBe('undone');
    expect(undone.writes.every(({ state }) => state === 'undone')).toBe(true);
    expect(set.document()).toEqual(before);
    expect(shelf.last).toEqual(undone);
    expect(await undoReceipt(set, undone, shelf.save)).toEqual(undone);
    expect(set.document()).toEqual(before);
  });

  test('keeps what a person changed since, and says why', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const receipt = await applyTo(set);
    await set.write(mixerOf(await set.snapshot(), 'Kick', 'Volume').id, -8);
    const undone = await undoReceipt(set, receipt, new Shelf().save);
    expect(undone.state).toBe('partly-undone');
    const kept = undone.writes.filter(({ state }) => state === 'kept');
    expect(kept.map(({ parameter, reason }) => [parameter, reason])).toEqual([
      ['Volume', 'it was changed to -8.0 dB since'],
    ]);
    const snapshot = await set.snapshot();
    expect(mixerOf(snapshot, 'Kick', 'Volume').text).toBe('-8.0 dB');
    expect(parameterOf(snapshot, 'Lead', 'Utility', 'Stereo Width').text).toBe('140 %');
    expect(trackOf(snapshot, 'Kick').devices).toHaveLength(1);
    expect(await undoReceipt(set, undone, new Shelf().save)).toEqual(undone);
  });

  test('keeps an inserted device whole once a person has worked on it, even on a control the plan left alone', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const receipt = await applyTo(set);
    await set.write(parameterOf(await set.snapshot(), 'Kick', 'EQ Eight', '4 Gain A').id, 1);
    const undone = await undoReceipt(set, receipt, new Shelf().save);
    expect(undone.writes.filter(({ state }) => state === 'kept').every(({ fix }) => fix === 'f3')).toBe(true);
    const snapshot = await set.snapshot();
    expect(parameterOf(snapshot, 'Kick', 'EQ Eight', '3 Gain A').text).toBe('-3.00 dB');
    expect(mixerOf(snapshot, 'Kick', 'Volume').text).toBe('-4.0 dB');
  });

  test('deletes an inserted device that was only renamed, and keeps one that was renamed and worked on', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const inserted = () => set.song.tracks.find(({ name }) => name === 'Kick')!.devices.find(isEqEight)!;
    const isEqEight = ({ className }: { className: string }): boolean => className === 'Eq8';
    const receipt = await applyTo(set);
    inserted().name = 'Kick cleaner';
    expect((await undoReceipt(set, receipt, new Shelf().save)).state).toBe('undone');
    expect(inserted()).toBeUndefined();

    const again = await applyTo(set);
    inserted().name = 'Kick cleaner';
    await set.write(parameterOf(await set.snapshot(), 'Kick', 'Kick cleaner', '4 Gain A').id, 1);
    await undoReceipt(set, again, new Shelf().save);
    expect(inserted().name).toBe('Kick cleaner');
  });

  test('keeps a new device that two fixes share whole, too', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const eq = (fix: string, band: number): WriteStep => ({
      ...step(fix, 'Kick', 'EQ Eight', `${band} Gain A`, -band, 'dB'),
      insert: true,
    });
    const receipt = await applyTo(set, [eq('f1', 2), eq('f2', 3)]);
    await set.write(parameterOf(await set.snapshot(), 'Kick', 'EQ Eight', '4 Gain A').id, 1);
    const undone = await undoReceipt(set, receipt, new Shelf().save);
    expect(undone.writes.every(({ state }) => state === 'kept')).toBe(true);
    const snapshot = await set.snapshot();
    expect(parameterOf(snapshot, 'Kick', 'EQ Eight', '2 Gain A').text).toBe('-2.00 dB');
    expect(parameterOf(snapshot, 'Kick', 'EQ Eight', '3 Gain A').text).toBe('-3.00 dB');
  });

  test('deletes its own device and not a like one that was there before or came later', async () => {
    const set = await EmbeddedSet.create({
      name: 'Many',
      tempoBpm: 140,
      tracks: [{ name: 'Kick', devices: [{ device: 'EQ Eight', settings: { '1 Gain A': 2 } }] }],
    });
    const receipt = await applyTo(set, [{ ...step('f3', 'Kick', 'EQ Eight', '1 Gain A', -3, 'dB'), insert: true }]);
    await set.insertDevice(trackOf(await set.snapshot(), 'Kick').id, 'EQ Eight', 0);
    await undoReceipt(set, receipt, new Shelf().save);
    const gains = trackOf(await set.snapshot(), 'Kick').devices.map(
      ({ parameters }) => parameters.find(({ name }) => name === '1 Gain A')?.text,
    );
    expect(gains).toEqual(['0.00 dB', '2.00 dB']);
  });

  test('a device or a track that is gone stops nothing else', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const receipt = await applyTo(set);
    await set.deleteDevice(trackOf(await set.snapshot(), 'Lead').devices[0].id);
    const undone = await undoReceipt(set, receipt, new Shelf().save);
    expect(undone.writes.find(({ fix }) => fix === 'f2')).toMatchObject({
      state: 'kept',
      reason: expect.stringContaining('Utility'),
    });
    expect(mixerOf(await set.snapshot(), 'Kick', 'Volume').text).toBe('-4.0 dB');
  });

  test('a write that was cut off before its record is found by what it shows', async () => {
    const set = await EmbeddedSet.create(CONTRACT_SET);
    const before = set.document();
    const shelf = new Shelf();
    await applyTo(set, [STEPS[0]], shelf);
    const cutOff = shelf.saved[0];
    expect(cutOff).toMatchObject({ state: 'open', writes: [{ state: 'planned' }] });
    expect((await undoReceipt(set, cutOff, shelf.save)).writes[0].state).toBe('undone');
    expect(set.document()).toEqual(before);
  });

  test('any plan and its undo leave every raw value as it was', async () => {
    const anyStep = fc.oneof(
      fc
        .record({
          db: fc.double({ min: -65, max: 6, noNaN: true }),
          track: fc.constantFrom('Kick', 'Bass', 'Lead', 'Synths', 'Main'),
        })
        .map(({ db, track }) => step('f1', track, 'Mixer', 'Volume', db, 'dB')),
      fc.integer({ min: -50, max: 50 }).map((pan) => step('f2', 'Bass', 'Mixer', 'Pan', pan)),
      fc
        .double({ min: 20, max: 20_000, noNaN: true })
        .map((hz) => step('f3', 'Bass', 'Low cut', '5 Frequency A', hz, 'Hz')),
      fc
        .constantFrom('Bell', 'Notch', 'Low Pass 48dB')
        .map((type) => step('f3', 'Bass', 'Low cut', '5 Filter Type A', type)),
      fc.double({ min: 0.1, max: 18, noNaN: true }).map((q) => step('f3', 'Bass', 'Low cut', '5 Q A', q)),
      fc
        .record({ fix: fc.constantFrom('f4', 'f5'), width: fc.double({ min: 0, max: 200, noNaN: true }) })
        .map(({ fix, width }) => ({ ...step(fix, 'Kick', 'Utility', 'Stereo Width', width, '%'), insert: true })),
      fc
        .double({ min: -30, max: 30, noNaN: true })
        .map((db) => ({ ...step('f6', 'Bass', 'Utility', 'Output', db, 'dB'), insert: true })),
      fc.constantFrom('Bass', 'Lead', 'Synths', 'Reverb').map((source) => route('f7', 'Kick', source)),
      fc.constantFrom('Kick', 'Lead').map((source) => route('f8', 'Bass', source, true)),
    );
    const nudges = fc.array(fc.record({ id: fc.nat(60), raw: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 12 }), nudges, fc.nat(20), async (steps, moves, seed) => {
        const set = await EmbeddedSet.create({ ...CONTRACT_SET, lawSeed: seed });
        for (const { id, raw } of moves) await set.writeRaw(String(id + 1), raw).catch(() => undefined);
        const before = rawValues(set);
        const receipt = await applyTo(set, steps);
        const undone = await undoReceipt(set, receipt, new Shelf().save);
        expect(undone.state).toBe('undone');
        expect(rawValues(set)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
});

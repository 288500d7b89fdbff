import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { assignedEvent, drawnTargeting, startTrial, stopTrial } from '../../src/assistant/targeting-trial.ts';
import { eventLogOf, recordEvents } from '../../src/assistant/record-events.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';

test('a trial is started once, draws the same for a mix all day, is logged with its propensity, and ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-trial-'));
  try {
    const workshop: Workshop = {
      home: await openHome(folder),
      workers: new SameThread(),
      progress: SILENT,
      signal: undefined,
      now: () => new Date('2026-03-01T12:00:00Z'),
      openLive: () => {
        throw new Error('No set is needed here.');
      },
    };
    await expect(stopTrial(workshop)).rejects.toMatchObject({ kind: 'usage' });
    expect(await drawnTargeting(workshop, 'mix.wav')).toBeUndefined();
    expect((await startTrial(workshop)).trial).toMatchObject({ isRunning: true });
    await expect(startTrial(workshop)).rejects.toMatchObject({ kind: 'usage' });
    const drawn = await drawnTargeting(workshop, 'mix.wav');
    expect(drawn).toBeDefined();
    expect(await drawnTargeting(workshop, 'mix.wav')).toEqual(drawn);
    if (drawn !== undefined) await recordEvents(workshop, [assignedEvent(drawn, 'plan 1')]);
    expect((await eventLogOf(workshop).read()).events.at(-1)).toMatchObject({
      ...{ what: 'assigned', propensity: 0.5, plan: 'plan 1', targeting: drawn?.targeting },
    });
    expect((await stopTrial(workshop)).trial).toMatchObject({ isRunning: false });
    expect(await drawnTargeting(workshop, 'mix.wav')).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

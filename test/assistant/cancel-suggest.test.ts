import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { learn } from '../../src/assistant/learn.ts';
import { eventLogOf } from '../../src/assistant/record-events.ts';
import { suggest } from '../../src/assistant/suggest.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import { writeSoakMaterial, type SoakMaterial } from '../soak/soak-material.ts';

jest.setTimeout(60_000);

let folder: string;
let material: SoakMaterial;
let workshop: Workshop;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-cancel-suggest-'));
  material = await writeSoakMaterial(folder);
  const tracks = ['Kick', 'Bass', 'Pad'].map((name) => ({ name }));
  workshop = {
    home: await openHome(join(folder, 'home')),
    workers: new SameThread(),
    progress: SILENT,
    signal: undefined,
    now: () => new Date('2026-03-01T12:00:00Z'),
    openLive: () => EmbeddedSet.create({ name: 'Song', tempoBpm: 138, tracks }),
  };
  await learn(workshop, { folder: material.references, name: 'mine' });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A workshop that is cancelled as from outside, in a turn of its own, once it has asked so often what time it is. */
function cancelledAt(asked: number): Workshop {
  const controller = new AbortController();
  let count = 0;
  return {
    ...workshop,
    signal: controller.signal,
    now: () => {
      if (++count === asked) setTimeout(() => controller.abort(), 0);
      return workshop.now();
    },
  };
}

test('a cancel that comes while a plan is reckoned is heard before anything of it is written', async () => {
  const { mix, stems } = material;
  const request = { mix, stems, amount: 100, profile: 'mine', set: 'live' };
  // The plan's date is asked for last, and the reckoning begins in the same turn.
  await expect(suggest(cancelledAt(2), request)).rejects.toMatchObject({ kind: 'cancelled' });
  expect(await readdir(workshop.home.plans)).toEqual([]);
  const isOfAPlan = ({ what }: { what: string }): boolean => what === 'measured' || what === 'shown';
  expect((await eventLogOf(workshop).read()).events.filter(isOfAPlan)).toEqual([]);

  const { plan } = await suggest(workshop, request);
  expect((await readdir(workshop.home.plans)).length).toBeGreaterThan(0);
  expect((await eventLogOf(workshop).read()).events.filter(isOfAPlan).length).toBeGreaterThan(0);
  expect(plan.fixes.length).toBeGreaterThan(0);
});

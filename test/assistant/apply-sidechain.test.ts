import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { apply } from '../../src/assistant/apply.ts';
import { undo } from '../../src/assistant/undo.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { OscSet } from '../../src/live/osc-set.ts';
import { openHome } from '../../src/store/home.ts';
import type { Fix, PlanDocument } from '../../src/store/plan-document.ts';
import { SILENT } from '../../src/store/progress.ts';
import { AbletonOscServer } from '../live/osc/ableton-osc-server.ts';
import { freePort } from '../live/osc/free-port.ts';

/** The lead is to duck under the kick by the Compressor that stands there. */
const FIX: Fix = {
  ...{ id: 'f1', kind: 'sidechain', track: 'Lead', stem: '', device: 'Compressor', insert: false },
  changes: [{ parameter: 'S/C On', from: 'Off', to: 'On', unit: '' }],
  ...{ sidechainFrom: 'Kick', sentence: 'Lead: duck by 6.0 dB (Compressor, sidechain from Kick).', why: '' },
  predicted: { styleDeltaAfter: 0, benefit: 0, features: [] },
  ...{ confidence: 1, risk: 'low', advice: false },
};

let folder: string;
let workshop: Workshop;
let notes: string[];
let plan: string;
let setFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-sidechain-'));
  notes = [];
  workshop = {
    home: await openHome(join(folder, 'home')),
    workers: { size: 1, run: () => Promise.reject(new Error('No job is needed here.')) },
    progress: { ...SILENT, note: (line) => void notes.push(line) },
    signal: undefined,
    now: () => new Date(),
  };
  const old = JSON.parse(await readFile(join(__dirname, '../store/version-0.1/plan.json'), 'utf8')) as PlanDocument;
  plan = join(folder, 'plan.json');
  await writeFile(plan, JSON.stringify({ ...old, fixes: [FIX] }));
  setFile = join(folder, 'set.json');
  const tracks = [{ name: 'Kick' }, { name: 'Lead', devices: [{ device: 'Compressor' }] }];
  await EmbeddedSet.create({ name: 'Set', tempoBpm: 138, tracks }, { file: setFile });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a fix that needs another track in its sidechain', () => {
  test('is applied with its routing, and undo takes both back', async () => {
    const before = await readFile(setFile, 'utf8');
    const { receipt } = await apply(workshop, { plan, set: setFile, only: undefined, dryRun: false });
    expect(receipt?.writes.map(({ parameter, before: was, read }) => [parameter, was, read])).toEqual([
      ['S/C On', 'Off', 'On'],
      ['Sidechain input', 'No Input', 'Kick, Post Mixer'],
    ]);
    const [compressor] = (await EmbeddedSet.load(setFile)).document().tracks[1].devices;
    expect(compressor.sidechainFrom).toBe('Kick');
    expect(notes).toEqual([]);
    expect((await undo(workshop, { receipt: undefined, set: undefined })).state).toBe('undone');
    expect(await readFile(setFile, 'utf8')).toBe(before);
  });

  test('is applied without it where the set cannot route, and a person is asked to', async () => {
    const set = await EmbeddedSet.load(setFile);
    const answerPort = await freePort();
    const server = await AbletonOscServer.open(set.song, answerPort);
    const openLive = (): Promise<OscSet> => OscSet.open({ port: server.port, answerPort });
    try {
      const request = { plan, set: 'live', only: undefined, dryRun: false };
      const { receipt } = await apply({ ...workshop, openLive }, request);
      expect(receipt?.writes.map(({ parameter, state }) => [parameter, state])).toEqual([['S/C On', 'written']]);
      expect(notes).toEqual([
        'On "Lead", choose Kick, Post Mixer, as the sidechain input of Compressor by hand: until then it hears nothing.',
      ]);
    } finally {
      await server.close();
    }
  });
});

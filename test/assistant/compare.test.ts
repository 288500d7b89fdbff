import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { comparisonOf, hearAfter, hearBefore } from '../../src/assistant/compare.ts';
import type { PlanState } from '../../src/assistant/plan-state.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import type { LiveSet } from '../../src/live/live-set.ts';
import { applySteps } from '../../src/live/transaction.ts';
import type { Fix, PlanDocument } from '../../src/store/plan-document.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import { CONTRACT_SET, mixerOf } from '../live/live-set-contract.ts';

const LOUDER = { feature: 'loudness.integrated', scope: 'whole', unit: 'LUFS', before: -10, after: -8.5 };

let folder: string;
let workshop: Workshop;
let set: EmbeddedSet;
let state: PlanState;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer compare '));
  set = await EmbeddedSet.create(CONTRACT_SET);
  const workers = { size: 1, run: () => Promise.reject(new Error('nothing is measured here')) };
  workshop = {
    home: await openHome(folder),
    workers,
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
    openLive: async () => staysOpen(set),
  };
  const step = { fix: 'f1', track: 'Kick', device: 'Mixer', insert: false, parameter: 'Volume', to: -2, unit: 'dB' };
  const receipt = await applySteps(set, [step], { plan: 'plan-1', save: async () => undefined });
  state = stateOf(receipt, [LOUDER]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A use case closes the set it has opened; Live stays. */
function staysOpen(live: EmbeddedSet): LiveSet {
  return new Proxy(live, {
    get: (target, name) => {
      if (name === 'close') return async () => undefined;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** As far as comparing reads it. */
function stateOf(receipt: PlanState['applied'][number]['receipt'], predicted: PlanDocument['predicted']): PlanState {
  const fix = { id: 'f1', advice: false, predicted: { features: predicted } } as unknown as Fix;
  const plan = { id: 'plan-1', fixes: [fix], predicted } as unknown as PlanDocument;
  const report = { before: { headline: [] } } as unknown as PlanState['report'];
  return { plan, planFile: '', report, states: new Map([['f1', 'applied']]), applied: [{ file: '', receipt }] };
}

const fader = async (track: string): Promise<string> => mixerOf(await set.snapshot(), track, 'Volume').text;

describe('comparing', () => {
  test('before is as loud as after, and going back leaves nothing behind', async () => {
    const left = set.document();
    expect(await hearBefore(workshop, state, 'live')).toBeCloseTo(1.5);
    expect([await fader('Kick'), await fader('Main')]).toEqual(['-4.0 dB', '1.5 dB']);
    expect(await comparisonOf(workshop)).toMatchObject({ plan: 'plan-1', set: 'live' });
    await hearAfter(workshop, state);
    expect(set.document()).toEqual(left);
    expect(await comparisonOf(workshop)).toBeUndefined();
  });

  test('a program that died while comparing is followed by one that leads back', async () => {
    const left = set.document();
    await hearBefore(workshop, state, 'live');
    const next: Workshop = { ...workshop, home: await openHome(folder) };
    await hearAfter(next, state);
    expect(set.document()).toEqual(left);
  });

  test('the main fader is left alone where loudness does not change, where it is automated, and where it was moved', async () => {
    expect(await hearBefore(workshop, stateOf(state.applied[0].receipt, []), 'live')).toBeUndefined();
    await hearAfter(workshop, state);
    const main = set.song.tracks.find(({ kind }) => kind === 'main')!;
    main.mixer[0].mark({ automation: 'active' });
    expect(await hearBefore(workshop, state, 'live')).toBeUndefined();
    await hearAfter(workshop, state);
    main.mixer[0].mark({ automation: 'none' });
    await hearBefore(workshop, state, 'live');
    await set.write(main.mixer[0].id, -3);
    await hearAfter(workshop, state);
    expect([await fader('Kick'), await fader('Main')]).toEqual(['-2.0 dB', '-3.0 dB']);
  });

  test('a difference too great to match safely is matched as far as is safe', async () => {
    const quiet = stateOf(state.applied[0].receipt, [{ ...LOUDER, after: 2 }]);
    expect(await hearBefore(workshop, quiet, 'live')).toBe(6);
    await hearAfter(workshop, quiet);
  });
});

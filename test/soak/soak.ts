import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SameThread } from '../../node/threads/same-thread.ts';
import { analyse } from '../../src/assistant/analyse.ts';
import { answer } from '../../src/assistant/answer.ts';
import { apply } from '../../src/assistant/apply.ts';
import { learn } from '../../src/assistant/learn.ts';
import { suggest, type Suggested } from '../../src/assistant/suggest.ts';
import { resetTaste } from '../../src/assistant/taste.ts';
import { undo } from '../../src/assistant/undo.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { seededRandom } from '../../src/dsp/seeded-random.ts';
import { planSteps } from '../../src/fixes/plan-steps.ts';
import type { EmbeddedFaults } from '../../src/live/embedded-faults.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { SIDECHAIN_INPUT } from '../../src/live/sidechain-input.ts';
import { writeFileSafely } from '../../src/store/atomic-file.ts';
import { Failure } from '../../src/store/failure.ts';
import { openHome } from '../../src/store/home.ts';
import { writeDocument } from '../../src/store/json-document.ts';
import { planDocument, type Fix, type PlanDocument } from '../../src/store/plan-document.ts';
import { SILENT } from '../../src/store/progress.ts';
import type { ReceiptDocument } from '../../src/store/receipt-document.ts';
import { writeSoakMaterial, type SoakMaterial } from './soak-material.ts';

export interface SoakCounts {
  cycles: number;
  /** Plans that were made. */
  plans: number;
  /** Writes of plans that were applied, and how many of them the set showed as wanted. */
  writes: number;
  exact: number;
  /** The writes of each tenth of the run: plans must not run dry of fixes. */
  writesByTenth: number[];
  /** Applies that an injected fault broke, and after how many of them the set was, sooner or later, as before. */
  broken: number;
  putBack: number;
  /** What must not happen, in words. */
  faults: string[];
  /** Processes that had a part in it, and how many of them ended in the middle of a cycle, which then began anew. */
  parts: number;
  interrupted: number;
  /** After a collection of garbage, at about ten equal steps of the run, by part: a leak shows within a process. */
  heapBytes: number[][];
  handles: number[][];
}

/** No two runs draw the same numbers, unless one has more cycles than this. */
const SEEDS_APART = 1_000_003;

/** One write in so many meets a fault. */
const FAULT_EVERY = 100;

/**
 * Every plan is taken back, which a taste learns from until it proposes nothing; so each fix is accepted afterwards,
 * which counts instead, and every so many cycles the taste begins anew, as a log of thousands of answers would take
 * most of the time.
 */
const RESET_EVERY = 20;

/** A value is shown in a tenth or a hundredth of its unit. */
const SHOWN_WITHIN = 0.051;

export interface SoakRequest {
  cycles: number;
  seed: number;
  /** In how many cycles a new plan is made; in the others the last one is applied and taken back. */
  planEvery?: number;
  /** Is called after each cycle with the counts so far. */
  afterCycle?: (counts: SoakCounts) => void;
}

/**
 * Analyses, plans, applies and takes back, over and over, in one process, on an embedded set that fails now and then: a
 * write that is refused, an answer that is lost, a set that falls silent. The mix is measured in the first cycle and
 * known after that; every plan is made anew, by what was learned from the ones before.
 *
 * A folder that holds a run of which not all cycles are done is gone on with, where it stands: its home, its set and
 * its counts. A cycle that was cut off is taken back, as after any end of a process, and begins anew.
 *
 * @throws Error where the folder holds a run of other options
 */
export async function soak(folder: string, request: SoakRequest): Promise<SoakCounts> {
  const { cycles, seed, planEvery = 1, afterCycle = () => undefined } = request;
  const setFile = join(folder, 'set.json');
  let faults: EmbeddedFaults = {};
  const workshop: Workshop = {
    home: await openHome(join(folder, 'home')),
    workers: new SameThread(),
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
    openLive: () => EmbeddedSet.load(setFile, { faults }),
  };
  const stateFile = join(folder, 'soak.json');
  const options = { cycles, seed, planEvery };
  const state = existsSync(stateFile)
    ? await continued(workshop, stateFile, setFile, options)
    : await begun(workshop, folder, setFile, options);
  const { before, counts } = state;
  const { mix, stems } = state.material;
  counts.parts++;
  counts.heapBytes.push([]);
  counts.handles.push([]);
  let made: Suggested | undefined;
  const step = Math.max(1, Math.floor(cycles / 10));
  for (let cycle = counts.cycles + 1; cycle <= cycles; cycle++) {
    await analyse(workshop, mix);
    if (made === undefined || (cycle - 1) % planEvery === 0) {
      made = await suggest(workshop, { mix, stems, amount: 100, profile: 'soak', set: 'live' });
      await writeDocument(planDocument, made.planFile, withRouting(made.plan));
      counts.plans++;
    }
    const { planFile } = made;
    const plan = withRouting(made.plan);
    // Of the cycle's own, so that a run in parts meets the same faults.
    faults = drawFault(plan, seededRandom(seed * SEEDS_APART + cycle));
    const receipt = await apply(workshop, {
      plan: planFile,
      set: 'live',
      only: undefined,
      all: true,
      dryRun: false,
    }).then(
      (applied) => applied.receipt,
      (error: unknown) => {
        if (!(error instanceof Failure)) counts.faults.push(`cycle ${cycle}: ${String(error)}`);
        return undefined;
      },
    );
    faults = {};
    if (receipt === undefined) counts.broken++;
    else countWrites(counts, receipt, before, await valuesOf(setFile), cycle);
    // After a plan that failed there is nothing to take back; after a set that fell silent, there is.
    await undo(workshop, { receipt: undefined, set: 'live' }).catch((error: unknown) => {
      if (!(error instanceof Failure)) counts.faults.push(`cycle ${cycle}, undo: ${String(error)}`);
    });
    for (const fix of plan.fixes.filter(({ advice }) => !advice)) {
      await answer(workshop, { fix: fix.id, answer: 'accept', plan: planFile, finalSize: undefined });
    }
    if (cycle % RESET_EVERY === 0) await resetTaste(workshop);
    const isAsBefore = isDeepStrictEqual(await valuesOf(setFile), before);
    if (!isAsBefore) counts.faults.push(`cycle ${cycle}: the set is not as it was before`);
    else if (receipt === undefined) counts.putBack++;
    counts.cycles = cycle;
    if (cycle % step === 0) {
      counts.writesByTenth.push(counts.writes - counts.writesByTenth.reduce((sum, writes) => sum + writes, 0));
      globalThis.gc?.();
      counts.heapBytes.at(-1)?.push(process.memoryUsage().heapUsed);
      counts.handles.at(-1)?.push(process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length);
    }
    await writeFileSafely(stateFile, JSON.stringify(state));
    afterCycle(counts);
  }
  return counts;
}

/** Where a run stands, as it is kept in its folder from cycle to cycle. */
interface SoakState {
  options: Required<Pick<SoakRequest, 'cycles' | 'seed' | 'planEvery'>>;
  material: SoakMaterial;
  /** Every value of the set before the first cycle. */
  before: Values;
  counts: SoakCounts;
}

async function begun(
  workshop: Workshop,
  folder: string,
  setFile: string,
  options: SoakState['options'],
): Promise<SoakState> {
  const material = await writeSoakMaterial(folder);
  await learn(workshop, { folder: material.references, name: 'soak' });
  await makeSet(setFile);
  const noCounts = { cycles: 0, plans: 0, writes: 0, exact: 0, broken: 0, putBack: 0, parts: 0, interrupted: 0 };
  return {
    ...{ options, material, before: await valuesOf(setFile) },
    counts: { ...noCounts, writesByTenth: [], faults: [], heapBytes: [], handles: [] },
  };
}

/** Takes back what a cycle that was cut off has left in the set. */
async function continued(
  workshop: Workshop,
  stateFile: string,
  setFile: string,
  options: SoakState['options'],
): Promise<SoakState> {
  const state = JSON.parse(await readFile(stateFile, 'utf8')) as SoakState;
  if (!isDeepStrictEqual(state.options, options)) {
    throw new Error(`${stateFile} is of a run with ${JSON.stringify(state.options)}: use these, or another folder.`);
  }
  const { counts, before } = state;
  if (isDeepStrictEqual(await valuesOf(setFile), before)) return state;
  counts.interrupted++;
  await undo(workshop, { receipt: undefined, set: 'live' });
  if (!isDeepStrictEqual(await valuesOf(setFile), before)) {
    counts.faults.push(`cycle ${counts.cycles + 1}: the set is not as it was before it was cut off`);
  }
  return state;
}

/**
 * The plan with a sidechain besides: stems of nine seconds are too short to be told how they duck. Vocals, which no plan
 * of theirs touches, hear the kick instead of the pad.
 */
function withRouting(plan: PlanDocument): PlanDocument {
  const routing: Fix = {
    ...{ id: 'f99', kind: 'sidechain', track: 'Vocals', stem: '', device: 'Compressor', insert: false },
    changes: [{ parameter: 'S/C On', from: 'Off', to: 'On', unit: '' }],
    ...{ sidechainFrom: 'Kick', sentence: 'Vocals: duck under the kick (Compressor).', why: '', confidence: 1 },
    predicted: { styleDeltaAfter: plan.styleDelta.predicted, benefit: 0, features: [] },
    ...{ risk: 'low', advice: false },
  };
  return { ...plan, fixes: [...plan.fixes, routing] };
}

/** Tracks of the stems and others that no plan of theirs may touch. */
async function makeSet(file: string): Promise<void> {
  const plain = ['Kick', 'Bass', 'Pad', 'FX'].map((name) => ({ name }));
  const hearing = { device: 'Compressor', sidechainFrom: 'Pad', sidechainTap: 'Post FX' as const };
  const tracks = [...plain, { name: 'Vocals', devices: [hearing] }];
  await EmbeddedSet.create({ name: 'Soak', tempoBpm: 138, tracks }, { file });
}

/** The fault of one apply, so that each write meets one with the same small chance; none, mostly. */
function drawFault(plan: PlanDocument, random: () => number): EmbeddedFaults {
  const names = planSteps(plan).map((step) => ('hears' in step ? SIDECHAIN_INPUT : step.parameter));
  const at = names.findIndex(() => random() < 1 / FAULT_EVERY);
  if (at < 0) return {};
  const kind = Math.floor(3 * random());
  if (kind === 0) return { failWrite: at + 1 };
  return kind === 1 ? { dropAfter: at + 1 } : { loseAnswerOf: names[at] };
}

type Values = readonly (readonly [name: string, value: number | string])[];

/** Every raw value of a set, and what its sidechains hear, by its place. */
async function valuesOf(file: string): Promise<Values> {
  const { tracks } = (await EmbeddedSet.load(file)).document();
  return tracks.flatMap(({ name, mixer, devices }) => [
    ...mixer.map((parameter) => [`${name} Mixer ${parameter.name}`, parameter.raw] as const),
    ...devices.flatMap((device, i) => [
      ...device.parameters.map(
        (parameter) => [`${name} ${i} ${device.name} ${parameter.name}`, parameter.raw] as const,
      ),
      [
        `${name} ${i} ${device.name} ${SIDECHAIN_INPUT}`,
        `${device.sidechainFrom ?? ''} ${device.sidechainTap ?? ''}`,
      ] as const,
    ]),
  ]);
}

function countWrites(
  counts: SoakCounts,
  { writes }: ReceiptDocument,
  before: Values,
  after: Values,
  cycle: number,
): void {
  const set = writes.filter(({ parameter }) => parameter !== '');
  counts.writes += set.length;
  counts.exact += set.filter(({ wanted, read, state }) => {
    const isAsWanted =
      typeof wanted === 'number' && typeof read === 'number'
        ? Math.abs(read - wanted) <= SHOWN_WITHIN * Math.max(1, Math.abs(wanted) / 10)
        : read === wanted;
    return state === 'written' && isAsWanted;
  }).length;
  // What the receipt does not name stands as it stood; the devices it names have come.
  const now = new Map(after);
  for (const [name, raw] of before) {
    const isNamed = set.some((write) => name.startsWith(`${write.track} `) && name.endsWith(` ${write.parameter}`));
    if (!isNamed && now.get(name) !== raw) counts.faults.push(`cycle ${cycle}: ${name} was changed by no fix`);
  }
}

import { Failure, throwIfCancelled } from '../store/failure.ts';
import type { DisplayValue } from '../store/plan-document.ts';
import type { ReceiptDocument } from '../store/receipt-document.ts';
import { fingerprint } from './device-fingerprint.ts';
import { findOwnedParameter, ownerOf } from './find-in-set.ts';
import type { LiveSet, SetSnapshot, TrackSnapshot } from './live-set.ts';
import { restoreSidechain } from './restore-sidechain.ts';
import { inputInWords, type SidechainInput } from './sidechain-input.ts';
import {
  planTasks,
  storable,
  type InsertTask,
  type RouteTask,
  type Task,
  type WriteTask,
} from './transaction/plan-tasks.ts';

/** One thing to change. */
export type PlanStep = WriteStep | RouteStep;

interface StepPlace {
  /** Id of the fix in the plan. */
  fix: string;
  track: string;
  /** `Mixer`, or a device's name. */
  device: string;
  /**
   * The device is to be inserted first; all such steps for one track share one new device of that name, so that two
   * fixes with an equaliser band each make one equaliser.
   */
  insert: boolean;
  /** Name of the device in front of which a new one goes; the chain's end where empty, or where it is not found. */
  insertBefore?: string;
}

/** One parameter to bring to one value. */
export interface WriteStep extends StepPlace {
  parameter: string;
  to: DisplayValue;
  /** Unit of `to`; empty for a choice. */
  unit: string;
}

/** A device whose sidechain is to hear another track. */
export interface RouteStep extends StepPlace {
  hears: SidechainInput;
}

export interface ApplyOptions {
  /** Id of the plan the steps come from. */
  plan: string;
  /** Keeps the receipt; called before the first write and after every one. What it is handed is its own copy. */
  save(receipt: ReceiptDocument): Promise<void>;
  signal?: AbortSignal | undefined;
  /** The receipt's id; made from the time unless given. */
  id?: string;
  now?: Date;
  /** Write parameters that automation moves; the automation is then overridden. False unless told. */
  allowAutomated?: boolean;
}

/**
 * Carries out steps in a set, all or nothing.
 *
 * Everything is looked up and every before-value captured first; devices are inserted next, parameters written and
 * sidechains routed last, each in its own turn. Where a step fails, or the signal fires, everything written is put back
 * bit for bit in reverse order and inserted devices are deleted.
 *
 * @returns the receipt, state `applied`. No steps give an empty one.
 * @throws Failure 'refused', with the receipt's id once it exists, where a track, device or parameter is missing or
 * ambiguous, frozen, held or automated, the unit is another, a value cannot be shown, or a track cannot be heard;
 * 'cancelled' by the signal; 'live-unreachable' where the set stopped answering, in which case the receipt stays `open`
 * and `undoReceipt` puts back what was written.
 */
export async function applySteps(
  set: LiveSet,
  steps: readonly PlanStep[],
  options: ApplyOptions,
): Promise<ReceiptDocument> {
  const now = options.now ?? new Date();
  const snapshot = await set.snapshot(options.signal);
  const tasks = await planTasks(set, snapshot, steps, options.allowAutomated ?? false);
  const receipt: ReceiptDocument = {
    schema: 'coproducer.receipt/1',
    id: options.id ?? receiptId(now),
    plan: options.plan,
    createdAt: now.toISOString(),
    set: set.name,
    state: 'open',
    writes: tasks.map((task) => task.row),
  };
  const run = new Run(set, receipt, tasks, options);
  await run.save();
  try {
    await run.insertDevices();
    await run.makeChanges();
    await run.finish();
  } catch (cause) {
    await run.rollBack(cause);
  }
  return structuredClone(receipt);
}

/** One application on its way. */
class Run {
  readonly #set: LiveSet;
  readonly #receipt: ReceiptDocument;
  readonly #tasks: readonly Task[];
  readonly #options: ApplyOptions;
  /** The row being carried out: it may or may not have reached the set. */
  #current: Task | undefined;

  constructor(set: LiveSet, receipt: ReceiptDocument, tasks: readonly Task[], options: ApplyOptions) {
    this.#set = set;
    this.#receipt = receipt;
    this.#tasks = tasks;
    this.#options = options;
  }

  save(): Promise<void> {
    return this.#options.save(structuredClone(this.#receipt));
  }

  async insertDevices(): Promise<void> {
    const insertions = this.#tasks.filter((task) => task.does === 'insert');
    for (const task of insertions) {
      throwIfCancelled(this.#options.signal);
      this.#current = task;
      task.deviceId = await this.#set.insertDevice(task.trackId, task.row.device, task.index);
      task.row.state = 'written';
      task.row.read = task.row.device;
      await this.save();
    }
    this.#current = undefined;
    if (insertions.length > 0) await this.#adoptDevices(insertions);
  }

  /** A new device's parameters can be seen only now; their before-values are its defaults. */
  async #adoptDevices(insertions: readonly InsertTask[]): Promise<void> {
    const snapshot = await this.#set.snapshot(this.#options.signal);
    for (const task of insertions) task.row.rawAfter = placeOf(snapshot, task).place;
    for (const task of this.#tasks) {
      if (task.does === 'insert' || task.inserted === undefined) continue;
      const { track, place } = placeOf(snapshot, task.inserted);
      if (task.does === 'route') {
        task.deviceId = track.devices[place].id;
        continue;
      }
      const parameter = findOwnedParameter(ownerOf(track, track.devices[place]), task.row.parameter);
      task.parameterId = parameter.id;
      task.row.before = storable(parameter);
      task.row.rawBefore = parameter.raw;
    }
    if (insertions.length > 0) await this.save();
  }

  async makeChanges(): Promise<void> {
    for (const task of this.#tasks) {
      if (task.does === 'insert') continue;
      throwIfCancelled(this.#options.signal);
      this.#current = task;
      await (task.does === 'route' ? this.#route(task) : this.#write(task));
      task.row.state = 'written';
      await this.save();
    }
    this.#current = undefined;
  }

  async #write({ parameterId, row }: WriteTask): Promise<void> {
    // An earlier step of this plan, or the person, may have moved it since the capture.
    const before = await this.#set.read(parameterId);
    row.before = storable(before);
    row.rawBefore = before.raw;
    const reading = await this.#set.write(parameterId, row.wanted);
    row.read = storable(reading);
    row.rawAfter = reading.raw;
  }

  async #route({ deviceId, row }: RouteTask): Promise<void> {
    const before = inputFrom(await this.#set.readSidechain(deviceId));
    row.before = inputInWords(before);
    row.sidechain.before = before;
    const read = inputFrom(await this.#set.writeSidechain(deviceId, row.sidechain.wanted));
    row.read = inputInWords(read);
    row.sidechain.read = read;
  }

  async finish(): Promise<void> {
    const insertions = this.#tasks.filter((task) => task.does === 'insert');
    if (insertions.length > 0) {
      const snapshot = await this.#set.snapshot();
      for (const task of insertions) {
        const { track, place } = placeOf(snapshot, task);
        task.row.asLeft = fingerprint(track.devices[place]);
      }
    }
    this.#receipt.state = 'applied';
    await this.save();
  }

  /** Puts everything back and throws what the person needs to know. */
  async rollBack(cause: unknown): Promise<never> {
    const why = cause instanceof Error ? cause.message : String(cause);
    if (this.#current) this.#current.row.reason = why;
    let trouble = '';
    for (const task of [...this.#tasks].reverse()) {
      if (task.row.state !== 'written' && task !== this.#current) continue;
      try {
        await this.#takeBack(task);
        task.row.state = task === this.#current ? 'failed' : 'rolled-back';
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
      }
    }
    const { id } = this.#receipt;
    this.#receipt.state = trouble === '' ? 'rolled-back' : 'open';
    // The set comes first: a disk that does not take the receipt must not hide what happened there.
    await this.save().catch(() => undefined);
    if (trouble !== '') {
      const kind = cause instanceof Failure && cause.kind === 'live-unreachable' ? cause.kind : 'refused';
      throw new Failure(
        kind,
        `${why} Not everything could be put back (${trouble}); run undo on receipt ${id} when the set answers.`,
        { cause },
      );
    }
    if (!(cause instanceof Failure)) throw cause;
    const kind = cause.kind === 'cancelled' ? 'cancelled' : 'refused';
    const message = kind === 'cancelled' ? 'Cancelled.' : why;
    throw new Failure(kind, `${message} Everything written was put back (receipt ${id}).`, { cause });
  }

  async #takeBack(task: Task): Promise<void> {
    if (task.does === 'insert') {
      const deviceId = task.deviceId === '' ? await this.#unansweredDevice(task) : task.deviceId;
      if (deviceId !== undefined) await this.#set.deleteDevice(deviceId);
    } else if (task.does === 'route') {
      await this.#takeBackRoute(task);
    } else {
      await this.#takeBackWrite(task);
    }
  }

  async #takeBackWrite({ parameterId, row }: WriteTask): Promise<void> {
    if (parameterId === '') return;
    const standing = await this.#set.read(parameterId);
    if (Object.is(standing.raw, row.rawBefore)) return;
    const restored = await this.#set.writeRaw(parameterId, row.rawBefore);
    if (!Object.is(restored.raw, row.rawBefore)) {
      throw new Failure('refused', `${row.track} › ${row.device} › ${row.parameter} does not take its old value.`);
    }
  }

  async #takeBackRoute({ deviceId, row }: RouteTask): Promise<void> {
    if (deviceId !== '') await restoreSidechain(this.#set, deviceId, row.sidechain.before);
  }

  /** A device that is there although the set never said so. */
  async #unansweredDevice({ trackId, row, olderIds }: InsertTask): Promise<string | undefined> {
    const { tracks } = await this.#set.snapshot();
    const ours = this.#tasks.filter((task) => task.does === 'insert').map(({ deviceId }) => deviceId);
    return tracks
      .find(({ id }) => id === trackId)
      ?.devices.find(({ id, name }) => name === row.device && !olderIds.includes(id) && !ours.includes(id))?.id;
  }
}

function inputFrom({ source, tap }: SidechainInput): SidechainInput {
  return { source, tap };
}

/** Where an inserted device is now. */
function placeOf(snapshot: SetSnapshot, { deviceId, row }: InsertTask): { track: TrackSnapshot; place: number } {
  for (const track of snapshot.tracks) {
    const place = track.devices.findIndex((device) => device.id === deviceId);
    if (place >= 0) return { track, place };
  }
  throw new Failure(
    'refused',
    `${row.device} was inserted on ${row.track} and is gone again; leave the set alone while a plan is applied.`,
  );
}

/** Sorts by time and does not repeat: `r-20261122-140745-3fa9`. */
function receiptId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `r-${stamp}-${crypto.randomUUID().slice(0, 4)}`;
}

import { MIXER_NAME } from '../../devices/mixer.ts';
import { Failure } from '../../store/failure.ts';
import type { DisplayValue } from '../../store/plan-document.ts';
import type { ReceiptWrite } from '../../store/receipt-document.ts';
import {
  devicesNamed,
  findDevice,
  findOwnedParameter,
  findOwner,
  findTrack,
  type ParameterOwner,
} from '../find-in-set.ts';
import type { LiveSet, ParameterReading, ParameterSnapshot, SetSnapshot, TrackSnapshot } from '../live-set.ts';
import { findSource, inputInWords, NO_INPUT, SIDECHAIN_INPUT, type SidechainInput } from '../sidechain-input.ts';
import type { PlanStep, RouteStep, WriteStep } from '../transaction.ts';

/** A row of the receipt with what is needed to carry it out. */
export type Task = InsertTask | WriteTask | RouteTask;

interface PlannedTask {
  row: ReceiptWrite;
  trackId: string;
}

export interface InsertTask extends PlannedTask {
  does: 'insert';
  /** Place in the chain, counted when its turn comes; −1 for the end. */
  index: number;
  /** Empty until the set has answered with it. */
  deviceId: string;
  /** Devices of the track that were there before. */
  olderIds: readonly string[];
}

export interface WriteTask extends PlannedTask {
  does: 'write';
  /** The parameter in this session; of a device yet to be inserted, empty until then. */
  parameterId: string;
  /** The row that inserts this parameter's device. */
  inserted: InsertTask | undefined;
}

/** Chooses what the sidechain of a device hears. */
export interface RouteTask extends PlannedTask {
  does: 'route';
  row: RoutedRow;
  /** As `parameterId`. */
  deviceId: string;
  inserted: InsertTask | undefined;
}

export type RoutedRow = ReceiptWrite & { sidechain: NonNullable<ReceiptWrite['sidechain']> };

/**
 * Looks up everything the steps mean and captures what stands there; touches nothing. Insertions come first, then the
 * writes in the order of the steps.
 *
 * @throws Failure 'refused' for whatever the set cannot do, before anything is written.
 */
export async function planTasks(
  set: LiveSet,
  snapshot: SetSnapshot,
  steps: readonly PlanStep[],
  allowAutomated: boolean,
): Promise<Task[]> {
  const insertions = new Map<string, InsertTask>();
  for (const step of steps) {
    if (!inserts(step)) continue;
    const key = JSON.stringify([step.track, step.device]);
    if (insertions.has(key)) continue;
    const track = writableTrack(snapshot, step);
    const earlier = [...insertions.values()].filter(({ trackId }) => trackId === track.id);
    insertions.set(key, insertTask(step, track, earlier));
  }
  const changes: Task[] = [];
  for (const step of steps) {
    const track = writableTrack(snapshot, step);
    const inserted = insertedFor(step, track, [...insertions.values()]);
    changes.push(
      isRouting(step)
        ? await routeTask(set, snapshot, step, track, inserted)
        : writeTask(step, track, inserted, allowAutomated),
    );
  }
  if (insertions.size > 0) {
    const { insertDevice, liveVersion } = await set.capabilities();
    if (!insertDevice) {
      const devices = [...insertions.values()].map(({ row }) => `${row.device} on ${row.track}`).join(', ');
      throw new Failure(
        'refused',
        `Live ${liveVersion} cannot insert devices; insert ${devices} by hand, then make a new plan.`,
      );
    }
  }
  return [...insertions.values(), ...changes];
}

function isRouting(step: PlanStep): step is RouteStep {
  return 'hears' in step;
}

function writeTask(
  step: WriteStep,
  track: TrackSnapshot,
  inserted: InsertTask | undefined,
  allowAutomated: boolean,
): WriteTask {
  const planned = { ...plannedRow(step), parameter: step.parameter, wanted: storableValue(step.to), unit: step.unit };
  const about = { does: 'write' as const, trackId: track.id, inserted };
  if (inserted) return { ...about, row: { ...planned, inserted: true }, parameterId: '' };
  const owner = findOwner(track, step.device);
  const parameter = findOwnedParameter(owner, step.parameter);
  checkWritable(owner, parameter, step, allowAutomated);
  const row = { ...planned, before: storable(parameter), rawBefore: parameter.raw };
  return { ...about, row, parameterId: parameter.id };
}

async function routeTask(
  set: LiveSet,
  snapshot: SetSnapshot,
  step: RouteStep,
  track: TrackSnapshot,
  inserted: InsertTask | undefined,
): Promise<RouteTask> {
  const { name } = findTrack(snapshot, step.hears.source);
  const label = `${track.name} › ${step.device}`;
  if (name === track.name) throw new Failure('refused', `${label} is on "${name}" itself and cannot hear it duck.`);
  const wanted = { source: name, tap: step.hears.tap };
  const row = (before: SidechainInput): RoutedRow => ({
    ...plannedRow(step),
    parameter: SIDECHAIN_INPUT,
    before: inputInWords(before),
    wanted: inputInWords(wanted),
    sidechain: { before, wanted, read: before },
  });
  const about = { does: 'route' as const, trackId: track.id, inserted };
  if (inserted) return { ...about, row: { ...row({ source: NO_INPUT, tap: '' }), inserted: true }, deviceId: '' };
  const device = findDevice(track, step.device);
  const { source, tap, sources } = await set.readSidechain(device.id);
  findSource(sources, name, label);
  // What stands there must be found again by its name, now and in another session.
  const times = sources.filter((one) => one === source).length;
  if (times !== 1) {
    throw new Failure(
      'refused',
      `${label} hears "${source}", which Live offers ${times} times, so that it could not be put back; choose another input in Live first.`,
    );
  }
  return { ...about, row: row({ source, tap }), deviceId: device.id };
}

function inserts(step: PlanStep): boolean {
  return step.insert && step.device !== MIXER_NAME;
}

/**
 * The new device a step writes to: any step's where it asks for one, another's where the track has none of that name
 * yet.
 */
function insertedFor(step: PlanStep, track: TrackSnapshot, insertions: readonly InsertTask[]): InsertTask | undefined {
  const fitting = insertions.filter(({ trackId, row }) => trackId === track.id && row.device === step.device);
  return inserts(step) || devicesNamed(track, step.device).length === 0 ? fitting[0] : undefined;
}

function writableTrack(snapshot: SetSnapshot, step: PlanStep): TrackSnapshot {
  const track = findTrack(snapshot, step.track);
  if (track.frozen) throw new Failure('refused', `${track.name} is frozen; unfreeze it in Live and apply again.`);
  return track;
}

/** @param earlier insertions on the same track that come first */
function insertTask(step: PlanStep, track: TrackSnapshot, earlier: readonly InsertTask[]): InsertTask {
  const before = track.devices.findIndex(({ name }) => name === step.insertBefore);
  const index = before < 0 ? -1 : before + earlier.filter((task) => task.index >= 0 && task.index <= before).length;
  const place = index < 0 ? track.devices.length + earlier.length : index;
  const row = { ...plannedRow(step), wanted: step.device, rawAfter: place };
  const olderIds = track.devices.map(({ id }) => id);
  return { does: 'insert', row, trackId: track.id, deviceId: '', olderIds, index };
}

function plannedRow({ fix, track, device }: PlanStep): ReceiptWrite {
  return {
    fix,
    track,
    device,
    parameter: '',
    before: '',
    wanted: '',
    read: '',
    unit: '',
    rawBefore: 0,
    rawAfter: 0,
    state: 'planned',
    reason: '',
  };
}

/** Units that can be told apart in the texts of a parameter; a plan in another one was made for something else. */
const PHYSICAL_UNITS = ['dB', 'Hz', 'ms', '%'];

function checkWritable(
  { label }: ParameterOwner,
  parameter: ParameterSnapshot,
  step: WriteStep,
  allowAutomated: boolean,
): void {
  const name = `${label} › ${parameter.name}`;
  if (!parameter.enabled) {
    throw new Failure('refused', `${name} is held by a macro or another device; free it in Live and apply again.`);
  }
  if (parameter.automation === 'active' && !allowAutomated) {
    throw new Failure(
      'refused',
      `${name} is automated, so a fixed value would not last; change its automation by hand, or allow it.`,
    );
  }
  const units = [step.unit, parameter.unit];
  if (units[0] !== units[1] && units.every((unit) => PHYSICAL_UNITS.includes(unit))) {
    throw new Failure(
      'refused',
      `${name} is in ${parameter.unit}, and the plan gives ${step.to} ${step.unit}; make a new plan.`,
    );
  }
}

/** A reading as documents keep it: JSON knows no infinity, so `-inf dB` stays a text. */
export function storable({ display, text }: Pick<ParameterReading, 'display' | 'text'>): DisplayValue {
  return typeof display === 'number' && !Number.isFinite(display) ? text : display;
}

function storableValue(value: DisplayValue): DisplayValue {
  return typeof value === 'number' && !Number.isFinite(value) ? `${value < 0 ? '-' : ''}inf` : value;
}

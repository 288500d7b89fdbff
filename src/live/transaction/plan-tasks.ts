import { MIXER_NAME } from '../../devices/mixer.ts';
import { Failure } from '../../store/failure.ts';
import type { DisplayValue } from '../../store/plan-document.ts';
import type { ReceiptWrite } from '../../store/receipt-document.ts';
import { devicesNamed, findOwnedParameter, findOwner, findTrack, type ParameterOwner } from '../find-in-set.ts';
import type { LiveSet, ParameterReading, ParameterSnapshot, SetSnapshot, TrackSnapshot } from '../live-set.ts';
import type { WriteStep } from '../transaction.ts';

/** A row of the receipt with what is needed to carry it out. */
export interface Task {
  row: ReceiptWrite;
  trackId: string;
  /** The parameter in this session; of a device yet to be inserted, empty until then. */
  parameterId: string;
  /** The row that inserts this parameter's device. */
  inserted: InsertTask | undefined;
}

export interface InsertTask extends Task {
  /** Place in the chain, counted when its turn comes; −1 for the end. */
  index: number;
  /** Empty until the set has answered with it. */
  deviceId: string;
  /** Devices of the track that were there before. */
  olderIds: readonly string[];
}

/**
 * Looks up everything the steps mean and captures what stands there; touches nothing. Insertions come first, then the
 * writes in the order of the steps.
 *
 * @throws Failure 'refused' for whatever the set cannot do, before anything is written.
 */
export async function planTasks(
  set: LiveSet,
  snapshot: SetSnapshot,
  steps: readonly WriteStep[],
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
  const writes = steps.map((step): Task => {
    const track = writableTrack(snapshot, step);
    const inserted = insertedFor(step, track, [...insertions.values()]);
    if (inserted) return { row: { ...plannedRow(step), inserted: true }, trackId: track.id, parameterId: '', inserted };
    const owner = findOwner(track, step.device);
    const parameter = findOwnedParameter(owner, step.parameter);
    checkWritable(owner, parameter, step, allowAutomated);
    const row = { ...plannedRow(step), before: storable(parameter), rawBefore: parameter.raw };
    return { row, trackId: track.id, parameterId: parameter.id, inserted: undefined };
  });
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
  return [...insertions.values(), ...writes];
}

function inserts(step: WriteStep): boolean {
  return step.insert && step.device !== MIXER_NAME;
}

/**
 * The new device a step writes to: any step's where it asks for one, another's where the track has none of that name
 * yet.
 */
function insertedFor(step: WriteStep, track: TrackSnapshot, insertions: readonly InsertTask[]): InsertTask | undefined {
  const fitting = insertions.filter(({ trackId, row }) => trackId === track.id && row.device === step.device);
  return inserts(step) || devicesNamed(track, step.device).length === 0 ? fitting[0] : undefined;
}

function writableTrack(snapshot: SetSnapshot, step: WriteStep): TrackSnapshot {
  const track = findTrack(snapshot, step.track);
  if (track.frozen) throw new Failure('refused', `${track.name} is frozen; unfreeze it in Live and apply again.`);
  return track;
}

/** @param earlier insertions on the same track that come first */
function insertTask(step: WriteStep, track: TrackSnapshot, earlier: readonly InsertTask[]): InsertTask {
  const before = track.devices.findIndex(({ name }) => name === step.insertBefore);
  const index = before < 0 ? -1 : before + earlier.filter((task) => task.index >= 0 && task.index <= before).length;
  const place = index < 0 ? track.devices.length + earlier.length : index;
  const row = { ...plannedRow(step), parameter: '', wanted: step.device, unit: '', rawAfter: place };
  const olderIds = track.devices.map(({ id }) => id);
  return { row, trackId: track.id, parameterId: '', inserted: undefined, deviceId: '', olderIds, index };
}

function plannedRow({ fix, track, device, parameter, to, unit }: WriteStep): ReceiptWrite {
  return {
    fix,
    track,
    device,
    parameter,
    before: '',
    wanted: storableValue(to),
    read: '',
    unit,
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

/** Whether a task inserts a device rather than writes a parameter. */
export function isInsertion(task: Task): task is InsertTask {
  return 'deviceId' in task;
}

/** A reading as documents keep it: JSON knows no infinity, so `-inf dB` stays a text. */
export function storable({ display, text }: Pick<ParameterReading, 'display' | 'text'>): DisplayValue {
  return typeof display === 'number' && !Number.isFinite(display) ? text : display;
}

function storableValue(value: DisplayValue): DisplayValue {
  return typeof value === 'number' && !Number.isFinite(value) ? `${value < 0 ? '-' : ''}inf` : value;
}

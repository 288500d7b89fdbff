import { deviceByName } from '../devices/devices.ts';
import { MIXER_NAME } from '../devices/mixer.ts';
import { Failure } from '../store/failure.ts';
import type { ReceiptDocument, ReceiptWrite } from '../store/receipt-document.ts';
import { fingerprint } from './device-fingerprint.ts';
import {
  devicesNamed,
  findDevice,
  findOwnedParameter,
  findOwner,
  findTrack,
  ownerOf,
  type ParameterOwner,
} from './find-in-set.ts';
import type { DeviceSnapshot, LiveSet, ParameterSnapshot, SetSnapshot } from './live-set.ts';
import { shows } from './parameter-writer.ts';
import { restoreSidechain } from './restore-sidechain.ts';
import { inputInWords, isCalled, isSameInput } from './sidechain-input.ts';

/**
 * Takes back what a receipt wrote, in reverse order: the exact raw values, and what sidechains heard. What a person has
 * changed since stays theirs: the row becomes `kept` and says why. An inserted device is deleted only if every
 * parameter of it, and what it hears, is still as it was left; else it and all values written to it are kept.
 *
 * Also heals a receipt that is still `open` because the set stopped answering or the program ended half-way. Doing it
 * again changes nothing; a receipt that is rolled back or undone is returned as it is.
 *
 * @param save keeps the receipt, called after every change; it is handed its own copy.
 * @returns the receipt, state `undone`, or `partly-undone` where something was kept.
 * @throws Failure 'live-unreachable' where the set does not answer; what was undone so far is saved.
 */
export async function undoReceipt(
  set: LiveSet,
  receipt: ReceiptDocument,
  save: (receipt: ReceiptDocument) => Promise<void>,
): Promise<ReceiptDocument> {
  const undone = structuredClone(receipt);
  if (undone.state === 'rolled-back' || undone.state === 'undone') return undone;
  const snapshot = await set.snapshot();
  const devices = claimInsertedDevices(snapshot, undone);
  for (const row of [...undone.writes].reverse()) {
    if (!mayStand(row, undone)) continue;
    const state = row.state;
    const outcome = await takeBack(set, snapshot, row, undone.writes, devices);
    Object.assign(row, outcome);
    if (row.state !== state) await save(structuredClone(undone));
  }
  undone.state = undone.writes.some((row) => row.state === 'kept') ? 'partly-undone' : 'undone';
  await save(structuredClone(undone));
  return undone;
}

/**
 * Whether a row may have something standing in the set: written, kept last time, or cut off between the write and its
 * record.
 */
function mayStand(row: ReceiptWrite, receipt: ReceiptDocument): boolean {
  if (row.state === 'written' || row.state === 'kept') return true;
  return receipt.state === 'open' && row.state === 'planned';
}

type Outcome = Pick<ReceiptWrite, 'state' | 'reason'>;

const UNDONE: Outcome = { state: 'undone', reason: '' };

function kept(reason: string): Outcome {
  return { state: 'kept', reason };
}

async function takeBack(
  set: LiveSet,
  snapshot: SetSnapshot,
  row: ReceiptWrite,
  rows: readonly ReceiptWrite[],
  devices: ReadonlyMap<ReceiptWrite, DeviceSnapshot>,
): Promise<Outcome> {
  const insertion = insertionOf(row, rows);
  if (insertion) return takeBackInserted(set, row, insertion, rows, devices.get(insertion));
  if (row.sidechain) return takeBackRoute(set, snapshot, row, row.sidechain, devices);
  const found = locate(snapshot, row, devices);
  if (typeof found === 'string') return row.state === 'planned' ? row : kept(found);
  const standing = await set.read(found.id);
  if (Object.is(standing.raw, row.rawBefore)) return row.state === 'planned' ? row : UNDONE;
  const ours = row.state === 'planned' ? isWanted(row, standing.text) : Object.is(standing.raw, row.rawAfter);
  if (!ours) return row.state === 'planned' ? row : kept(`it was changed to ${standing.text} since`);
  const restored = await set.writeRaw(found.id, row.rawBefore);
  return Object.is(restored.raw, row.rawBefore)
    ? UNDONE
    : kept(`it does not take its old value; it shows ${restored.text}`);
}

/** The row that inserted the device this row is about; the row itself if it is one. */
function insertionOf(row: ReceiptWrite, rows: readonly ReceiptWrite[]): ReceiptWrite | undefined {
  if (row.parameter === '') return row;
  if (row.inserted !== true) return undefined;
  // One new device of a name on a track serves all fixes that ask for it.
  return rows.find(
    (one) => one.parameter === '' && one.track === row.track && one.device === row.device && one.state !== 'planned',
  );
}

/** An inserted device goes as a whole or stays as a whole: half of its settings would be a sound nobody asked for. */
async function takeBackInserted(
  set: LiveSet,
  row: ReceiptWrite,
  insertion: ReceiptWrite,
  rows: readonly ReceiptWrite[],
  device: DeviceSnapshot | undefined,
): Promise<Outcome> {
  if (!device) return row.state === 'planned' ? row : UNDONE;
  if (isAsLeft(device, insertion, rows)) {
    // The values go with the device, whose row comes last in reverse order.
    if (row === insertion) await set.deleteDevice(device.id);
    return UNDONE;
  }
  return row.state === 'planned'
    ? row
    : kept(`${device.name} on ${row.track} was worked on since, so it stays as it is`);
}

/** A receipt cut off before its end has no print of the device; then it is taken to be as it was left. */
function isAsLeft(device: DeviceSnapshot, insertion: ReceiptWrite, rows: readonly ReceiptWrite[]): boolean {
  if (insertion.asLeft === undefined) return true;
  // What its sidechain hears is no parameter, and so not in the print.
  const routed = rows.findLast((row) => row.sidechain !== undefined && insertionOf(row, rows) === insertion);
  const hearsAsLeft =
    routed?.sidechain === undefined ||
    device.sidechain === undefined ||
    isSameInput(device.sidechain, routed.sidechain.read);
  return hearsAsLeft && insertion.asLeft === fingerprint(device);
}

/** Of a device that stood there before. */
async function takeBackRoute(
  set: LiveSet,
  snapshot: SetSnapshot,
  row: ReceiptWrite,
  { before, wanted, read }: NonNullable<ReceiptWrite['sidechain']>,
  devices: ReadonlyMap<ReceiptWrite, DeviceSnapshot>,
): Promise<Outcome> {
  const left = (reason: string): Outcome => (row.state === 'planned' ? row : kept(reason));
  try {
    const device = deviceBesides(snapshot, row, new Set(devices.values()));
    const standing = await set.readSidechain(device.id);
    if (isSameInput(standing, before)) return row.state === 'planned' ? row : UNDONE;
    // Cut off before its record, it may hear the track and not yet where it is to be tapped.
    const isOurs = row.state === 'planned' ? isCalled(standing.source, wanted.source) : isSameInput(standing, read);
    if (!isOurs) return left(`it was changed to ${inputInWords(standing)} since`);
    await restoreSidechain(set, device.id, before);
    return UNDONE;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'refused') return left(error.message);
    throw error;
  }
}

function isWanted(row: ReceiptWrite, text: string): boolean {
  return typeof row.wanted === 'number' ? shows(text, row.wanted) : text === row.wanted;
}

/** The parameter a row is about, or why it cannot be told. */
export function locate(
  snapshot: SetSnapshot,
  row: ReceiptWrite,
  inserted: ReadonlyMap<ReceiptWrite, DeviceSnapshot>,
): ParameterSnapshot | string {
  try {
    return findOwnedParameter(ownerBesides(snapshot, row, new Set(inserted.values())), row.parameter);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

function ownerBesides(snapshot: SetSnapshot, row: ReceiptWrite, inserted: ReadonlySet<DeviceSnapshot>): ParameterOwner {
  const track = findTrack(snapshot, row.track);
  return row.device === MIXER_NAME
    ? findOwner(track, MIXER_NAME)
    : ownerOf(track, deviceBesides(snapshot, row, inserted));
}

/** The device a row is about, not counting those that the same receipt inserted under the same name. */
export function deviceBesides(
  snapshot: SetSnapshot,
  row: ReceiptWrite,
  inserted: ReadonlySet<DeviceSnapshot>,
): DeviceSnapshot {
  const track = findTrack(snapshot, row.track);
  const own = devicesNamed(track, row.device).filter((device) => !inserted.has(device));
  return own.length === 1 ? own[0] : findDevice(track, row.device);
}

/**
 * Which devices of the set are the inserted ones. Ids do not outlive a session, so each insertion takes the device of
 * its kind that is exactly as it was left, whatever it is called by now; else the one of its name at its old place;
 * else none: a person may have deleted it. An insertion that was cut off before its record can only be the device at
 * the place it was meant for, which was free.
 */
export function claimInsertedDevices(
  snapshot: SetSnapshot,
  { state, writes }: ReceiptDocument,
): ReadonlyMap<ReceiptWrite, DeviceSnapshot> {
  const claimed = new Map<ReceiptWrite, DeviceSnapshot>();
  const taken = new Set<DeviceSnapshot>();
  for (const row of writes) {
    const isCutOff = state === 'open' && row.state === 'planned';
    if (row.parameter !== '' || (row.state !== 'written' && row.state !== 'kept' && !isCutOff)) continue;
    const tracks = snapshot.tracks.filter((track) => track.name === row.track);
    const className = deviceByName(row.device)?.className;
    const free = tracks.flatMap((track) => track.devices.filter((device) => !taken.has(device)));
    const named = free.filter((device) => device.name === row.device);
    const renamed = free.filter((device) => device.name !== row.device && device.className === className);
    const atPlace = named.find((device) => tracks[0].devices[row.rawAfter] === device);
    const asLeft = [...named, ...renamed].filter((device) => fingerprint(device) === row.asLeft);
    const left = atPlace && asLeft.includes(atPlace) ? atPlace : (asLeft[0] ?? atPlace);
    const device = isCutOff ? atPlace : left;
    if (!device) continue;
    claimed.set(row, device);
    taken.add(device);
  }
  return claimed;
}

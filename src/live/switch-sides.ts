import type { ReceiptDocument, ReceiptWrite } from '../store/receipt-document.ts';
import { Failure } from '../store/failure.ts';
import type { DeviceSnapshot, LiveSet, SetSnapshot } from './live-set.ts';
import { isSameInput } from './sidechain-input.ts';
import { claimInsertedDevices, deviceBesides, locate } from './undo-receipt.ts';

export type Side = 'before' | 'after';

/**
 * Lets a set sound as it did before some receipts, or again as they left it: values change places bit for bit, inserted
 * devices are switched off and on. Nothing is recorded, and what a person has changed since is left alone, so that
 * going there and back changes nothing; doing it twice is as doing it once.
 *
 * @param receipts applied ones, oldest first.
 * @param only keys of the rows to switch, as the way there gave them; all if undefined.
 * @returns keys of the rows that were switched.
 */
export async function switchSides(
  set: LiveSet,
  receipts: readonly ReceiptDocument[],
  side: Side,
  only?: readonly string[],
): Promise<string[]> {
  const snapshot = await set.snapshot();
  const switched: string[] = [];
  for (const receipt of side === 'after' ? receipts : [...receipts].reverse()) {
    const devices = claimInsertedDevices(snapshot, receipt);
    const rows = receipt.writes.filter(({ state }) => state === 'written');
    for (const row of side === 'after' ? rows : [...rows].reverse()) {
      const key = `${receipt.id} ${receipt.writes.indexOf(row)}`;
      if (only !== undefined && !only.includes(key)) continue;
      if (await switchInput(set, snapshot, row, side, devices)) switched.push(key);
      const way = wayOf(snapshot, row, devices);
      if (way === undefined) continue;
      const [from, to] = side === 'before' ? [way.after, way.before] : [way.before, way.after];
      if (!Object.is((await set.read(way.id)).raw, from)) continue;
      await set.writeRaw(way.id, to);
      switched.push(key);
    }
  }
  return switched;
}

/** The parameter a row moves between the sides; undefined where it goes with its device, or is gone. */
function wayOf(
  snapshot: SetSnapshot,
  row: ReceiptWrite,
  devices: ReadonlyMap<ReceiptWrite, DeviceSnapshot>,
): { id: string; before: number; after: number } | undefined {
  if (row.parameter === '') {
    const on = devices.get(row)?.parameters[0];
    return on && { id: on.id, before: 0, after: 1 };
  }
  if (row.inserted === true || row.sidechain !== undefined) return undefined;
  const found = locate(snapshot, row, devices);
  return typeof found === 'string' ? undefined : { id: found.id, before: row.rawBefore, after: row.rawAfter };
}

/** Lets a sidechain hear what it heard on that side; false where it does not hear what it is to be taken from. */
async function switchInput(
  set: LiveSet,
  snapshot: SetSnapshot,
  row: ReceiptWrite,
  side: Side,
  devices: ReadonlyMap<ReceiptWrite, DeviceSnapshot>,
): Promise<boolean> {
  if (row.sidechain === undefined || row.inserted === true) return false;
  const { before, read } = row.sidechain;
  const [from, to] = side === 'before' ? [read, before] : [before, read];
  const device = standingDevice(snapshot, row, new Set(devices.values()));
  if (device === undefined || !isSameInput(await set.readSidechain(device.id), from)) return false;
  await set.writeSidechain(device.id, to);
  return true;
}

function standingDevice(
  snapshot: SetSnapshot,
  row: ReceiptWrite,
  inserted: ReadonlySet<DeviceSnapshot>,
): DeviceSnapshot | undefined {
  try {
    return deviceBesides(snapshot, row, inserted);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

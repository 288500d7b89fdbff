import type { ReceiptDocument, ReceiptWrite } from '../store/receipt-document.ts';
import type { DeviceSnapshot, LiveSet, SetSnapshot } from './live-set.ts';
import { claimInsertedDevices, locate } from './undo-receipt.ts';

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
      const way = only === undefined || only.includes(key) ? wayOf(snapshot, row, devices) : undefined;
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
  if (row.inserted === true) return undefined;
  const found = locate(snapshot, row, devices);
  return typeof found === 'string' ? undefined : { id: found.id, before: row.rawBefore, after: row.rawAfter };
}

import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileSafely } from './atomic-file.ts';
import { systemErrorCode } from './system-error.ts';

/** So many days of a document are kept: long enough to notice on Monday what went wrong before a weekend. */
const DAYS_KEPT = 7;

/**
 * Keeps what a document held before the first write of a day, and removes all but the newest seven such days. Copies
 * that a wrong clock has put into the future go first.
 *
 * @param text is only asked for where there is no copy of the day yet
 * @throws Failure 'input' where it cannot be written
 */
export async function keepDaily(file: string, text: () => string | Promise<string>, now: Date): Promise<void> {
  const today = now.toISOString().slice(0, 10);
  const { days } = await keptOf(file);
  if (days.includes(today)) return;
  await writeFileSafely(placeOf(file, today), await text());
  const past = days.filter((day) => day < today).sort();
  const spare = [...days.filter((day) => day > today), ...past].slice(0, Math.max(0, days.length + 1 - DAYS_KEPT));
  for (const day of spare) await rm(placeOf(file, day), { force: true });
}

/**
 * Keeps a document as it was before it was brought to a newer form.
 *
 * @returns where it lies
 * @throws Failure 'input' where it cannot be written
 */
export async function keepBeforeMigration(file: string, text: string, schema: string): Promise<string> {
  const kept = placeOf(file, schema.replace('/', '-'));
  await writeFileSafely(kept, text);
  return kept;
}

/** Every kept copy of a document, the newest day first, those from before a migration last. */
export async function backupsOf(file: string): Promise<string[]> {
  const { days, versions } = await keptOf(file);
  return [...days.sort().reverse(), ...versions.sort().reverse()].map((what) => placeOf(file, what));
}

function placeOf(file: string, what: string): string {
  return path.join(path.dirname(file), 'backups', `${path.basename(file)}.${what}`);
}

/** The days and the older versions that there are copies of. */
async function keptOf(file: string): Promise<{ days: string[]; versions: string[] }> {
  const own = `${path.basename(file)}.`;
  const names = await readdir(path.join(path.dirname(file), 'backups')).catch((cause: unknown) => {
    if (systemErrorCode(cause) === 'ENOENT') return [];
    throw cause;
  });
  const kept = names.filter((name) => name.startsWith(own)).map((name) => name.slice(own.length));
  return {
    days: kept.filter((what) => /^\d{4}-\d\d-\d\d$/.test(what)),
    versions: kept.filter((what) => what.startsWith('coproducer.')),
  };
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileSafely } from '../store/atomic-file.ts';
import { withFileLock } from '../store/file-lock.ts';
import { decodeVectors, encodeVectors, type VectorRow } from '../store/vector-file.ts';

/**
 * Vectors that were made once, one file for each key. Like every cache it may be deleted at any time, and what cannot
 * be read of it counts as not there.
 */
export class VectorCache {
  readonly #folder: string;

  /** @param folder `home.cache` */
  constructor(folder: string) {
    this.#folder = path.join(folder, 'vectors');
  }

  /** All vectors of a key, by their ids. */
  async read(key: string): Promise<ReadonlyMap<string, VectorRow>> {
    const bytes = await readFile(this.#file(key)).catch(() => undefined);
    const rows = (bytes && decodeVectors(bytes, key)?.rows) ?? [];
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Adds vectors to those of a key, in the place of any with the same id. */
  async add(key: string, rows: readonly VectorRow[]): Promise<void> {
    if (rows.length === 0) return;
    const file = this.#file(key);
    const dimensions = rows[0].values.length;
    await withFileLock(file, async () => {
      const all = new Map(await this.read(key));
      for (const row of rows) all.set(row.id, row);
      const kept = [...all.values()].filter(({ values }) => values.length === dimensions);
      await writeFileSafely(file, encodeVectors({ key, dimensions, rows: kept }));
    });
  }

  #file(key: string): string {
    return path.join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 40)}.vectors`);
  }
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileSafely } from '../store/atomic-file.ts';
import { withFileLock } from '../store/file-lock.ts';
import { decodeVectors, encodeVectors, type VectorRow } from '../store/vector-file.ts';
import { markUsed, pruneFolder } from './prune-folder.ts';

/** Ten thousand tracks as a whole (50 MB), in three kinds of section (100 MB each), and by a public model or two. */
export const MOST_VECTOR_BYTES = 500_000_000;

/** Of the limit, for one key: another library, or a section that is asked for now and then, has to find room too. */
const MOST_OF_A_KEY = 0.5;

const EXTENSION = '.vectors';
const BYTES_A_NUMBER = Float32Array.BYTES_PER_ELEMENT;

/**
 * Vectors that were made once, one file for each key. Like every cache it may be deleted at any time, and what cannot
 * be read of it counts as not there. When all have grown beyond their limit, the files that were not used for longest
 * go first; of a key that takes half of it alone, those vectors that have been there for longest.
 */
export class VectorCache {
  readonly #folder: string;
  readonly #mostBytes: number;

  /**
   * @param folder `home.cache`
   * @param mostBytes what the vectors of all keys together may take
   */
  constructor(folder: string, mostBytes: number = MOST_VECTOR_BYTES) {
    this.#folder = path.join(folder, 'vectors');
    this.#mostBytes = mostBytes;
  }

  /** All vectors of a key, by their ids. */
  async read(key: string): Promise<ReadonlyMap<string, VectorRow>> {
    const file = this.#file(key);
    const bytes = await readFile(file).catch(() => undefined);
    const rows = (bytes && decodeVectors(bytes, key)?.rows) ?? [];
    if (rows.length > 0) await markUsed(file);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Adds vectors to those of a key, in the place of any with the same id. */
  async add(key: string, rows: readonly VectorRow[]): Promise<void> {
    if (rows.length === 0) return;
    const file = this.#file(key);
    const dimensions = rows[0].values.length;
    await withFileLock(file, async () => {
      const all = new Map(await this.read(key));
      for (const { id } of rows) all.delete(id);
      for (const row of rows) all.set(row.id, row);
      const kept = [...all.values()].filter(({ values }) => values.length === dimensions);
      const most = Math.max(1, Math.floor((MOST_OF_A_KEY * this.#mostBytes) / (dimensions * BYTES_A_NUMBER)));
      await writeFileSafely(file, encodeVectors({ key, dimensions, rows: kept.slice(-most) }));
    });
    await this.prune();
  }

  /** Brings the files of all keys within their limit. */
  async prune(): Promise<void> {
    await pruneFolder(this.#folder, EXTENSION, this.#mostBytes);
  }

  #file(key: string): string {
    return path.join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 40)}${EXTENSION}`);
  }
}

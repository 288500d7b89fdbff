import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { contentHashOf } from '../audio/content-hash.ts';
import { writeFileSafely } from '../store/atomic-file.ts';
import { packedJson } from '../store/packed-json.ts';
import { systemErrorCode } from '../store/system-error.ts';
import { KnownFiles, type FileStamp } from './known-files.ts';
import { markUsed, pruneFolder } from './prune-folder.ts';

/** Some fifty bounces of sixteen stems, 4 MB each. */
export const MOST_STEM_BYTES = 200_000_000;

const EXTENSION = '.json';

/** What a record tells, apart from the sound it was told of. */
export interface RecordName {
  /** What is told, with the version of the code that tells it. */
  what: string;
  /** The content of every file that was heard, in their order. */
  contents: readonly string[];
  /** What else it depends on; JSON. */
  about: unknown;
}

/**
 * What the stems of a song tell together, by their content: whoever asks again, today or in another process, need not
 * hear them again. Numbers only, never sound. Like every cache it may be deleted at any time, and what cannot be read
 * of it counts as not there. When it has grown beyond its limit, the records that were not used for longest go first.
 */
export class StemCache {
  readonly #folder: string;
  readonly #files: KnownFiles;
  readonly #mostBytes: number;

  /** @param folder `home.cache` */
  constructor(folder: string, mostBytes: number = MOST_STEM_BYTES) {
    this.#folder = path.join(folder, 'stems');
    this.#files = new KnownFiles(path.join(this.#folder, 'files.jsonl'));
    this.#mostBytes = mostBytes;
  }

  /** How files lie there now; `undefined` for one that is not there. To be asked before a file is heard. */
  stampsOf(files: readonly string[]): Promise<(FileStamp | undefined)[]> {
    return Promise.all(files.map((file) => stat(path.resolve(file)).catch(() => undefined)));
  }

  /** Notes what was heard of a file, unless it has changed meanwhile. @param stamp from before it was heard */
  async note(file: string, stamp: FileStamp | undefined, content: string): Promise<void> {
    const [now] = await this.stampsOf([file]);
    if (stamp === undefined || now?.size !== stamp.size || now.mtimeMs !== stamp.mtimeMs) return;
    await this.#files.note(path.resolve(file), stamp, content);
  }

  /**
   * The contents of files; `undefined` where one of them was never heard. A file that was moved or copied is read to be
   * known again where one of its size was heard: the first that holds something new ends that.
   *
   * @throws Failure 'cancelled'
   */
  async contentsOf(files: readonly string[], signal?: AbortSignal): Promise<string[] | undefined> {
    const contents: string[] = [];
    for (const [i, stamp] of (await this.stampsOf(files)).entries()) {
      const content = stamp && (await this.#contentOf(files[i], stamp, signal));
      if (content === undefined) return undefined;
      contents.push(content);
    }
    return contents;
  }

  async #contentOf(file: string, stamp: FileStamp, signal: AbortSignal | undefined): Promise<string | undefined> {
    const known = await this.#files.hashOf(path.resolve(file), stamp);
    if (known !== undefined) return known;
    if (!(await this.#files.hasSize(stamp.size))) return undefined;
    const content = await contentHashOf(file, signal).catch((error: unknown) => {
      // Whoever hears it tells what is wrong with it.
      if (systemErrorCode(error) === undefined) throw error;
    });
    if (content === undefined || !(await this.#files.hasHash(content))) return undefined;
    await this.note(file, stamp, content);
    return content;
  }

  /** A record that was kept; `undefined` where there is none, or it is none of that form. */
  async read<Schema extends z.ZodType>(name: RecordName, schema: Schema): Promise<z.output<Schema> | undefined> {
    const file = this.#file(name);
    try {
      const record = schema.parse(JSON.parse(await readFile(file, 'utf8')));
      await markUsed(file);
      return record;
    } catch {
      return undefined;
    }
  }

  /** Keeps a record. */
  async keep(name: RecordName, record: unknown): Promise<void> {
    await writeFileSafely(this.#file(name), packedJson(record));
    await pruneFolder(this.#folder, EXTENSION, this.#mostBytes);
  }

  #file({ what, contents, about }: RecordName): string {
    const name = createHash('sha256')
      .update(packedJson([what, contents, about]))
      .digest('hex')
      .slice(0, 40);
    return path.join(this.#folder, `${name}${EXTENSION}`);
  }
}

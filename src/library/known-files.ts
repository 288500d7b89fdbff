import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileSafely } from '../store/atomic-file.ts';

/** Size and time of change of a file, as the system tells them. */
export interface FileStamp {
  size: number;
  mtimeMs: number;
}

/** What a path was found to hold when it was last read. */
const knownFile = z.object({
  file: z.string(),
  bytes: z.number(),
  modifiedMs: z.number().nullable(),
  hash: z.string(),
});
type KnownFile = z.infer<typeof knownFile>;

/**
 * A file changed this shortly before it was read might be changed again within the clock's tick without showing it (FAT
 * keeps two seconds), so what is known of it is not trusted.
 */
export const RACY_MS = 2000;

/** Lines that say nothing any more are cleared away when they are more than this many, and more than the others. */
const MOST_DEAD_LINES = 1000;

/**
 * Content hashes by path, size and time of change, so that a known file need not be read to be known again. A journal:
 * a line is added for each file, and the last line of a path counts. Two processes may write at once; a line that
 * cannot be read counts as not there.
 */
export class KnownFiles {
  readonly #journal: string;
  #loaded: Promise<Map<string, KnownFile>> | undefined;
  readonly #sizes = new Set<number>();
  readonly #hashes = new Set<string>();

  constructor(journal: string) {
    this.#journal = journal;
  }

  /** The hash of a file with this stamp; `undefined` where it has to be read. */
  async hashOf(file: string, { size, mtimeMs }: FileStamp): Promise<string | undefined> {
    const known = (await this.#files()).get(file);
    return known?.bytes === size && known.modifiedMs === mtimeMs ? known.hash : undefined;
  }

  /** Whether a file of this size was ever known: where none was, none of the same content was. */
  async hasSize(size: number): Promise<boolean> {
    await this.#files();
    return this.#sizes.has(size);
  }

  /** Whether this content was ever known. */
  async hasHash(hash: string): Promise<boolean> {
    await this.#files();
    return this.#hashes.has(hash);
  }

  /** Notes what a file held that had this stamp when it was read. */
  async note(file: string, { size, mtimeMs }: FileStamp, hash: string): Promise<void> {
    const known = { file, bytes: size, modifiedMs: Date.now() - mtimeMs > RACY_MS ? mtimeMs : null, hash };
    this.#add(await this.#files(), known);
    await mkdir(path.dirname(this.#journal), { recursive: true });
    await appendFile(this.#journal, lineOf(known));
  }

  #files(): Promise<Map<string, KnownFile>> {
    return (this.#loaded ??= this.#load());
  }

  async #load(): Promise<Map<string, KnownFile>> {
    const files = new Map<string, KnownFile>();
    const text = await readFile(this.#journal, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    for (const line of lines) {
      const known = knownFile.safeParse(parsed(line));
      if (known.success) this.#add(files, known.data);
    }
    if (lines.length - files.size > Math.max(MOST_DEAD_LINES, files.size)) {
      await writeFileSafely(this.#journal, [...files.values()].map(lineOf).join(''));
    }
    return files;
  }

  #add(files: Map<string, KnownFile>, known: KnownFile): void {
    files.set(known.file, known);
    this.#sizes.add(known.bytes);
    this.#hashes.add(known.hash);
  }
}

/** The line break comes first, so that a line that a crash cut off spoils no other. */
function lineOf(known: KnownFile): string {
  return `\n${JSON.stringify(known)}`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

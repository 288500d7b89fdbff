import { Low, type Adapter } from 'lowdb';
import { withFileLock } from './file-lock.ts';
import { readDocumentIfThere, replaceDocument } from './json-document.ts';
import { EMPTY_MEMORY, memoryDocument, type MemoryDocument } from './memory-document.ts';

/**
 * The memory of a home (`home.memoryFile`). An edit holds the file's lock from reading to writing, so two processes
 * that edit at once both keep their change.
 */
export class ProjectMemory {
  readonly #file: string;
  readonly #note: (line: string) => void;

  /** @param note is told where a damaged memory was set aside. */
  constructor(file: string, note: (line: string) => void = () => undefined) {
    this.#file = file;
    this.#note = note;
  }

  /** What is remembered now; the empty memory where nothing is yet. */
  async recall(): Promise<MemoryDocument> {
    return (await readDocumentIfThere(memoryDocument, this.#file, this.#note)) ?? structuredClone(EMPTY_MEMORY);
  }

  /**
   * Changes the memory in place and saves it.
   *
   * @returns what is remembered afterwards.
   */
  async remember(edit: (memory: MemoryDocument) => void): Promise<MemoryDocument> {
    // Reading first lets a damaged memory be recovered, which takes the lock itself.
    await this.recall();
    return await withFileLock(this.#file, async () => {
      const database = new Low(new LockedAdapter(this.#file), structuredClone(EMPTY_MEMORY));
      await database.read();
      await database.update(edit);
      return database.data;
    });
  }
}

/**
 * lowdb's reading and writing through our own: checked by schema, atomic, flushed, with a backup. The caller holds the
 * lock.
 */
class LockedAdapter implements Adapter<MemoryDocument> {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async read(): Promise<MemoryDocument | null> {
    return (await readDocumentIfThere(memoryDocument, this.#file)) ?? null;
  }

  async write(memory: MemoryDocument): Promise<void> {
    await replaceDocument(memoryDocument, this.#file, memory, new Date());
  }
}

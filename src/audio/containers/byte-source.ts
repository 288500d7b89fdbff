import { open, type FileHandle } from 'node:fs/promises';
import { Failure } from '../../store/failure.ts';
import type { ContentHash } from '../content-hash.ts';

/** A file open for reading at any position. Nothing is cached: a caller reads what it needs into its own buffer. */
export class ByteSource {
  readonly file: string;
  readonly size: number;
  readonly #handle: FileHandle;
  readonly #hash: ContentHash | undefined;

  private constructor(file: string, size: number, handle: FileHandle, hash: ContentHash | undefined) {
    this.file = file;
    this.size = size;
    this.#handle = handle;
    this.#hash = hash;
  }

  /**
   * @param hash takes in what is read, and what lies in between: `finishHash` completes it.
   * @throws Failure 'input' where there is no such file, it is a folder, may not be read, or is empty.
   */
  static async open(file: string, hash?: ContentHash): Promise<ByteSource> {
    let handle: FileHandle;
    try {
      handle = await open(file, 'r');
    } catch (error) {
      throw openingFailure(file, error);
    }
    try {
      const status = await handle.stat();
      if (status.isDirectory()) throw folderFailure(file);
      if (!status.isFile()) throw new Failure('input', `"${file}" is not an ordinary file: name an audio file.`);
      if (status.size === 0) throw new Failure('input', `"${file}" is empty (0 bytes): export it again.`);
      return new ByteSource(file, status.size, handle, hash);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Fills `into` from `position` on and returns how many bytes there were; fewer than asked only at the end of the
   * file.
   */
  async readInto(into: Uint8Array, position: number): Promise<number> {
    if (this.#hash !== undefined) await this.#hashUpTo(this.#hash, position);
    const filled = await this.#fill(into, position);
    this.#hash?.update(into.subarray(0, filled), position);
    return filled;
  }

  /** Hashes what is left of the file. */
  async finishHash(): Promise<void> {
    if (this.#hash !== undefined) await this.#hashUpTo(this.#hash, this.size);
  }

  async #hashUpTo(hash: ContentHash, end: number): Promise<void> {
    if (hash.taken >= end) return;
    const piece = new Uint8Array(Math.min(end - hash.taken, HASH_PIECE_BYTES));
    while (hash.taken < end) {
      const filled = await this.#fill(piece.subarray(0, end - hash.taken), hash.taken);
      if (filled === 0) return;
      hash.update(piece.subarray(0, filled), hash.taken);
    }
  }

  async #fill(into: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      let bytesRead: number;
      try {
        ({ bytesRead } = await this.#handle.read(into, filled, into.length - filled, position + filled));
      } catch (error) {
        throw openingFailure(this.file, error);
      }
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  /** A fresh array of the bytes from `position` on: `length` of them, or what the file still has. */
  async read(position: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - position)));
    return bytes.subarray(0, await this.readInto(bytes, position));
  }

  /** The bytes from `start` to `end` in pieces of `pieceBytes`, in an array that the next piece overwrites. */
  async *pieces(start: number, end: number, pieceBytes: number): AsyncGenerator<Uint8Array> {
    const bytes = new Uint8Array(Math.min(pieceBytes, Math.max(0, end - start)));
    for (let position = start; position < end; position += pieceBytes) {
      const filled = await this.readInto(bytes.subarray(0, end - position), position);
      if (filled === 0) return;
      yield bytes.subarray(0, filled);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

const HASH_PIECE_BYTES = 1 << 20;

function openingFailure(file: string, error: unknown): Failure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const options = { cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Failure('input', `There is no file "${file}": check the path.`, options);
  }
  if (code === 'EISDIR') return folderFailure(file);
  if (code === 'EACCES' || code === 'EPERM') {
    return new Failure('input', `"${file}" may not be read: allow reading it in the file's permissions.`, options);
  }
  return new Failure(
    'input',
    `"${file}" could not be read (${code || String(error)}): check that its disk is well and still connected.`,
    options,
  );
}

function folderFailure(file: string): Failure {
  return new Failure('input', `"${file}" is a folder: name an audio file inside it.`);
}

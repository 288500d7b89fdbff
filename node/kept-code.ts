import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/**
 * A script whose compiled code is kept in a file from one run to the next: V8 then neither reads the text of a program
 * of megabytes again nor compiles the functions that the run before needed. What is kept is of one text, one V8 and one
 * set of its flags; for any other, and where the file is missing, cut off or changed, the text is compiled as usual.
 */
export class KeptCode {
  readonly #script: Script;
  readonly #file: string;
  readonly #textSum: number;
  /** Whether what is kept has been used, so that there is nothing to keep anew. */
  readonly isUsed: boolean;

  /**
   * @param path of the script: Latin-1, which needs no decoding, and one expression
   * @param file which its compiled code is kept in
   */
  constructor(path: string, file: string) {
    const text = readFileSync(path);
    this.#file = file;
    this.#textSum = crc32(text);
    const cachedData = readKept(file, this.#textSum);
    this.#script = new Script(text.toString('latin1'), { filename: path, ...(cachedData && { cachedData }) });
    this.isUsed = cachedData !== undefined && this.#script.cachedDataRejected !== true;
  }

  /** The value of the script's expression. */
  run(): unknown {
    return this.#script.runInThisContext();
  }

  /**
   * Keeps what has been compiled so far, unless what was kept before has been used. Where the file cannot be written
   * the next run compiles again: nobody has to be told.
   */
  keep(): void {
    if (this.isUsed) return;
    const temporary = `${this.#file}.${process.pid}`;
    try {
      const code = this.#script.createCachedData();
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(temporary, Buffer.concat([headOf(this.#textSum, code), code]));
      // Two runs at once must not leave half a file.
      renameSync(temporary, this.#file);
    } catch {
      removeIfThere(temporary);
    }
  }
}

/** V8 checks neither which text the code was made of, beyond its length, nor whether the code is whole. */
const HEAD_BYTES = 8;

function headOf(textSum: number, code: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(textSum, 0);
  head.writeUInt32LE(crc32(code), 4);
  return head;
}

function readKept(file: string, textSum: number): Buffer | undefined {
  try {
    const kept = readFileSync(file);
    const code = kept.subarray(HEAD_BYTES);
    return headOf(textSum, code).equals(kept.subarray(0, HEAD_BYTES)) ? code : undefined;
  } catch {
    return undefined;
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its folder is none, or is gone.
  }
}

import { access, appendFile, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { flushFolder, writeFileSafely } from './atomic-file.ts';
import { keepDaily } from './backups.ts';
import { Failure } from './failure.ts';
import { withFileLock } from './file-lock.ts';
import { systemErrorCode } from './system-error.ts';
import { writeFault } from './write-fault.ts';

/** What a log holds, and what could not be read of it. */
export interface LogContent {
  /** The values, oldest first. */
  values: unknown[];
  /** Lines that are damaged: cut short, or altered since they were written. */
  damaged: string[];
}

/**
 * Values that are only ever added to, one JSON text a line with its CRC-32 before it (`8f0a11c2 {…}`). An append is on
 * the disk, flushed, before it returns. A line that a crash cut short spoils no other, and one that was altered is told
 * from a whole one. One process writes at a time.
 */
export class LineLog {
  readonly #file: string;

  /** @param file where the log is, or will be made. */
  constructor(file: string) {
    this.#file = file;
  }

  /**
   * @param keepDailyAt the time, for a log that lives for long: as it was before the day's first append it is kept for
   * a week, as documents are.
   * @throws Failure 'input' where the file cannot be written; nothing is added then that a reader would see.
   */
  async append(values: readonly unknown[], keepDailyAt?: Date): Promise<void> {
    if (values.length === 0) return;
    await withFileLock(this.#file, async () => {
      if (keepDailyAt !== undefined && (await isThere(this.#file))) {
        await keepDaily(this.#file, () => textOf(this.#file), keepDailyAt);
      }
      await appendLines(this.#file, values.map(lineOf));
    });
  }

  /** Everything in the log. One that does not exist yet is empty. @throws Failure 'input' where it cannot be read. */
  async read(): Promise<LogContent> {
    return contentOf(await textOf(this.#file));
  }

  /**
   * Writes the log anew with what `sort` keeps. What it drops, and every damaged line, goes to the end of the archive
   * beside it (`archiveOf`) first, so that nothing is lost; a crash in between leaves it in both.
   */
  async compact(sort: (values: readonly unknown[]) => { kept: unknown[]; dropped: unknown[] }): Promise<void> {
    await withFileLock(this.#file, async () => {
      const { values, damaged } = contentOf(await textOf(this.#file));
      const { kept, dropped } = sort(values);
      if (dropped.length + damaged.length === 0) return;
      await appendLines(archiveOf(this.#file), [...dropped.map(lineOf), ...damaged]);
      await writeFileSafely(this.#file, kept.map((value) => `${lineOf(value)}\n`).join(''));
    });
  }
}

/** Where lines go that a log no longer needs. */
export function archiveOf(file: string): string {
  return `${file}.archive`;
}

function lineOf(value: unknown): string {
  const text = JSON.stringify(value);
  return `${checksumOf(text)} ${text}`;
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

const LINE = /^([0-9a-f]{8}) (.*)$/u;

function contentOf(text: string): LogContent {
  const content: LogContent = { values: [], damaged: [] };
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, checksum, json] = LINE.exec(line) ?? [];
    if (json !== undefined && checksumOf(json) === checksum) content.values.push(JSON.parse(json));
    else content.damaged.push(line);
  }
  return content;
}

/** Adds whole lines; a line that an earlier crash cut short is closed off first. */
async function appendLines(file: string, lines: readonly string[]): Promise<void> {
  try {
    const handle = await open(file, 'a+');
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      const separator = size > 0 && last.toString() !== '\n' ? '\n' : '';
      try {
        await appendFile(handle, `${separator}${lines.join('\n')}\n`);
        await handle.sync();
        if (size === 0) await flushFolder(path.dirname(file));
      } catch (cause) {
        // A full disk takes half a line: better none.
        await handle.truncate(size).catch(() => undefined);
        throw cause;
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw writeFault(file, cause);
  }
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === 'ENOENT') return '';
    if (code === undefined) throw cause;
    throw new Failure('input', `${file} cannot be read (${code}); check that it is a file you may read.`, { cause });
  }
}

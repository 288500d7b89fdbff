import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { Failure } from './failure.ts';

/**
 * Replaces a file's content so that after a crash or power cut either the old or the new content is there, whole:
 * written beside it, flushed to the disk, renamed over it, and the folder's entry flushed too where the platform can.
 *
 * @throws Failure 'input' where the disk is full or the place cannot be written to.
 */
export async function writeFileSafely(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, typeof content === 'string' ? content : Buffer.from(content), { fsync: true });
    await flushFolder(path.dirname(file));
  } catch (cause) {
    const why = WRITE_FAULTS[(cause as NodeJS.ErrnoException).code ?? ''];
    if (why === undefined) throw cause;
    throw new Failure('input', `${file} cannot be written because ${why}.`, { cause });
  }
}

const WRITE_FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and try again',
  EDQUOT: 'the disk quota is used up; make room and try again',
  EACCES: 'it is not permitted; check the rights of the folder',
  EPERM: 'it is not permitted; check the rights of the folder',
  EROFS: 'the disk is read-only; choose another place',
  EISDIR: 'a folder of that name is in the way; choose another name',
  ENOTDIR: 'part of its path is a file; choose another place',
  EEXIST: 'part of its path is a file; choose another place',
};

/** Windows has no flush for folders; there the rename itself is journalled. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { writeFault } from './write-fault.ts';

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
    throw writeFault(file, cause);
  }
}

/** Flushes a folder's entries. Windows has no flush for folders; there the rename itself is journalled. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

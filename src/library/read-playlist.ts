import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../store/failure.ts';

/**
 * The files of an M3U or M3U8 playlist, as absolute paths: a path a line, relative ones from the playlist's folder;
 * lines that begin with # say nothing of files. Whether the files are there is not looked at.
 *
 * @throws Failure 'input' where it cannot be read or names no file
 */
export async function readPlaylist(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('input', `${file} cannot be read; check that it exists and that you may read it.`, { cause });
  });
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) throw new Failure('input', `${file} names no file: give an M3U or M3U8 playlist.`);
  return lines.map((line) => path.resolve(path.dirname(file), line));
}

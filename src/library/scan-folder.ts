import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure, throwIfCancelled } from '../store/failure.ts';

/** Names of files that may hold one of the formats `src/audio` reads. */
export const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set([
  '.wav',
  '.wave',
  '.aif',
  '.aiff',
  '.aifc',
  '.flac',
  '.mp3',
  '.m4a',
  '.mp4',
  '.aac',
  '.ogg',
  '.oga',
]);

/** Folders that hold no finished track: Live's own bookkeeping, and what macOS leaves in archives. */
const IGNORED_FOLDERS: ReadonlySet<string> = new Set(['Ableton Project Info', '__MACOSX']);

export interface ScannedFolder {
  /** Absolute paths of the audio files, sorted, each file once however many links lead to it. */
  files: string[];
  /** Folders and links that could not be read. */
  skipped: { file: string; why: string }[];
}

/**
 * Finds the audio files of a folder and its subfolders by their extension. Hidden files and folders, Live's `.asd`
 * files and its `Ableton Project Info` are passed over; links are followed, and a link back up is followed once.
 *
 * @throws Failure 'input' where the folder is missing or is no folder; 'cancelled'.
 */
export async function scanFolder(folder: string, signal?: AbortSignal): Promise<ScannedFolder> {
  const root = path.resolve(folder);
  const kind = await stat(root).catch(() => undefined);
  if (kind === undefined) throw new Failure('input', `The folder ${root} does not exist; check the path.`);
  if (!kind.isDirectory())
    throw new Failure('input', `${root} is not a folder; name the folder your references are in.`);

  const found: ScannedFolder = { files: [], skipped: [] };
  await walk(root, { found, seen: new Set(), signal });
  found.files.sort();
  return found;
}

interface Walk {
  found: ScannedFolder;
  /** Real paths of folders and files that were visited. */
  seen: Set<string>;
  signal: AbortSignal | undefined;
}

async function walk(folder: string, state: Walk): Promise<void> {
  throwIfCancelled(state.signal);
  let real: string;
  let entries: Dirent[];
  try {
    real = await realpath(folder);
    if (isSeen(real, state.seen)) return;
    entries = await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    state.found.skipped.push({ file: folder, why: `cannot be read (${codeOf(cause)})` });
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (!entry.name.startsWith('.')) await visit(folder, real, entry, state);
  }
}

/**
 * An ordinary file or folder is what its entry says, and lies where its folder lies: only links, and disks that do not
 * tell, have to be asked about, which is ten times as slow.
 */
async function visit(folder: string, realFolder: string, entry: Dirent, state: Walk): Promise<void> {
  const file = path.join(folder, entry.name);
  const isAudio = AUDIO_EXTENSIONS.has(path.extname(entry.name).toLowerCase());
  let kind: Pick<Dirent, 'isFile' | 'isDirectory'> = entry;
  let real = path.join(realFolder, entry.name);
  if (!entry.isFile() && !entry.isDirectory()) {
    try {
      kind = await stat(file);
      real = await realpath(file);
    } catch (cause) {
      // A broken link matters only where it claims to be a track.
      if (isAudio) state.found.skipped.push({ file, why: `cannot be read (${codeOf(cause)})` });
      return;
    }
  }
  if (kind.isDirectory()) {
    if (!IGNORED_FOLDERS.has(entry.name)) await walk(file, state);
  } else if (isAudio && kind.isFile() && !isSeen(real, state.seen)) {
    state.found.files.push(file);
  }
}

function isSeen(real: string, seen: Set<string>): boolean {
  if (seen.has(real)) return true;
  seen.add(real);
  return false;
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
}

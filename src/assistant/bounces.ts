import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { openAudio } from '../audio/open-audio.ts';
import { MAIN_TRACK, matchStemNames } from '../audio/stem-names.ts';
import { AUDIO_EXTENSIONS } from '../library/scan-folder.ts';
import { Failure } from '../store/failure.ts';

/** What a producer has exported: the whole mix, and every track of it. */
export interface Bounces {
  folder: string;
  master: string;
  stems: readonly string[];
  /** Differs whenever a file comes, goes, grows or is written again. */
  stamp: string;
}

/**
 * Looks at what lies in a folder of bounces, reading no sound.
 *
 * @param given a folder, or the master's file in it.
 * @param master the master's file, where a person chose one; else it is told by its name, as Live's export gives it.
 * @throws Failure 'input' where the folder is gone, holds no audio, or no file of it can be told as the master.
 */
export async function findBounces(given: string, master = ''): Promise<Bounces> {
  const about = await stat(given).catch(() => undefined);
  if (about === undefined) {
    throw new Failure('input', `"${path.basename(given)}" is gone; plug in its drive, or choose another folder.`);
  }
  const folder = path.resolve(about.isDirectory() ? given : path.dirname(given));
  const chosen = about.isDirectory() ? master : given;
  const names = (await readdir(folder))
    .filter((name) => !name.startsWith('.') && AUDIO_EXTENSIONS.has(path.extname(name).toLowerCase()))
    .sort();
  const files = names.map((name) => path.join(folder, name));
  if (files.length === 0) {
    throw new Failure('input', `"${path.basename(folder)}" holds no audio; export all individual tracks into it.`);
  }
  const main = chosen === '' ? mainAmong(files) : files.find((file) => file === path.resolve(folder, chosen));
  if (main === undefined) {
    throw new Failure(
      'input',
      `"${path.basename(folder)}" holds no master that can be told; export the master too, or drop its file here.`,
    );
  }
  const stamps = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file).catch(() => ({ size: -1, mtimeMs: 0 }));
      return `${path.basename(file)} ${size} ${mtimeMs}`;
    }),
  );
  return { folder, master: main, stems: files.filter((file) => file !== main), stamp: stamps.join('\n') };
}

/**
 * A file of these bounces that is not as long as the master, or cannot be opened: an export that is not finished, or
 * whose tracks do not begin together. Undefined where all are of one length, as far as their headers tell.
 */
export async function unevenAmong({ master, stems }: Bounces): Promise<string | undefined> {
  const whole = await statedSeconds(master);
  if (whole === 'unreadable') return master;
  for (const file of stems) {
    const seconds = await statedSeconds(file);
    if (seconds === 'unreadable') return file;
    if (whole !== undefined && seconds !== undefined && Math.abs(seconds - whole) > SAME_LENGTH_SECONDS) return file;
  }
  return undefined;
}

/** Files of one export are equal to the sample; a coder's frame more or less is no difference. */
const SAME_LENGTH_SECONDS = 0.1;

async function statedSeconds(file: string): Promise<number | undefined | 'unreadable'> {
  try {
    const { statedFrames, sampleRateHz } = (await openAudio(file)).format;
    return statedFrames === undefined ? undefined : statedFrames / sampleRateHz;
  } catch {
    return 'unreadable';
  }
}

/** The one file that is called after no track. */
function mainAmong(files: readonly string[]): string | undefined {
  const mains = matchStemNames(files).filter(({ track }) => track === MAIN_TRACK);
  return mains.length === 1 ? mains[0].file : undefined;
}

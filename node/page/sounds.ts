import { createHmac, randomBytes } from 'node:crypto';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { openAudio } from '../../src/audio/open-audio.ts';
import { Failure } from '../../src/store/failure.ts';
import { systemErrorCode } from '../../src/store/system-error.ts';

/** A sound that may be played, opened. */
export interface OpenSound {
  handle: FileHandle;
  bytes: number;
  type: string;
}

/**
 * The sounds that a page may play: those it was offered, and no others. A page names them by an id that says nothing of
 * their path, so no path can be made up; and a file plays only while it lies inside the folder that the producer chose,
 * wherever links lead, and is audio by its content.
 */
export class Sounds {
  readonly #secret = randomBytes(32);
  readonly #offered = new Map<string, { file: string; within: string }>();

  /**
   * Lets a file be played.
   *
   * @param within the folder that the producer chose
   * @returns its id, always the same for a file
   */
  offer(file: string, within: string): string {
    const id = createHmac('sha256', this.#secret).update(file).digest('base64url').slice(0, ID_LENGTH);
    this.#offered.set(id, { file, within });
    return id;
  }

  /** The file that an id stands for; `undefined` for one that was never offered. */
  fileOf(id: string): string | undefined {
    return this.#offered.get(id)?.file;
  }

  /** Ids of all sounds, by file. */
  byFile(): Record<string, string> {
    return Object.fromEntries([...this.#offered].map(([id, { file }]) => [file, id]));
  }

  /** @returns `undefined` where the id is unknown, the file gone, outside its folder, or no audio. */
  async open(id: string): Promise<OpenSound | undefined> {
    const offered = this.#offered.get(id);
    if (offered === undefined) return undefined;
    try {
      const [file, folder] = await Promise.all([realpath(offered.file), realpath(offered.within)]);
      if (!isInside(file, folder)) return undefined;
      const { format } = await openAudio(file);
      const handle = await open(file, 'r');
      const about = await handle.stat();
      if (about.isFile()) return { handle, bytes: about.size, type: TYPES[format.container] };
      await handle.close();
      return undefined;
    } catch (error) {
      if (error instanceof Failure || systemErrorCode(error) !== undefined) return undefined;
      throw error;
    }
  }
}

/** 96 bits: no one guesses them, and they need not be secret from who has the token. */
const ID_LENGTH = 16;

const TYPES = {
  wav: 'audio/wav',
  aiff: 'audio/aiff',
  flac: 'audio/flac',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
} as const;

function isInside(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && !way.startsWith('..') && !path.isAbsolute(way);
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWav } from '../audio/write-wav.ts';
import { Failure } from '../store/failure.ts';
import type { RenderedSong } from './render-song.ts';

export interface WrittenSong {
  /** The mastered song; absent when it was not asked for. */
  master?: string;
  /** One file a track, in the order of the set; empty when not asked for. */
  stems: string[];
  truth: string;
}

/**
 * Writes a song as Live exports one: `<Title>.wav` for the master, `<Title> <track>.wav` for each track, 24-bit stereo,
 * all from bar one and of one length; and `<Title> truth.json` beside them. The folder is made where it is missing;
 * files of the same name are replaced.
 *
 * @throws Failure 'input' where the folder cannot be written to.
 */
export async function writeSong(
  folder: string,
  rendered: RenderedSong,
  parts: { master: boolean; stems: boolean },
): Promise<WrittenSong> {
  const { title } = rendered.song;
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new Failure('input', `The folder "${folder}" cannot be made; choose one that you may write to.`, { cause });
  }
  const written: WrittenSong = { stems: [], truth: join(folder, `${title} truth.json`) };
  if (parts.master) {
    written.master = join(folder, `${title}.wav`);
    await writeWav(written.master, rendered.mix, { format: 'pcm24' });
  }
  if (parts.stems) {
    for (const { name, signal } of rendered.stems) {
      const file = join(folder, `${title} ${name}.wav`);
      await writeWav(file, signal, { format: 'pcm24' });
      written.stems.push(file);
    }
  }
  await writeFile(written.truth, `${JSON.stringify(rendered.truth, null, 2)}\n`);
  return written;
}

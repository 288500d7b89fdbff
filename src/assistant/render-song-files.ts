import { composeSong, type SongRecipe } from '../demo/compose-song.ts';
import { renderSong } from '../demo/render-song.ts';
import type { Fault } from '../demo/faults.ts';
import { writeSong, type WrittenSong } from '../demo/write-song.ts';

export interface SongOrder {
  recipe: SongRecipe;
  folder: string;
  /** Write every stem beside the master. */
  stems: boolean;
  faults: readonly Fault[];
}

/** Renders a song and writes it the way Live exports one. */
export async function renderSongFiles({ recipe, folder, stems, faults }: SongOrder): Promise<WrittenSong> {
  const rendered = renderSong(composeSong(recipe), { faults });
  return writeSong(folder, rendered, { master: true, stems });
}

import { join } from 'node:path';
import { WorkerPool } from '../../node/threads/worker-pool.ts';
import { onEvery } from '../../src/assistant/workers.ts';
import type { Fault } from '../../src/demo/faults.ts';
import type { SongRecipe } from '../../src/demo/compose-song.ts';
import type { SongStyle } from '../../src/demo/song.ts';
import { PROGRAM } from './run-program.ts';

export interface DemoLibrary {
  /** Folder with the reference songs. */
  references: string;
  /** The bounce with the faults, and the folder of its stems. */
  mix: string;
  stems: string;
}

/** The shortest form that has every kind of section. */
const BARS = 24;
const STYLE: SongStyle = 'uplifting';

/** The work in progress. */
export const DEMO_RECIPE: SongRecipe = { seed: 100, style: STYLE, bars: BARS };

/** What is wrong with the mix; large enough to be found in songs this short, the one by a fader and no other control. */
const FAULTS: readonly Fault[] = [
  { kind: 'gain', stem: 'Hats', gainDb: 6 },
  { kind: 'bell', stem: 'Lead', centreHz: 2500, gainDb: 9, q: 1 },
];

/** Renders six reference songs and a work in progress with its stems, side by side in the program's own threads. */
export async function renderDemoLibrary(folder: string): Promise<DemoLibrary> {
  const pool = new WorkerPool(PROGRAM);
  const library = { references: join(folder, 'References'), stems: join(folder, 'Work in progress') };
  const orders = [
    { recipe: DEMO_RECIPE, folder: library.stems, stems: true, faults: FAULTS },
    ...[1, 2, 3, 4, 5, 6].map((seed) => ({
      recipe: { seed, style: STYLE, bars: BARS },
      folder: library.references,
      stems: false,
      faults: [],
    })),
  ];
  try {
    const [song] = await onEvery(pool, orders, (order) => pool.run('renderSong', order));
    return { ...library, mix: song.master! };
  } finally {
    await pool.close();
  }
}

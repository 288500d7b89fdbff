import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Measures the songs of a library in several processes side by side, each so many recipes, and keeps what was measured
 * in a folder, where this process finds it afterwards.
 *
 * @throws where one of them fails
 */
export async function measureSideBySide(
  { name, first, recipes, songs, kept }: { name: string; first: number; recipes: number; songs: number; kept: string },
  processes: number,
): Promise<void> {
  const begins = (part: number): number => first + Math.floor((part * recipes) / processes);
  await Promise.all(
    Array.from({ length: processes }, async (_, part) => {
      const count = begins(part + 1) - begins(part);
      if (count === 0) return;
      const range = ['--first', String(begins(part)), '--recipes', String(count), '--songs', String(songs)];
      const words = [process.argv[1], '--library', name, ...range, '--keep', kept, '--only-measure'];
      const child = spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'inherit'] });
      await once(child, 'exit');
      if (child.exitCode !== 0)
        throw new Error(`Recipes ${begins(part)} to ${begins(part + 1) - 1} could not be measured.`);
    }),
  );
}

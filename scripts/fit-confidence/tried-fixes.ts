import { z } from 'zod';
import type { TriedFix } from './confidence-table-of.ts';

const judged = z.object({ seed: z.number(), reckoned: z.number(), improved: z.boolean() });
const outcome = z.object({
  song: z.string(),
  fixes: z.array(z.object({ reckoned: z.number().optional(), improved: z.boolean().optional() })),
});

/**
 * The fixes in lines of JSON, of `npm run bench:fixes -- --json` or of `fit-confidence --to`: those with a reckoned
 * chance of which is known what came.
 */
export function triedFixesIn(lines: string): TriedFix[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): TriedFix[] => {
      const parsed: unknown = JSON.parse(line);
      const one = judged.safeParse(parsed);
      if (one.success) {
        const { seed, reckoned, improved } = one.data;
        return [{ song: String(seed), reckoned, improved }];
      }
      const { song, fixes } = outcome.parse(parsed);
      return fixes.flatMap(({ reckoned, improved }) =>
        reckoned === undefined || improved === undefined ? [] : [{ song, reckoned, improved }],
      );
    });
}

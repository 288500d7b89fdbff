import { z } from 'zod';
import { boostsInWords } from '../../src/fixes/confidence/stated-chance.ts';
import type { TriedFix } from './confidence-table-of.ts';

const move = { kind: z.string(), sentence: z.string() };
const judged = z.object({ seed: z.number(), ...move, reckoned: z.number(), improved: z.boolean() });
const outcome = z.object({
  song: z.string(),
  fixes: z.array(z.object({ ...move, reckoned: z.number().optional(), improved: z.boolean().optional() })),
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
        const { seed, kind, sentence, reckoned, improved } = one.data;
        return [{ song: String(seed), kind, boosts: boostsInWords(sentence), reckoned, improved }];
      }
      const { song, fixes } = outcome.parse(parsed);
      return fixes.flatMap(({ kind, sentence, reckoned, improved }) =>
        reckoned === undefined || improved === undefined
          ? []
          : [{ song, kind, boosts: boostsInWords(sentence), reckoned, improved }],
      );
    });
}

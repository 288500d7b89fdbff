import { z } from 'zod';

/** What was learned from a producer's answers, as `taste show` prints it. */
export const tasteDocument = z.object({
  schema: z.literal('coproducer.taste/1'),
  /** Answers that count, newest ones most. */
  answers: z.number().int().nonnegative(),
  /** One row a kind of fix and role of stem that was answered. */
  habits: z.array(
    z.object({
      kind: z.string(),
      role: z.string(),
      accepted: z.number().int(),
      answered: z.number().int(),
      /** Expected share of such fixes that will be accepted. */
      acceptance: z.number(),
      /** What the prescribed size is multiplied by: 0.5 = "half of what you say". */
      sizeFactor: z.number(),
      sentence: z.string(),
    }),
  ),
});

export type TasteDocument = z.infer<typeof tasteDocument>;

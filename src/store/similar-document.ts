import { z } from 'zod';

export const similarDocument = z.object({
  schema: z.literal('coproducer.similar/1'),
  query: z.string(),
  /** Which vectors were compared: the encoder's name and version. */
  encoder: z.string(),
  results: z.array(
    z.object({
      file: z.string(),
      /** −1 … 1, 1 = the same in everything that is compared. */
      score: z.number(),
      facets: z.record(z.string(), z.number()),
      /** True for another copy, export or master of the query. */
      duplicate: z.boolean().optional(),
      why: z.string(),
    }),
  ),
});

export type SimilarDocument = z.infer<typeof similarDocument>;

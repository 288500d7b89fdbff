import { z } from 'zod';

export const similarDocument = z.object({
  schema: z.literal('coproducer.similar/1'),
  query: z.string(),
  /** Which vectors were compared: the encoder's name and version. */
  encoder: z.string(),
  /** What ran the encoder's network on the query, and with how many of the tracks it was compared by it. */
  network: z.object({ runtime: z.string().optional(), heard: z.number().int(), of: z.number().int() }),
  /** The public model that heard in the network's place. */
  model: z.object({ id: z.string(), label: z.string(), licence: z.string(), commercialUse: z.boolean() }).optional(),
  /** True where the producer's own idea of similar put the results in order: see `coproducer.head`. */
  head: z.boolean().optional(),
  /** The kind of section that was compared; absent where it was all of it. */
  section: z.enum(['intro', 'breakdown', 'build', 'drop', 'outro']).optional(),
  results: z.array(
    z.object({
      file: z.string(),
      /** −1 … 1, 1 = the same in everything that is compared. */
      score: z.number(),
      facets: z.record(z.string(), z.number()),
      /** True for another copy, export or master of the query. */
      duplicate: z.boolean().optional(),
      why: z.string(),
      /** In what it is unlike the query; empty where in nothing that is worth words. */
      whyNot: z.string(),
    }),
  ),
});

export type SimilarDocument = z.infer<typeof similarDocument>;

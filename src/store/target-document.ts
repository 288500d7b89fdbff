import { z } from 'zod';

/** References that were named as a target: what `similar --as-target` found. */
export const targetDocument = z.object({
  schema: z.literal('coproducer.target/1'),
  name: z.string(),
  profile: z.string(),
  /** Paths, the nearest first. */
  references: z.array(z.string()).min(1),
  /** The track that they were found for. */
  query: z.string(),
  madeAt: z.iso.datetime(),
});

export type TargetDocument = z.infer<typeof targetDocument>;

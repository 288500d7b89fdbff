import { z } from 'zod';

/** What was learned of the producer's own idea of similar, and how it was judged. */
export const headDocument = z.object({
  schema: z.literal('coproducer.head/1'),
  profile: z.string(),
  fittedAt: z.iso.datetime(),
  /** What it was learned from. */
  from: z.enum(['folders', 'playlists', 'corrections']),
  /** The vectors it is for: it is not used for any other. */
  key: z.string(),
  groups: z.array(z.object({ name: z.string(), tracks: z.number().int() })),
  corrections: z.number().int(),
  /** How it did on what was held back from it, five times over. */
  heldOut: z.object({
    measure: z.enum(['precision at 5', 'corrections in the right order']),
    questions: z.number().int(),
    byEncoder: z.number(),
    byHead: z.number(),
    gain: z.object({ mean: z.number(), low: z.number(), high: z.number() }),
  }),
  /** Whether it is better than the encoder, and so was written. */
  kept: z.boolean(),
  /** Whether searches use it. */
  on: z.boolean(),
  /** SHA-256 of the ONNX file beside this document; absent where it was not kept. */
  sha256: z.string().optional(),
  /** What counts more by it than by the encoder, most first: factors on a number's weight. */
  counts: z.array(z.object({ id: z.string(), factor: z.number() })),
});

export type HeadDocument = z.infer<typeof headDocument>;

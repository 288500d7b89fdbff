import { z } from 'zod';

const point = z.tuple([z.number(), z.number()]);

/**
 * A library as a picture: its tracks on a map, and how every feature of the target is spread, with a mix among them.
 */
export const libraryDocument = z.object({
  schema: z.literal('coproducer.library/1'),
  profile: z.string(),
  folder: z.string(),
  learnedAt: z.iso.datetime(),
  /** The plane in which the references differ most: what changes along it, and how much of their variance it holds. */
  axes: z.tuple([
    z.object({ low: z.string(), high: z.string(), explained: z.number() }),
    z.object({ low: z.string(), high: z.string(), explained: z.number() }),
  ]),
  references: z.array(
    z.object({
      file: z.string(),
      at: point,
      /** Place in `clusters`. */
      cluster: z.number().int(),
      tempoBpm: z.number(),
      key: z.string(),
      /** Integrated; absent where it was not measured. */
      loudnessLufs: z.number().optional(),
      styleScore: z.number(),
    }),
  ),
  clusters: z.array(z.object({ name: z.string(), summary: z.string(), count: z.number().int() })),
  /** Where the mix lies, and its newer bounce. */
  mix: point,
  after: point.optional(),
  /** The target's values of every feature that the mix has, too: ascending, to four digits. */
  distributions: z.array(z.object({ feature: z.string(), scope: z.string(), sorted: z.array(z.number()) })),
  /** What a person should know before trusting the profile. */
  validation: z.array(z.object({ level: z.enum(['info', 'warning', 'error']), sentence: z.string() })),
});

export type LibraryDocument = z.infer<typeof libraryDocument>;

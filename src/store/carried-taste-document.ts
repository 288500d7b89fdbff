import { z } from 'zod';

/** A taste to carry to another machine: the events it was learned from. Holds no path and no name of a track. */
export const carriedTasteDocument = z.object({
  schema: z.literal('coproducer.carried-taste/1'),
  exportedAt: z.iso.datetime(),
  /** See `src/learning/taste-event.ts`. */
  events: z.array(z.record(z.string(), z.unknown())),
});

export type CarriedTasteDocument = z.infer<typeof carriedTasteDocument>;

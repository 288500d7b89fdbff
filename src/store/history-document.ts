import { z } from 'zod';

/** How one song came nearer to its references: every bounce that was measured, in order of time. */
export const historyDocument = z.object({
  schema: z.literal('coproducer.history/1'),
  bounces: z.array(
    z.object({
      at: z.iso.datetime(),
      mix: z.string(),
      /** The plan that was made of it, or that it was bounced to verify. */
      plan: z.string(),
      /** Whether a plan was made of this bounce, or it shows what became of one. */
      what: z.enum(['planned', 'verified']),
      /** The profile and style it was measured against: scores of different ones do not compare. */
      target: z.string(),
      styleDelta: z.number(),
      styleScore: z.number(),
      tranceScore: z.number(),
      /** The style delta that the plan promised, of a verified one. */
      promised: z.number().optional(),
    }),
  ),
});

export type HistoryDocument = z.infer<typeof historyDocument>;

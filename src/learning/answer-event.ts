import { z } from 'zod';

/** One thing that happened to a fix. Numbers and names only, never audio. */
export const answerEvent = z.object({
  schema: z.literal('coproducer.answer/1'),
  at: z.iso.datetime(),
  plan: z.string(),
  fix: z.string(),
  /** Kind of fix, such as `bell` or `fader`. */
  kind: z.string(),
  /** Role of the stem, such as `bass`. */
  role: z.string(),
  profile: z.string(),
  answer: z.enum(['accept', 'change', 'skip', 'undo']),
  /** Predicted share of the style delta that the fix takes off. */
  predictedBenefit: z.number(),
  /** Size as prescribed and as the producer left it, in the fix's own unit; equal unless the answer is `change`. */
  prescribedSize: z.number(),
  finalSize: z.number(),
});

export type AnswerEvent = z.infer<typeof answerEvent>;

import { z } from 'zod';

export const verificationDocument = z.object({
  schema: z.literal('coproducer.verification/1'),
  plan: z.string(),
  mix: z.string(),
  styleDelta: z.object({ before: z.number(), predicted: z.number(), after: z.number() }),
  styleScore: z.object({ before: z.number(), after: z.number() }),
  fixes: z.array(
    z.object({
      id: z.string(),
      sentence: z.string(),
      /** Change of the feature this fix moves most. */
      feature: z.string(),
      scope: z.string(),
      unit: z.string(),
      before: z.number(),
      predicted: z.number(),
      measured: z.number(),
      verdict: z.enum(['as predicted', 'less than predicted', 'more than predicted', 'not seen', 'worse']),
      explanation: z.string(),
    }),
  ),
  sentence: z.string(),
});

export type VerificationDocument = z.infer<typeof verificationDocument>;

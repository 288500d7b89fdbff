import { z } from 'zod';

export const demoDocument = z.object({
  schema: z.literal('coproducer.demo/1'),
  styleDelta: z.object({ before: z.number(), predicted: z.number(), after: z.number() }),
  styleScore: z.object({ before: z.number(), after: z.number() }),
  /** Planted faults in words, and whether a fix answered each. */
  faults: z.array(z.object({ fault: z.string(), found: z.boolean() })),
  paths: z.object({
    home: z.string(),
    library: z.string(),
    mix: z.string(),
    stems: z.string(),
    plan: z.string(),
    receipt: z.string(),
    newMix: z.string(),
    truth: z.string(),
  }),
  seconds: z.number(),
});

export type DemoDocument = z.infer<typeof demoDocument>;

import { z } from 'zod';

const gapRow = z.object({
  /** Catalogue id. */
  feature: z.string(),
  scope: z.string(),
  label: z.string(),
  unit: z.string(),
  value: z.number(),
  median: z.number(),
  band: z.tuple([z.number(), z.number()]),
  /** 0–100 within the target's references. */
  percentile: z.number(),
  /** Distance outside the band in units of max(spread, just-noticeable difference); 0 = inside, signed: + is above. */
  severity: z.number(),
  /** Direction word, such as "too bright"; empty inside the band. */
  direction: z.string(),
  /** Weight of this row in the style delta; all weights add up to 1. */
  weight: z.number(),
  sentence: z.string(),
  /**
   * Why the range lies elsewhere than that of the references: what your answers have told; absent where it does not.
   */
  because: z.string().optional(),
});

export const gapDocument = z.object({
  schema: z.literal('coproducer.gap/1'),
  mix: z.string(),
  profile: z.string(),
  /** The cluster compared with, the nearest one unless chosen; empty when the target is chosen references. */
  cluster: z.string(),
  clusterConfidence: z.number(),
  styleDelta: z.number().nonnegative(),
  styleScore: z.number(),
  tranceScore: z.number(),
  /**
   * What the trance score is made of: every convention of the genre, how far the mix keeps it (`null` where that cannot
   * be said), its share in the score, and why.
   */
  tranceComponents: z
    .array(z.object({ name: z.string(), value: z.number().nullable(), weight: z.number(), why: z.string() }))
    .default([]),
  /** Loudness, brightness, bass, width, in this order. */
  headline: z.array(
    z.object({
      axis: z.enum(['loudness', 'brightness', 'bass', 'width']),
      value: z.number(),
      unit: z.string(),
      band: z.tuple([z.number(), z.number()]),
      difference: z.number(),
      severity: z.number(),
      sentence: z.string(),
    }),
  ),
  /** Every feature outside its band, worst first. */
  gaps: z.array(gapRow),
  /** Every feature inside its band. */
  alreadyYours: z.array(gapRow),
});

export type GapDocument = z.infer<typeof gapDocument>;
export type GapRow = z.infer<typeof gapRow>;

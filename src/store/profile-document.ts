import { z } from 'zod';

/** The distribution of one feature in one scope over a set of references. */
const distribution = z.object({
  id: z.string(),
  scope: z.string(),
  unit: z.string(),
  /** How many references have a value. */
  count: z.number().int().positive(),
  median: z.number(),
  /**
   * Robust standard deviation: 1.4826 × median absolute deviation, small-sample corrected, never 0 (see `src/profile`).
   */
  spread: z.number().positive(),
  /** The band that counts as "yours already". */
  band: z.tuple([z.number(), z.number()]),
  /** Every reference's value, ascending, for percentiles. */
  sorted: z.array(z.number()),
});

const style = z.object({
  name: z.string(),
  /** What sets it apart, in words: "faster, brighter, wider". */
  summary: z.string(),
  members: z.array(z.string()),
  exemplars: z.array(z.string()),
  features: z.array(distribution),
  /** Style distances of the members, each measured against the others: what the style score is calibrated on. */
  calibration: z.object({ typicalDistance: z.number().positive(), farDistance: z.number().positive() }).optional(),
});

export const profileDocument = z.object({
  schema: z.literal('coproducer.profile/1'),
  name: z.string(),
  engine: z.string(),
  createdAt: z.iso.datetime(),
  /** Where the references lie; empty for a profile that was learned elsewhere. */
  folder: z.string(),
  /** Files of the producer's own finished tracks that are among the references; absent where there are none. */
  own: z.array(z.string()).optional(),
  library: style,
  clusters: z.array(style),
  /** How good the split is; a single cluster has silhouette 0 and stability 1. */
  clustering: z.object({ silhouette: z.number(), stability: z.number() }),
  /** One row a reference, for similarity, percentile and re-clustering; features in the order of `columns`. */
  references: z.array(
    z.object({
      file: z.string(),
      contentHash: z.string(),
      cluster: z.number().int(),
      tempoBpm: z.number(),
      key: z.string(),
      vector: z.array(z.number().nullable()),
      styleScore: z.number(),
    }),
  ),
  columns: z.array(z.object({ id: z.string(), scope: z.string() })),
  /** What a person should know before trusting the profile, worst first. */
  validation: z.array(
    z.object({
      check: z.enum([
        'too-few-tracks',
        'near-duplicate',
        'outlier',
        'zero-variance',
        'cluster-balance',
        'cross-validation',
        'skipped-files',
      ]),
      level: z.enum(['info', 'warning', 'error']),
      sentence: z.string(),
      files: z.array(z.string()),
    }),
  ),
});

export type ProfileDocument = z.infer<typeof profileDocument>;
export type StyleStatistics = z.infer<typeof style>;
export type StyleCalibration = NonNullable<StyleStatistics['calibration']>;
export type ReferenceRow = ProfileDocument['references'][number];
export type ValidationFinding = ProfileDocument['validation'][number];
export type FeatureDistribution = z.infer<typeof distribution>;

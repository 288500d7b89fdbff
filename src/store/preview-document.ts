import { z } from 'zod';

/** The mix rendered before and after a plan. */
export const previewDocument = z.object({
  schema: z.literal('coproducer.preview/1'),
  /** Files. */
  before: z.string(),
  after: z.string(),
  /** Gain that makes `after` as loud as `before`, in dB. */
  matchDb: z.number(),
  /** What stands between the stems and the bounce, as far as it can be told. */
  masterChain: z.string(),
});

export type PreviewDocument = z.infer<typeof previewDocument>;

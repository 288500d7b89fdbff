import { z } from 'zod';
import { analysisDocument } from './analysis-document.ts';
import { gapDocument } from './gap-document.ts';
import { planDocument } from './plan-document.ts';
import { verificationDocument } from './verification-document.ts';

const curve = z.object({
  scope: z.string(),
  /** One point a band, ascending in frequency. `after` is absent until a new bounce was measured. */
  points: z.array(
    z.object({
      centreHz: z.number(),
      low: z.number(),
      high: z.number(),
      median: z.number(),
      before: z.number(),
      after: z.number().optional(),
    }),
  ),
});

/** Everything the report page shows, ready to draw: no decision is left to the page. */
export const reportDocument = z.object({
  schema: z.literal('coproducer.report/1'),
  mix: z.string(),
  before: gapDocument,
  /** Absent until a new bounce was measured. */
  after: gapDocument.optional(),
  plan: planDocument.optional(),
  verification: verificationDocument.optional(),
  tone: z.array(curve),
  width: z.array(curve),
  loudness: z.object({
    hopSeconds: z.number(),
    before: z.array(z.number()),
    after: z.array(z.number()).optional(),
    sections: analysisDocument.shape.sections,
  }),
});

export type ReportDocument = z.infer<typeof reportDocument>;
export type ReportCurve = z.infer<typeof curve>;

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

const stem = z.object({
  file: z.string(),
  track: z.string(),
  role: z.string(),
  /** K-weighted level against the sum of the stems, in the kind of section where it is loudest; absent if silent. */
  levelDb: z.number().optional(),
  /** What it has to do with the worst gaps. */
  gaps: z.array(
    z.object({
      feature: z.string(),
      scope: z.string(),
      /** How far the feature would move if the stem were 3 dB quieter. */
      quieter: z.number(),
      /** 0–1: its part in the moves of all stems. */
      share: z.number(),
    }),
  ),
});

/** What a stem is of the mix in the drop, or where the mix is loudest. */
const part = z.object({
  track: z.string(),
  /** 0–1 of the energy of all stems: K-weighted, of the brightness, of the bass, of the sides. */
  shares: z.object({ loudness: z.number(), brightness: z.number(), bass: z.number(), width: z.number() }),
  /** Level re the mix in each band where it sounds. */
  bands: z.array(z.object({ centreHz: z.number(), levelDb: z.number() })),
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
  /** Absent in reports of older versions, and of a mix without stems. */
  stems: z.array(stem).optional(),
  /** As the plan's stems were; absent in reports of older versions and without stems. */
  parts: z.array(part).optional(),
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
export type ReportStem = z.infer<typeof stem>;
export type ReportPart = z.infer<typeof part>;

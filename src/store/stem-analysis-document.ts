import { z } from 'zod';
import { analysisDocument } from './analysis-document.ts';

/** A mix with its stems: what each is, how it behaves, and how they cover each other. */
export const stemAnalysisDocument = z.object({
  schema: z.literal('coproducer.stem-analysis/1'),
  /** Of the mix. */
  analysis: analysisDocument,
  /** Where the stems lie. */
  folder: z.string(),
  stems: z.array(
    z.object({
      file: z.string(),
      track: z.string(),
      role: z.string(),
      /** 0–1. */
      roleConfidence: z.number(),
      /** Why the stem is not used; empty for one that is. The rest is of used stems alone. */
      leftOut: z.string(),
      /** Integrated loudness; absent for one that is silent. */
      loudnessLufs: z.number().optional(),
      /** How deep it dips under the kick, and the time until 1/e of the dip is left. */
      ducking: z.object({ depthDb: z.number(), releaseMs: z.number() }).optional(),
      /** Why nothing is known of its ducking. */
      duckingUnknown: z.string().optional(),
      /** Detuned voices in unison: the outermost from the middle, and how many. */
      supersaw: z.object({ detuneCents: z.number(), voices: z.enum(['2–3', '4–6', '7+']) }).optional(),
      /** 0–1: how much it is an acid line. */
      acid: z.number().optional(),
      /** 0–1: share of its loudness that the other stems take. */
      masked: z.number().optional(),
    }),
  ),
  /** Which stem covers which over the whole track, the worst first. */
  masking: z.array(
    z.object({
      masker: z.string(),
      masked: z.string(),
      /** 0–1: share of the masked stem's loudness that is lost. */
      lost: z.number(),
      /** Band of the ear in which most of it is lost. */
      worstHz: z.number(),
    }),
  ),
  notes: z.array(z.string()),
});

export type StemAnalysisDocument = z.infer<typeof stemAnalysisDocument>;
export type AnalysedStem = StemAnalysisDocument['stems'][number];

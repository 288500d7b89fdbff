import { z } from 'zod';

export const STEM_ROLES = [
  'kick',
  'snare',
  'hats',
  'percussion',
  'bass',
  'acid',
  'lead',
  'pluck',
  'pad',
  'vocal',
  'fx',
  'return',
  'group',
  'master',
  'unknown',
] as const;

/** One file and its track. */
export const stemMapping = z.object({
  file: z.string(),
  track: z.string(),
  /** 0–1: that this file is this track. */
  trackConfidence: z.number(),
  role: z.enum(STEM_ROLES),
  /** 0–1: that the role is right. */
  roleConfidence: z.number(),
  roleFrom: z.enum(['name', 'sound', 'person']),
  /** Set when the file is not used: it doubles other stems, is a return that is already inside, or is silent. */
  leftOut: z.string(),
});

/** Which file is which track. Written for a person to correct by hand: `--stem-map FILE.json` reads it back. */
export const stemMapDocument = z.object({
  schema: z.literal('coproducer.stem-map/1'),
  folder: z.string(),
  stems: z.array(stemMapping),
});

export type StemMapDocument = z.infer<typeof stemMapDocument>;
export type StemMapping = z.infer<typeof stemMapping>;
export type StemRole = (typeof STEM_ROLES)[number];

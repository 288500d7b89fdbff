import { z } from 'zod';

/** A bounce and stems that were made of takes. It lies beside them as `capture.json`. */
export const captureDocument = z.object({
  schema: z.literal('coproducer.capture/1'),
  createdAt: z.string(),
  folder: z.string(),
  /** The bounce. */
  mix: z.string(),
  sampleRate: z.number(),
  durationSeconds: z.number(),
  /** The song's position at the beginning of every file, in beats. */
  startBeat: z.number(),
  stems: z.array(
    z.object({
      file: z.string(),
      track: z.string(),
      /** Frame of the take with which the file begins. */
      startFrame: z.number(),
      /** How much earlier (negative) or later than in the mix the stem came in its take, which was taken out. */
      lagFrames: z.number(),
      /** Where the lag comes from: measured, that of the other stems, or nowhere. */
      lagFrom: z.enum(['measured', 'other stems', 'unknown']),
      /** Of the file; null for silence. */
      peakDb: z.number().nullable(),
    }),
  ),
  notes: z.array(z.string()),
});

export type CaptureDocument = z.infer<typeof captureDocument>;

import { z } from 'zod';

/** The loudest passage in one state, written as loud as it is now. */
const rendering = z.object({
  file: z.string(),
  /** Gain that was given to make it as loud as before, in dB; the meters read it without, the spectrum with. */
  matchDb: z.number(),
  loudnessLufs: z.number(),
  truePeakDb: z.number(),
  peakToShortTermDb: z.number(),
  /** Level of each third octave, mid and side together; empty for a passage shorter than a window. */
  bandDb: z.array(z.number()),
});

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
  /** The loudest passage, with each fix by itself and with all; absent where the song has none that is long enough. */
  passage: z
    .object({
      startSeconds: z.number(),
      endSeconds: z.number(),
      bandCentreHz: z.array(z.number()),
      before: rendering,
      after: rendering,
      fixes: z.array(rendering.extend({ id: z.string() })),
    })
    .optional(),
});

export type PreviewDocument = z.infer<typeof previewDocument>;

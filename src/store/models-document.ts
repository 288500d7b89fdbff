import { z } from 'zod';

/** Which networks can be used to tell what is similar. */
export const modelsDocument = z.object({
  schema: z.literal('coproducer.models/1'),
  /** Where the producer puts public models. */
  folder: z.string(),
  /** What runs them; absent where no runtime is installed. */
  runtime: z.string().optional(),
  own: z.object({ name: z.string(), file: z.string(), found: z.boolean() }),
  /** What was found in the folders. */
  models: z.array(
    z.object({
      file: z.string(),
      sha256: z.string(),
      /** What it is; absent where it is not used. */
      model: z
        .object({
          id: z.string(),
          label: z.string(),
          licence: z.string(),
          commercialUse: z.boolean(),
          /** Name and version of what prepares a track for it. */
          frontEnd: z.string(),
          sampleRateHz: z.number(),
          patch: z.array(z.number().int()),
          /** Patches at a time, where it takes no other number. */
          fixedBatch: z.number().int().optional(),
        })
        .optional(),
      /** Why it is not used. */
      why: z.string().optional(),
    }),
  ),
  /** What would be recognised. */
  known: z.array(z.object({ id: z.string(), label: z.string(), licence: z.string() })),
});

export type ModelsDocument = z.infer<typeof modelsDocument>;

import { z } from 'zod';

/** The profiles of a home, as `profile list` prints them. */
export const profilesDocument = z.object({
  schema: z.literal('coproducer.profiles/1'),
  profiles: z.array(
    z.object({
      name: z.string(),
      /** How many tracks it was learned from. */
      references: z.number().int(),
      folder: z.string(),
      createdAt: z.iso.datetime(),
      /** Used where no profile is named. */
      current: z.boolean(),
    }),
  ),
});

export type ProfilesDocument = z.infer<typeof profilesDocument>;

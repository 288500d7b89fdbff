import { z } from 'zod';

/** What lies in a folder of takes: `takes.json`, written when the recording begins. */
export const takesDocument = z.object({
  schema: z.literal('coproducer.takes/1'),
  createdAt: z.string(),
  takes: z.array(
    z.object({
      /** Name of the file, which lies in the same folder. */
      file: z.string(),
      /** Name of the track in the set. */
      track: z.string(),
      /** The main track, whose take becomes the bounce. */
      isMain: z.boolean(),
      /** The track's fader, behind which Live's export would have tapped it; null is −inf. */
      volumeDb: z.number().nullable(),
      /** −50 (left) … 50 (right), as Live shows it. */
      pan: z.number(),
      /** Fader or pan moves by itself, so that one value is not the whole truth. */
      isAutomated: z.boolean(),
      /** Devices that come behind the recording on its track, and so are missing in the take. */
      devicesBehind: z.array(z.string()),
    }),
  ),
});

export type TakesDocument = z.infer<typeof takesDocument>;
export type TakeEntry = TakesDocument['takes'][number];

import { z } from 'zod';
import { keptProfileDocument } from './kept-profile-document.ts';

/**
 * A profile to carry to another machine or person: never a path, and no name of a track or a folder unless asked for.
 */
export const carriedProfileDocument = z.object({
  schema: z.literal('coproducer.carried-profile/1'),
  exportedAt: z.iso.datetime(),
  /** Whether the names of tracks and of the profile are in it. */
  named: z.boolean(),
  profile: keptProfileDocument,
});

export type CarriedProfileDocument = z.infer<typeof carriedProfileDocument>;

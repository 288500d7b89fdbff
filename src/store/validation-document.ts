import { z } from 'zod';
import { profileDocument } from './profile-document.ts';

/** What a person should know before trusting a profile, worst first, as `profile check` prints it. */
export const validationDocument = z.object({
  schema: z.literal('coproducer.validation/1'),
  profile: z.string(),
  findings: profileDocument.shape.validation,
});

export type ValidationDocument = z.infer<typeof validationDocument>;

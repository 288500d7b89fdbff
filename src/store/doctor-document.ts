import { z } from 'zod';

/** What was found where the program runs, one row a check. */
export const doctorDocument = z.object({
  schema: z.literal('coproducer.doctor/1'),
  findings: z.array(
    z.object({
      check: z.string(),
      ok: z.boolean(),
      /** What was found and, where it is not well, what to do. */
      finding: z.string(),
    }),
  ),
});

export type DoctorDocument = z.infer<typeof doctorDocument>;

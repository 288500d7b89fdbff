import { z } from 'zod';
import { doctorDocument } from './doctor-document.ts';

/** What `doctor --bundle` writes to be sent with a question: numbers and states, no name, no path, no audio. */
export const diagnosticsDocument = z.object({
  schema: z.literal('coproducer.diagnostics/1'),
  madeAt: z.iso.datetime(),
  /** Version of the measuring code. */
  engine: z.string(),
  system: z.object({
    node: z.string(),
    platform: z.string(),
    architecture: z.string(),
    release: z.string(),
    processors: z.number().int(),
    memoryBytes: z.number(),
    locale: z.string(),
  }),
  findings: doctorDocument.shape.findings,
});

export type DiagnosticsDocument = z.infer<typeof diagnosticsDocument>;

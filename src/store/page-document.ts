import { z } from 'zod';

/** Where `serve` serves the report page until it is stopped. */
export const pageDocument = z.object({
  schema: z.literal('coproducer.page/1'),
  /** On this machine only; who has the address can read the page. */
  url: z.url(),
});

export type PageDocument = z.infer<typeof pageDocument>;

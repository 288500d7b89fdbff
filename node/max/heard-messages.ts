import { z } from 'zod';
import type { MessageName, Messages } from '../../device/messages.ts';

/**
 * What the strip may say. The strip is ours, but what it keeps comes out of a Live set that another version has saved,
 * and what it is sent a person can send, too: neither may end the process.
 */
const HEARD: { readonly [Name in 'present' | 'action' | 'settings']: z.ZodType<Messages[Name]> } = {
  action: z.discriminatedUnion('do', [
    z.object({
      do: z.enum(['analyze', 'cancel', 'apply', 'apply-all', 'skip', 'undo', 'next', 'previous', 'report', 'record']),
    }),
    z.object({ do: z.literal('ab'), hear: z.enum(['before', 'after']) }),
    z.object({ do: z.enum(['profile', 'cluster']), name: z.string() }),
    z.object({ do: z.literal('folder'), path: z.string() }),
  ]),
  present: z.object({
    place: z.object({ kind: z.enum(['main', 'track']), track: z.string() }).nullable(),
    amount: z.number().min(0).max(100),
  }),
  settings: z.object({
    version: z.literal(1),
    set: z.string(),
    revision: z.number().int().nonnegative(),
    profile: z.string(),
    cluster: z.string(),
    folder: z.string(),
    master: z.string(),
    stemMap: z.array(z.object({ file: z.string(), track: z.string() })),
  }),
};

/**
 * The document of a message, as it should be.
 *
 * @throws Error where it is not
 */
export function heardMessage<Name extends MessageName>(name: Name, document: Messages[Name]): Messages[Name] {
  if (!Object.hasOwn(HEARD, name)) return document;
  const { success, data, error } = HEARD[name as keyof typeof HEARD].safeParse(document);
  if (!success) throw new Error(`it does not hold what it should at "${error.issues[0].path.join('.')}"`);
  return data as Messages[Name];
}

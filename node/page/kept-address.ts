import { randomBytes } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileSafely } from '../../src/store/atomic-file.ts';

const keptAddress = z.object({
  schema: z.literal('coproducer.page-address/1'),
  port: z.number().int().min(1024).max(65_535),
  token: z.string().regex(/^[\w-]{24}$/),
  /** When it was first used. */
  since: z.iso.datetime(),
});

export type PageAddress = z.infer<typeof keptAddress>;

/** A working day: longer than a session in the studio, shorter than a token should live. */
const LONGEST_KEPT_MS = 12 * 3_600_000;

/**
 * The address that the page had when this home served it last, so that a page which is still open finds the server that
 * was started anew; `undefined` where there was none, or it is too old.
 */
export async function readKeptAddress(file: string, now: Date): Promise<PageAddress | undefined> {
  try {
    const found = keptAddress.parse(JSON.parse(await readFile(file, 'utf8')));
    const age = now.getTime() - Date.parse(found.since);
    return age >= 0 && age < LONGEST_KEPT_MS ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps an address for the next start, for this user's eyes only. */
export async function keepAddress(file: string, address: PageAddress): Promise<void> {
  await writeFileSafely(file, JSON.stringify(address));
  await chmod(file, 0o600);
}

/** 144 bits. */
export function newToken(): string {
  return randomBytes(18).toString('base64url');
}

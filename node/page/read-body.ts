import type { IncomingMessage } from 'node:http';

/** A page's actions are a line of JSON; the longest, an amount for each of eight fixes, is a tenth of this. */
export const MOST_BODY_BYTES = 16 * 1024;

/**
 * Reads the JSON body of a request.
 *
 * @returns the value, or the HTTP status that says why there is none: 400 no JSON, 413 too long, 415 another type
 */
export async function readBody(request: IncomingMessage): Promise<{ value: unknown } | { status: 400 | 413 | 415 }> {
  if (!/^application\/json(;|$)/.test(request.headers['content-type'] ?? '')) return { status: 415 };
  if (Number(request.headers['content-length'] ?? 0) > MOST_BODY_BYTES) return { status: 413 };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return { status: 413 };
    chunks.push(chunk);
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { status: 400 };
  }
}

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { OpenSound } from './sounds.ts';

/** Sends a file, or the part of it that a player asks for (RFC 9110, section 14), straight from the disk. */
export async function sendSound(
  request: IncomingMessage,
  response: ServerResponse,
  { handle, bytes, type }: OpenSound,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  try {
    const range = rangeOf(request.headers.range, bytes);
    const common = { ...headers, 'content-type': type, 'accept-ranges': 'bytes' };
    if (range === 'nowhere') {
      response.writeHead(416, { ...common, 'content-range': `bytes */${bytes}` }).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: bytes - 1 };
    response.writeHead(range === undefined ? 200 : 206, {
      ...common,
      'content-length': end - start + 1,
      ...(range !== undefined && { 'content-range': `bytes ${start}-${end}/${bytes}` }),
    });
    if (request.method === 'HEAD' || bytes === 0) response.end();
    else await pipeline(handle.createReadStream({ start, end, autoClose: false }), response);
  } catch {
    // The player has gone on to another place: it closed the connection in the middle.
    response.destroy();
  } finally {
    await handle.close();
  }
}

interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

/** `undefined` asks for all of it: no range, several, or one that makes no sense. */
function rangeOf(header: string | undefined, bytes: number): ByteRange | 'nowhere' | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') return Number(to) === 0 ? 'nowhere' : { start: Math.max(0, bytes - Number(to)), end: bytes - 1 };
  const start = Number(from);
  const end = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < start) return undefined;
  return start >= bytes ? 'nowhere' : { start, end };
}

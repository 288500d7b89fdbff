import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is turned away. */
export interface Refusal {
  status: number;
  sentence: string;
}

/**
 * Lets in whoever has the address, and no one else. A page of another site may make the browser send requests here, and
 * a name of its own may lead here, but it cannot change what Host, Origin and Sec-Fetch-Site say, and does not know the
 * token.
 *
 * @returns the path behind the token, or why there is none
 */
export function guardRequest(request: IncomingMessage, port: number, token: string): string | Refusal {
  const { method = '', headers, url = '' } = request;
  const host = `127.0.0.1:${port}`;
  if (!METHODS.includes(method)) return { status: 405, sentence: 'This page is read with GET and acted on with POST.' };
  if (headers.host !== host) return { status: 403, sentence: 'This page is served to this machine only.' };
  const mayLackOrigin = method !== 'POST';
  if (headers.origin === undefined ? !mayLackOrigin : headers.origin !== `http://${host}`) {
    return { status: 403, sentence: 'Another site asked for this page.' };
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITES.includes(String(site))) {
    return { status: 403, sentence: 'Another site asked for this page.' };
  }
  const [given = '', path] = url
    .split('?')[0]
    .slice(1)
    .split(/\/(.*)/s);
  if (path === undefined || !sameText(given, token)) {
    return { status: 403, sentence: 'Open the address that Coproducer printed.' };
  }
  return path;
}

const METHODS = ['GET', 'HEAD', 'POST'];
/** Typed, printed or bookmarked addresses come from `none`. */
const OWN_SITES = ['same-origin', 'none'];

/** Compares in a time that does not tell how much of a guess was right. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

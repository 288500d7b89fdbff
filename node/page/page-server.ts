import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ReportDocument } from '../../src/store/report-document.ts';

export interface PageServer {
  /** Address to open, with its token. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves one report on a free loopback port until closed. Only whoever has the address can read it: every request must
 * carry the token and name the loopback host it was sent to, so neither another user's guess nor a web page in the same
 * browser gets in.
 *
 * @param folder where the built page lies (`page.html`, `page.js`, `page.css`).
 */
export async function servePage(folder: string, report: ReportDocument): Promise<PageServer> {
  const token = randomBytes(18).toString('base64url');
  const files = new Map<string, { type: string; body: Buffer }>();
  for (const [path, name, type] of PAGE_FILES) {
    files.set(path, { type, body: await readFile(join(folder, name)) });
  }
  files.set('report.json', { type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(report)) });

  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const refusal = refusalOf(request, port);
    if (refusal !== undefined) return refuse(response, ...refusal);
    const [given = '', path = ''] = (request.url ?? '')
      .split('?')[0]
      .slice(1)
      .split(/\/(.*)/s);
    if (!sameText(given, token)) return refuse(response, 403, 'Open the address that Coproducer printed.');
    const file = files.get(path);
    if (file === undefined) return refuse(response, 404, 'There is no such page.');
    response.writeHead(200, { ...HEADERS, 'content-type': file.type, 'content-length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const PAGE_FILES = [
  ['', 'page.html', 'text/html; charset=utf-8'],
  ['page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['page.css', 'page.css', 'text/css; charset=utf-8'],
] as const;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** A page of another site may make the browser send requests here, but it cannot change what Host and Origin say. */
function refusalOf(request: IncomingMessage, port: number): [number, string] | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (request.method !== 'GET' && request.method !== 'HEAD') return [405, 'This page can only be read.'];
  if (!hosts.includes(request.headers.host ?? '')) return [403, 'This page is served to this machine only.'];
  const { origin } = request.headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    return [403, 'Another site asked for this page.'];
  }
  return undefined;
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}

/** Compares in a time that does not tell how much of a guess was right. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../../src/store/failure.ts';
import { systemErrorCode } from '../../src/store/system-error.ts';
import { EventStream } from './event-stream.ts';
import { keepAddress, newToken, readKeptAddress } from './kept-address.ts';
import type { PageDesk } from './page-desk.ts';
import { pageAction } from './page-messages.ts';
import { readBody } from './read-body.ts';
import { guardRequest } from './request-guard.ts';
import { sendSound } from './send-sound.ts';

export interface PageServer {
  /** Address to open, with its token. */
  url: string;
  close(): Promise<void>;
}

export interface PageServerOptions {
  /** Where the built page lies. */
  folder: string;
  /** Where the address is kept for the next start; each start has an address of its own without it. */
  addressFile?: string;
  /** Shorter ones are for tests. */
  patience?: Patience;
}

/** How long a client may take. */
export interface Patience {
  /** Until the head of a request is there, and until all of it is. */
  requestMs: number;
  /** With nothing said on an open connection. */
  idleMs: number;
}

const PATIENCE: Patience = { requestMs: 5000, idleMs: 60_000 };
/** A browser opens six to a page; more than ten pages nobody has. */
const MOST_CONNECTIONS = 64;
const MOST_HEADER_BYTES = 8 * 1024;

/**
 * Serves the report page on a loopback port until closed, to whoever has its address and to no one else: see
 * `guardRequest`. Nothing on the disk has a path here: the page's own files are read at the start, documents have
 * names, sounds have ids.
 */
export async function servePage(
  desk: PageDesk,
  { folder, addressFile, patience = PATIENCE }: PageServerOptions,
): Promise<PageServer> {
  const files = await readPageFiles(folder);
  const events = new EventStream();
  const server = createServer(
    {
      headersTimeout: patience.requestMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: Math.min(1000, patience.requestMs),
      maxHeaderSize: MOST_HEADER_BYTES,
    },
    (request, response) => {
      void answer(request, response).catch((fault: unknown) => {
        // Who hangs up in the middle of a question is gone: nobody is left to answer, and nothing is wrong here.
        if (systemErrorCode(fault) === 'ECONNRESET') return;
        desk.complain(fault);
        if (response.headersSent) response.destroy();
        else say(response, 500, 'A fault in Coproducer; its output tells more.');
      });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(patience.idleMs);
  const { port, token } = await listen(server, addressFile);
  const stopTelling = desk.listen((state) => events.send(state));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = guardRequest(request, port, token);
    if (typeof path !== 'string') return say(response, path.status, path.sentence);
    if (request.method === 'POST') {
      return path === 'act' ? act(request, response) : say(response, 405, 'Only actions are posted.');
    }
    const file = files.get(path);
    if (file !== undefined) return send(request, response, file.type, file.body);
    if (path === 'events' && request.method === 'GET') return listenIn(response);
    const [, sound] = /^sound\/([\w-]{1,64})$/.exec(path) ?? [];
    if (sound !== undefined) {
      const opened = await desk.sounds.open(sound);
      if (opened !== undefined) return sendSound(request, response, opened, HEADERS);
    }
    const document = await documentOf(path);
    if (document === undefined) return say(response, 404, 'There is no such page.');
    if (document instanceof Failure) return say(response, 409, document.message);
    send(request, response, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(document)));
  }

  async function documentOf(path: string): Promise<object | undefined> {
    const [, name] = /^([a-z]{1,20})\.json$/.exec(path) ?? [];
    if (name === undefined) return undefined;
    try {
      return await desk.read(name);
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
  }

  async function act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if ('status' in body) {
      response.setHeader('connection', 'close');
      return say(response, body.status, 'An action is one short JSON object.');
    }
    const action = pageAction.safeParse(body.value);
    if (!action.success) return say(response, 400, `That is no action: ${action.error.issues[0].message}.`);
    const refusal = desk.act(action.data);
    if (refusal !== undefined) return say(response, 409, refusal);
    response.writeHead(202, HEADERS).end();
  }

  function listenIn(response: ServerResponse): void {
    if (!events.hasRoom) return say(response, 503, 'Too many pages are open; close one.');
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    events.add(response, desk.state());
  }

  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    close: async () => {
      stopTelling();
      events.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await desk.close();
    },
  };
}

const PAGE_FILES = [
  ['', 'page.html', 'text/html; charset=utf-8'],
  ['page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['page.css', 'page.css', 'text/css; charset=utf-8'],
  ['Inter_400Regular.ttf', 'Inter_400Regular.ttf', 'font/ttf'],
  ['Inter_600SemiBold.ttf', 'Inter_600SemiBold.ttf', 'font/ttf'],
] as const;

async function readPageFiles(folder: string): Promise<Map<string, { type: string; body: Buffer }>> {
  const entries = PAGE_FILES.map(
    async ([path, name, type]) => [path, { type, body: await readFile(join(folder, name)) }] as const,
  );
  return new Map(await Promise.all(entries));
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

function send(request: IncomingMessage, response: ServerResponse, type: string, body: Buffer): void {
  response.writeHead(200, { ...HEADERS, 'content-type': type, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}

/** Listens on loopback, at the kept address if it is still free; who took the port in the meantime gets no token. */
async function listen(server: Server, addressFile: string | undefined): Promise<{ port: number; token: string }> {
  const now = new Date();
  const kept = addressFile === undefined ? undefined : await readKeptAddress(addressFile, now);
  if (kept !== undefined && (await listensOn(server, kept.port))) return kept;
  if (!(await listensOn(server, 0))) throw new Error('No loopback port is free.');
  const address = { port: (server.address() as AddressInfo).port, token: newToken() };
  if (addressFile !== undefined) {
    const kept = { schema: 'coproducer.page-address/1' as const, ...address, since: now.toISOString() };
    // Where it cannot be kept, the next start has another address, and that is all.
    await keepAddress(addressFile, kept).catch(() => undefined);
  }
  return address;
}

function listensOn(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const failed = (): void => resolve(false);
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PageDesk } from '../../node/page/page-desk.ts';
import { servePage } from '../../node/page/page-server.ts';
import { SameThread } from '../../node/threads/same-thread.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** Raw requests to the page's server; the page is served to who has its address all the same. */
export async function pageTarget(): Promise<FuzzTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-fuzz-'));
  for (const name of PAGE_FILES) await writeFile(join(folder, name), `/* ${name} */`);
  const home = await openHome(join(folder, 'home'));
  const faults: string[] = [];
  const desk = new PageDesk(
    { home, workers: new SameThread(), progress: SILENT, signal: undefined, now: () => new Date() },
    { plan: join(home.plans, 'none.json'), complain: (text) => faults.push(text) },
  );
  const server = await servePage(desk, { folder });
  const { port, host, pathname } = new URL(server.url);
  const action = '{"do":"answer","fix":"f1","answer":"skip"}';
  const request = (line: string, ...headers: string[]): Buffer =>
    Buffer.from([line, `Host: ${host}`, ...headers, '', ''].join('\r\n'));
  return {
    name: 'HTTP requests',
    seeds: [
      request(`GET ${pathname}report.json HTTP/1.1`, 'Connection: close'),
      request(`HEAD ${pathname}page.js HTTP/1.1`, `Origin: http://${host}`, 'Connection: close'),
      request(`POST ${pathname} HTTP/1.1`, 'Content-Length: 4', 'Connection: close'),
      Buffer.concat([
        request(
          `POST ${pathname}act HTTP/1.1`,
          `Origin: http://${host}`,
          'Content-Type: application/json',
          `Content-Length: ${action.length}`,
          'Connection: close',
        ),
        Buffer.from(action),
      ]),
      request(`GET ${pathname}sound/AAAAAAAAAAAAAAAA HTTP/1.1`, 'Range: bytes=0-9', 'Connection: close'),
      request('GET /../../secret.txt HTTP/1.1', 'Transfer-Encoding: chunked'),
    ],
    read: async (bytes) => {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      socket.end(bytes);
      // What the server says is its own affair, as long as it goes on serving.
      socket.resume();
      await once(socket, 'close');
    },
    afterwards: async () => {
      const response = await fetch(server.url);
      if (response.status !== 200) throw new Error(`The page is answered with ${response.status}.`);
      if (faults.length > 0) throw new Error(faults[0]);
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const PAGE_FILES = ['page.html', 'page.js', 'page.css', 'Inter_400Regular.ttf', 'Inter_600SemiBold.ttf'];

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servePage } from '../../node/page/page-server.ts';
import type { ReportDocument } from '../../src/store/report-document.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** Raw requests to the page's server; the page is served to who has its address all the same. */
export async function pageTarget(): Promise<FuzzTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-fuzz-'));
  for (const name of ['page.html', 'page.js', 'page.css']) await writeFile(join(folder, name), `/* ${name} */`);
  const server = await servePage(folder, {} as ReportDocument);
  const { port, host, pathname } = new URL(server.url);
  const request = (line: string, ...headers: string[]): Buffer =>
    Buffer.from([line, `Host: ${host}`, ...headers, '', ''].join('\r\n'));
  return {
    name: 'HTTP requests',
    seeds: [
      request(`GET ${pathname}report.json HTTP/1.1`, 'Connection: close'),
      request(`HEAD ${pathname}page.js HTTP/1.1`, `Origin: http://${host}`, 'Connection: close'),
      request(`POST ${pathname} HTTP/1.1`, 'Content-Length: 4', 'Connection: close'),
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
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

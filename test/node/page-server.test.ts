import { mkdtemp, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { servePage, type PageServer } from '../../node/page/page-server.ts';
import type { ReportDocument } from '../../src/store/report-document.ts';

const report: ReportDocument = {
  schema: 'coproducer.report/1',
  mix: 'Äther <1>.wav',
  before: {
    schema: 'coproducer.gap/1',
    mix: 'Äther <1>.wav',
    profile: 'mine',
    cluster: '',
    clusterConfidence: 1,
    styleDelta: 0,
    styleScore: 90,
    tranceScore: 0.8,
    tranceComponents: [],
    headline: [],
    gaps: [],
    alreadyYours: [],
  },
  tone: [],
  width: [],
  loudness: { hopSeconds: 0.1, before: [], sections: [] },
};

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let server: PageServer;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-page-'));
  for (const name of ['page.html', 'page.js', 'page.css']) await writeFile(join(folder, name), `/* ${name} */`);
  await writeFile(join(folder, 'secret.txt'), 'secret');
  server = await servePage(folder, report);
});

afterEach(() => server.close());

/** A raw request: fetch would normalise the path and refuse to forge a Host. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on('error', reject).end();
  });
}

const base = (): string => new URL(server.url).pathname;

describe('servePage', () => {
  test('listens on loopback and gives the page and the report to whoever has the address', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/$/);
    expect(await ask(base())).toMatchObject({ status: 200, body: '/* page.html */' });
    const { body, headers } = await ask(`${base()}report.json`);
    expect(JSON.parse(body)).toEqual(report);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cache-control']).toBe('no-store');
  });

  test('each start has another token', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coproducer-page-'));
    for (const name of ['page.html', 'page.js', 'page.css']) await writeFile(join(folder, name), '');
    const other = await servePage(folder, report);
    expect(new URL(other.url).pathname).not.toBe(base());
    await other.close();
  });

  test.each([
    ['no token', '/', {}],
    ['a wrong token', '/AAAAAAAAAAAAAAAAAAAAAAAA/', {}],
    ['a token cut short', undefined, {}],
    ['another host', 'right', { host: 'evil.example' }],
    ['another origin', 'right', { origin: 'https://evil.example' }],
  ])('refuses %s', async (_, path, headers) => {
    const asked = path === 'right' ? base() : (path ?? `${base().slice(0, -5)}/`);
    expect((await ask(asked, headers)).status).toBe(403);
  });

  test.each(['secret.txt', '../secret.txt', '..%2fsecret.txt', 'page.html/../secret.txt', '%00'])(
    'gives nothing but the page: %s',
    async (path) => {
      const { status, body } = await ask(base() + path);
      expect(status).toBe(404);
      expect(body).not.toContain('secret\n');
    },
  );

  test('can only be read', async () => {
    expect((await ask(base(), {}, 'POST')).status).toBe(405);
    expect((await ask(base(), {}, 'HEAD')).body).toBe('');
  });
});

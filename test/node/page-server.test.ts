import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { connect, createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PageDesk } from '../../node/page/page-desk.ts';
import type { PagePlan } from '../../node/page/page-messages.ts';
import { servePage, type PageServer } from '../../node/page/page-server.ts';
import { SameThread } from '../../node/threads/same-thread.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { openHome, type Home } from '../../src/store/home.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import { SILENT } from '../../src/store/progress.ts';
import type { ReportDocument } from '../../src/store/report-document.ts';

const NAME = 'Äther <1>.wav';
const PAGE_FILES = ['page.html', 'page.js', 'page.css', 'Inter_400Regular.ttf', 'Inter_600SemiBold.ttf'];

let folder: string;
let home: Home;
let desk: PageDesk;
let server: PageServer;
let report: ReportDocument;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-page-'));
  home = await openHome(join(folder, 'home'));
  const music = join(folder, 'music');
  await mkdir(join(folder, 'page'));
  await mkdir(music);
  for (const name of PAGE_FILES) await writeFile(join(folder, 'page', name), `/* ${name} */`);
  await writeFile(join(folder, 'page', 'secret.txt'), 'secret');
  const tone = Float32Array.from({ length: 4410 }, (_, n) => Math.sin(n / 10) / 2);
  const signal = { sampleRateHz: 44100, left: tone, right: tone };
  await writeWav(join(music, NAME), signal, { format: 'pcm16' });
  await writeWav(join(music, 'Pad.wav'), signal, { format: 'pcm16' });
  await writeWav(join(folder, 'elsewhere.wav'), signal, { format: 'pcm16' });
  await writeFile(join(music, 'letter.wav'), 'Dear diary, this is no audio.');
  report = reportOf(planOf(music));
  await writeFile(join(home.plans, 'plan-1.json'), JSON.stringify(report.plan));
  await writeFile(join(home.plans, 'plan-1.report.json'), JSON.stringify(report));
  desk = openDesk();
  server = await serve(desk);
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function openDesk(): PageDesk {
  const workshop = { home, workers: new SameThread(), progress: SILENT, signal: undefined, now: () => new Date() };
  return new PageDesk(workshop, { plan: join(home.plans, 'plan-1.json') });
}

function serve(page: PageDesk, rest: Partial<Parameters<typeof servePage>[1]> = {}): Promise<PageServer> {
  return servePage(page, { folder: join(folder, 'page'), ...rest });
}

function planOf(music: string): PlanDocument {
  const stem = (name: string) => ({ file: join(music, `${name}.wav`), track: name, role: 'pad', confidence: 1 });
  return {
    schema: 'coproducer.plan/1',
    id: 'plan-1',
    createdAt: '2026-01-01T00:00:00.000Z',
    mix: join(music, NAME),
    stems: [stem('Pad'), stem('letter'), stem('link'), stem('gone')],
    target: { profile: 'mine', cluster: '', references: [] },
    amount: 100,
    styleDelta: { before: 1, predicted: 1 },
    predicted: [],
    fixes: [],
    masterChain: { gainDb: 0, residualDb: 0, sentence: '' },
    notes: [],
  };
}

function reportOf(plan: PlanDocument): ReportDocument {
  return {
    schema: 'coproducer.report/1',
    mix: plan.mix,
    before: {
      schema: 'coproducer.gap/1',
      mix: plan.mix,
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
    plan,
    tone: [],
    width: [],
    loudness: { hopSeconds: 0.1, before: [], sections: [] },
  };
}

interface Asked {
  headers?: Record<string, string>;
  method?: string;
  body?: string;
  at?: PageServer;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  text: string;
}

/** A raw request: fetch would normalise the path and refuse to forge a Host. */
function ask(path: string, { headers = {}, method = 'GET', body, at = server }: Asked = {}): Promise<Answer> {
  const { hostname, port } = new URL(at.url);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const all = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: all, text: all.toString() });
      });
    });
    call.on('error', reject).end(body);
  });
}

const base = (at = server): string => new URL(at.url).pathname;
const origin = (at = server): string => new URL(at.url).origin;

function act(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const own = { origin: origin(), 'content-type': 'application/json', ...headers };
  return ask(`${base()}act`, { method: 'POST', body, headers: own });
}

async function soundOf(name: string): Promise<string> {
  const plan = JSON.parse((await ask(`${base()}plan.json`)).text) as PagePlan;
  const [, id] = Object.entries(plan.sounds).find(([file]) => file.endsWith(name)) ?? [];
  return `${base()}sound/${id ?? 'unknown'}`;
}

/** Writes raw bytes and waits until the other side closes. */
function say(text: string, thenMs?: { text: string; everyMs: number }): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    const drip = thenMs && setInterval(() => socket.write(thenMs.text), thenMs.everyMs);
    let heard = '';
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      resolve(heard);
    });
  });
}

describe('servePage', () => {
  test('gives the page and its documents to whoever has the address', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/$/);
    expect(await ask(base())).toMatchObject({ status: 200, text: '/* page.html */' });
    const { text, headers } = await ask(`${base()}report.json`);
    expect(JSON.parse(text)).toEqual(report);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['cache-control']).toBe('no-store');
    expect((await ask(base(), { method: 'HEAD' })).text).toBe('');
  });

  test('what cannot be made says why in a sentence', async () => {
    const { status, text } = await ask(`${base()}library.json`);
    expect(status).toBe(409);
    expect(text).toContain('There is no profile "mine"');
  });

  test('tells every page the state at once, and what comes of an action', async () => {
    const { hostname, port } = new URL(server.url);
    const states = await new Promise<string[]>((resolve) => {
      const heard: string[] = [];
      const call = request({ hostname, port, path: `${base()}events` }, (response) => {
        response.on('data', (chunk: Buffer) => {
          heard.push(
            ...chunk
              .toString()
              .split('\n')
              .filter((line) => line.startsWith('data: ')),
          );
          if (heard.length === 1) void act('{"do":"forget"}');
          if (heard.at(-1)?.includes('"isGood":true') === true) {
            call.destroy();
            resolve(heard);
          }
        });
      });
      call.on('error', () => undefined).end();
    });
    expect(states[0]).toContain('"job":null');
    expect(states.at(-1)).toContain('is forgotten');
  });
});

describe('who gets in', () => {
  test.each<[string, string | undefined, Record<string, string>]>([
    ['no token', '/', {}],
    ['a wrong token', '/AAAAAAAAAAAAAAAAAAAAAAAA/', {}],
    ['a token cut short', undefined, {}],
    ['another host', 'right', { host: 'evil.example' }],
    ['another name of this machine', 'right', { host: 'localhost' }],
    ['another port', 'right', { host: '127.0.0.1:1' }],
    ['another origin', 'right', { origin: 'https://evil.example' }],
    ['no origin at all', 'right', { origin: 'null' }],
    ['another site, as browsers tell it', 'right', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine, as browsers tell it', 'right', { 'sec-fetch-site': 'same-site' }],
  ])('not with %s', async (_, path, headers) => {
    const asked = path === 'right' ? base() : (path ?? `${base().slice(0, -5)}/`);
    expect((await ask(asked, { headers })).status).toBe(403);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('not with %s', async (method) => {
    expect((await ask(base(), { method })).status).toBe(405);
  });

  test('an action needs its origin, its type and its form', async () => {
    const post = { method: 'POST', body: '{"do":"cancel"}', headers: { 'content-type': 'application/json' } };
    expect((await ask(`${base()}act`, post)).status).toBe(403);
    expect((await act('{"do":"cancel"}', { origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await act('{"do":"cancel"}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await act('{"do":')).status).toBe(400);
    expect((await act('{"do":"format"}')).status).toBe(400);
    expect((await act('{"do":"apply","fixes":["f1"],"set":"/etc/passwd"}')).status).toBe(400);
    expect((await act('{"do":"cancel"}')).status).toBe(202);
    expect((await ask(base(), { method: 'POST', headers: { origin: origin() } })).status).toBe(405);
  });

  test.each([
    'secret.txt',
    '../secret.txt',
    '..%2fsecret.txt',
    '%2e%2e/%2e%2e/secret.txt',
    '..\\secret.txt',
    'page.html/../secret.txt',
    'sound/../../secret.txt',
    'sound/..%2f..%2fsecret.txt',
    'sound//etc/passwd',
    'report.json/../../memory.json',
    '__proto__.json',
    'constructor.json',
    '%00',
  ])('nothing on the disk has a path: %s', async (path) => {
    const { status, text } = await ask(base() + path);
    expect(status).toBe(404);
    expect(text).not.toContain('secret\n');
  });

  test('it listens on loopback only', async () => {
    const port = Number(new URL(server.url).port);
    const outside = Object.values(networkInterfaces()).flatMap((of) => of?.filter(({ internal }) => !internal) ?? []);
    for (const { address, family } of outside.filter(({ family }) => family === 'IPv4')) {
      const outcome = await new Promise((resolve) => {
        connect({ port, host: address, family: 4 })
          .on('connect', () => resolve('connected'))
          .on('error', ({ message }) => resolve(message));
      });
      expect([family, outcome]).not.toEqual([family, 'connected']);
    }
  });
});

describe('patience', () => {
  test('a body that is too long is refused, stated or not', async () => {
    const long = JSON.stringify({ do: 'forget', item: 'x'.repeat(100_000) });
    expect((await act(long)).status).toBe(413);
    const chunked = ask(`${base()}act`, {
      method: 'POST',
      body: long,
      headers: { origin: origin(), 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    }).then(
      ({ status }) => status,
      () => 'closed',
    );
    expect([413, 'closed']).toContain(await chunked);
  });

  test('a head that is too long is refused', async () => {
    expect(await say(`GET ${base()} HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('who says a head a letter at a time is let go, and so is who never sends the body', async () => {
    await server.close();
    server = await serve(openDesk(), { patience: { requestMs: 300, idleMs: 60_000 } });
    const host = new URL(server.url).host;
    expect(await say(`GET ${base()} HTTP/1.1\r\n`, { text: 'x', everyMs: 50 })).toMatch(/^HTTP\/1\.1 408 |^$/);
    const head = `POST ${base()}act HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nContent-Type: application/json\r\n`;
    expect(await say(`${head}Content-Length: 100\r\n\r\n{`)).not.toMatch(/ 202 /);
    expect((await ask(base())).status).toBe(200);
  });

  test('who says nothing is let go', async () => {
    await server.close();
    server = await serve(openDesk(), { patience: { requestMs: 60_000, idleMs: 200 } });
    expect(await say('')).toBe('');
  });

  test('more streams of events than pages are refused, and the page is still served', async () => {
    const { hostname, port } = new URL(server.url);
    const statuses: number[] = [];
    const calls = await Promise.all(
      Array.from(
        { length: 10 },
        () =>
          new Promise<ReturnType<typeof request>>((resolve) => {
            const call = request({ hostname, port, path: `${base()}events`, agent: false }, ({ statusCode }) => {
              statuses.push(statusCode ?? 0);
              resolve(call);
            });
            call.on('error', () => undefined).end();
          }),
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(8);
    expect(statuses.filter((status) => status === 503)).toHaveLength(2);
    expect((await ask(base())).status).toBe(200);
    for (const call of calls) call.destroy();
  });
});

describe('sounds', () => {
  test('a file of the plan is streamed as it lies there', async () => {
    const { status, headers, body } = await ask(await soundOf('Pad.wav'));
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'audio/wav', 'accept-ranges': 'bytes' });
    expect(body.equals(await readFile(report.plan!.stems[0].file))).toBe(true);
  });

  test.each<[string, number, number, number]>([
    ['bytes=0-99', 206, 0, 100],
    ['bytes=100-', 206, 100, Infinity],
    ['bytes=-50', 206, -50, Infinity],
    ['bytes=0-999999999', 206, 0, Infinity],
    ['bytes=9-3', 200, 0, Infinity],
    ['bytes=0-1,5-6', 200, 0, Infinity],
    ['seconds=1-2', 200, 0, Infinity],
  ])('the part %s', async (range, status, from, to) => {
    const whole = await readFile(report.plan!.stems[0].file);
    const answer = await ask(await soundOf('Pad.wav'), { headers: { range } });
    expect(answer.status).toBe(status);
    expect(answer.body.equals(whole.subarray(from, to))).toBe(true);
    if (status === 206)
      expect(answer.headers['content-range']).toMatch(new RegExp(`^bytes \\d+-\\d+/${whole.length}$`));
  });

  test('a part beyond the end is told to be none', async () => {
    const { size } = await stat(report.plan!.stems[0].file);
    const answer = await ask(await soundOf('Pad.wav'), { headers: { range: `bytes=${size}-` } });
    expect(answer.status).toBe(416);
    expect(answer.headers['content-range']).toBe(`bytes */${size}`);
  });

  test('what is no audio, is gone, was never offered, or leads out of its folder is not', async () => {
    await symlink(join(folder, 'elsewhere.wav'), join(folder, 'music', 'link.wav')).catch((error: unknown) => {
      // Windows lets only some users make links; then there is nothing to follow.
      if (process.platform !== 'win32') throw error;
    });
    for (const name of ['letter.wav', 'link.wav', 'gone.wav', 'never.wav']) {
      expect([name, (await ask(await soundOf(name))).status]).toEqual([name, 404]);
    }
  });
});

describe('the address', () => {
  test('each start has another token', async () => {
    const other = await serve(openDesk());
    expect(base(other)).not.toBe(base());
    await other.close();
  });

  test('a kept one is used again by the next start, and is for this user only', async () => {
    const addressFile = join(home.root, 'page-address.json');
    const first = await serve(openDesk(), { addressFile });
    await first.close();
    const second = await serve(openDesk(), { addressFile });
    expect(second.url).toBe(first.url);
    await second.close();
    if (process.platform !== 'win32') expect((await stat(addressFile)).mode & 0o077).toBe(0);
  });

  test('who has taken the port meanwhile gets no token that will be used again', async () => {
    const addressFile = join(home.root, 'page-address.json');
    const first = await serve(openDesk(), { addressFile });
    await first.close();
    const squatter = await new Promise<Server>((resolve) => {
      const taken = createServer().listen(Number(new URL(first.url).port), '127.0.0.1', () => resolve(taken));
    });
    const second = await serve(openDesk(), { addressFile });
    expect(base(second)).not.toBe(base(first));
    await second.close();
    squatter.close();
    const third = await serve(openDesk(), { addressFile });
    expect(third.url).toBe(second.url);
    await third.close();
  });

  test.each([
    '',
    '{}',
    '{"schema":"coproducer.page-address/1","port":80,"token":"x","since":"2026-01-01T00:00:00.000Z"}',
  ])('a damaged one is no harm: %j', async (text) => {
    const addressFile = join(home.root, 'page-address.json');
    await writeFile(addressFile, text);
    const made = await serve(openDesk(), { addressFile });
    expect((await ask(base(made), { at: made })).status).toBe(200);
    await made.close();
  });
});

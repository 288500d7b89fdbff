import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { PROGRAM } from '../node/run-program.ts';

/** Nothing leaves this machine, and nobody else is listened to. */
jest.setTimeout(300_000);

const GUARD = join(__dirname, 'loopback-only.cjs');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-network-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function attemptsIn(file: string): Promise<string[]> {
  return existsSync(file) ? (await readFile(file, 'utf8')).trim().split('\n') : [];
}

test('the guard itself sees every way out', async () => {
  const attempts = join(folder, 'tried');
  // Addresses and names that are kept for examples (RFC 5737, RFC 2606).
  const script = `
    const tried = async (work) => { try { await work(); } catch {} };
    (async () => {
      await tried(() => require('net').connect(80, '192.0.2.1'));
      await tried(() => fetch('http://192.0.2.2/'));
      await tried(() => require('dgram').createSocket('udp4').send('x', 9, '192.0.2.3'));
      await tried(() => require('dns').lookup('a.example', () => undefined));
      await tried(() => require('dns/promises').resolve4('b.example'));
      await tried(() => require('http').createServer().listen(0));
      await tried(() => new Promise((resolve) => {
        new (require('worker_threads').Worker)("require('net').connect(80, '192.0.2.4')", { eval: true }).on('error', resolve);
      }));
      process.exit();
    })();`;
  spawnSync(process.execPath, ['--require', GUARD, '-e', script], {
    env: { ...process.env, COPRODUCER_ATTEMPTS: attempts },
  });
  expect(await attemptsIn(attempts)).toEqual([
    'connect 192.0.2.1',
    'connect 192.0.2.2',
    'send 192.0.2.3',
    'look up a.example',
    'look up b.example',
    'listen everywhere',
    'connect 192.0.2.4',
  ]);
});

test('the whole loop of the demo, its page and the doctor reach nothing but this machine', async () => {
  const attempts = join(folder, 'attempts');
  const home = join(folder, 'home');
  const environment = { ...process.env, COPRODUCER_ATTEMPTS: attempts, NO_COLOR: '1' };
  const start = (...args: string[]) =>
    spawn(process.execPath, ['--require', GUARD, PROGRAM, ...args, '--home', home], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const demo = start('demo', '--references', '6');
  let said = '';
  let complained = '';
  demo.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
  const ended = new Promise<number | null>((resolve) => demo.on('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    demo.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said);
      if (found !== null) resolve(found[0]);
    });
    void ended.then((code) => reject(new Error(`It ended with ${code} before it served its page: ${complained}`)));
  });
  expect((await fetch(url)).status).toBe(200);
  demo.kill('SIGINT');
  expect(await ended).toBe(0);
  // What the demo does to its own fixes is nobody's taste.
  expect(existsSync(join(home, 'events.log'))).toBe(false);
  const doctor = start('doctor');
  await new Promise((resolve) => doctor.on('close', resolve));
  expect(await attemptsIn(attempts)).toEqual([]);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ChildNode } from './runtime/node-process.ts';
import type { Message } from './runtime/objects.ts';

/** A script as anybody would write it for Node for Max: no double of ours stands in for it. */
const SCRIPT = `
const maxApi = require('max-api');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');
if (!isMainThread) parentPort.postMessage('from a thread');
else {
  maxApi.addHandler('echo', (...atoms) => maxApi.outlet('echo', ...atoms));
  maxApi.addHandler('thread', () => new Worker(__filename).once('message', (said) => maxApi.outlet('thread', said)));
  process.on('disconnect', () => process.exit(0));
  maxApi.outlet('up', process.pid);
}
`;

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coproducer node '));
  file = join(folder, 'a script.cjs');
  writeFileSync(file, SCRIPT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Heard {
  readonly data: Message[] = [];
  readonly lifecycle: string[] = [];
  readonly console: string[] = [];
  readonly node: ChildNode;
  #wake: () => void = () => undefined;

  constructor() {
    this.node = new ChildNode(file, {
      data: (message) => this.#note(() => this.data.push(message)),
      lifecycle: (message) => this.#note(() => this.lifecycle.push(message.join(' '))),
      console: (line) => this.#note(() => this.console.push(line)),
    });
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #note(write: () => void): void {
    write();
    this.#wake();
  }
}

describe('node.script', () => {
  test('starts once, passes messages both ways, also beside a thread, and ends with its channel', async () => {
    const heard = new Heard();
    heard.node.send(['echo', 1]);
    expect(heard.console).toEqual([expect.stringContaining('not running')]);
    heard.node.start();
    heard.node.start();
    await heard.until(() => heard.data.length === 1);
    heard.node.send(['echo', 1, 'zwei – 😀', 2.5]);
    heard.node.send(['thread']);
    heard.node.send(['unheard of']);
    await heard.until(() => heard.data.length === 3 && heard.console.length === 2);
    expect(heard.data.slice(1)).toEqual([
      ['echo', 1, 'zwei – 😀', 2.5],
      ['thread', 'from a thread'],
    ]);
    expect(heard.console[1]).toContain('no handler for "unheard of"');
    await heard.node.close();
    expect(heard.lifecycle).toEqual(['start success', 'terminated']);
  });

  test('comes back after a crash, and not after a stop', async () => {
    const heard = new Heard();
    heard.node.start();
    await heard.until(() => heard.data.length === 1);
    heard.node.crash();
    await heard.until(() => heard.data.length === 2);
    expect(heard.data[1]).not.toEqual(heard.data[0]);
    heard.node.stop();
    await heard.until(() => heard.lifecycle.filter((line) => line === 'terminated').length === 2);
    expect(heard.lifecycle.filter((line) => line !== 'start success')).toEqual([
      'terminated',
      'restarting',
      'restarted',
      'terminated',
    ]);
    expect(heard.node.pid).toBeUndefined();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { piecesOf, PieceBox } from '../../device/message-pieces.ts';
import { NO_SETTINGS, type Messages } from '../../device/messages.ts';
import { seededRandom } from '../../src/dsp/seeded-random.ts';
import { ChildNode } from '../device/runtime/node-process.ts';
import type { Message } from '../device/runtime/objects.ts';
import { mutated } from './mutated.ts';

jest.setTimeout(60_000);

const BUNDLE = join(__dirname, '..', '..', 'dist', 'Coproducer', 'coproducer-node.js');

let home: string;
let node: ChildNode;
const lifecycle: string[] = [];
const console: string[] = [];
const views: Messages['view'][] = [];
let isReady = false;
let wake: () => void = () => undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'coproducer-max-'));
  const box = new PieceBox<'view'>();
  node = new ChildNode(
    BUNDLE,
    {
      data: ([word, , name, ...atoms]) => {
        if (word === 'ready') isReady = true;
        const view = word === 'to' && name === 'view' ? box.take(atoms) : undefined;
        if (view) views.push(view.document);
        wake();
      },
      lifecycle: ([what]) => void lifecycle.push(String(what)),
      console: (line) => void console.push(line),
    },
    { COPRODUCER_HOME: home },
  );
  node.start();
});
afterEach(async () => {
  node.stop();
  await rm(home, { recursive: true, force: true });
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise<void>((resolve) => (wake = resolve));
}

test('the process of the device outlives damaged messages and documents of any shape, and answers the next good one', async () => {
  await until(() => isReady);
  const random = seededRandom(1);
  const good = piecesOf('action', 'strip-1', { do: 'folder', path: '/Users/Zoë/Bounces' })[0];
  const words: Message[] = [];
  for (let i = 0; i < 150; i++) {
    const text = mutated(Buffer.from(JSON.stringify(good)), Buffer.from('{"place":null,"amount":1e999}'), random);
    const name = ['action', 'settings', 'present', 'answer', 'event'][i % 5];
    const address = i % 5 < 3 ? ['from', `c${i % 7}`] : [];
    words.push([...address, name, ...text.toString('latin1').split(',')]);
    // Whole messages with the wrong thing inside.
    const odd: unknown = [null, 7, [], {}, { do: 'fly' }, { place: null, amount: 'all' }, { do: 'folder' }, 'text'][
      i % 8
    ];
    words.push([...address, ...piecesOf(name as 'action', `odd-${i}`, odd as Messages['action'])[0]]);
  }
  words.push(['from', 'c1', 'playing'], ['from', 'c1', 'playing', 'on', 1e300], ['from', 'c1', 'record', 1]);
  for (const message of words) node.send(message);
  const before = views.length;
  for (const piece of piecesOf('settings', 'strip-8', NO_SETTINGS)) node.send(['from', 'good', ...piece]);
  for (const piece of piecesOf('present', 'strip-9', { place: null, amount: 100 })) {
    node.send(['from', 'good', ...piece]);
  }
  await until(() => views.length > before);
  expect(lifecycle).toEqual(['start']);
  expect(console.length).toBeGreaterThan(0);
});

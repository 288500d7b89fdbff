import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { piecesOf, PieceBox } from '../../device/message-pieces.ts';
import { NO_SETTINGS, type MessageName, type Messages, type StripView } from '../../device/messages.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { BRIDGE_FILE } from '../device/live/bridge-in-runtime.ts';
import { LiveHost } from '../device/live/live-host.ts';
import { V8Script } from '../device/live/v8-script.ts';
import { ChildNode } from '../device/runtime/node-process.ts';
import { CONTRACT_SET } from '../live/live-set-contract.ts';

const BUNDLE = join(__dirname, '..', '..', 'dist', 'Coproducer', 'coproducer-node.cjs');

/** The built program in a process of its own, the built bridge, and the test in the place of the strip. */
class ProgramInMax {
  readonly node: ChildNode;
  readonly host: LiveHost;
  readonly views: StripView[] = [];
  readonly readies: Messages['ready'][] = [];
  readonly kept: Messages['keep'][] = [];
  readonly console: string[] = [];
  #wake: () => void = () => undefined;
  #sent = 0;

  constructor(set: EmbeddedSet, home: string) {
    this.host = new LiveHost(set);
    const script = new V8Script(BRIDGE_FILE, this.host);
    this.host.loaded = true;
    script.send('bang');
    script.onOutlet = (_, ...atoms) => this.node.send(atoms);
    const boxes = { ready: new PieceBox<'ready'>(), view: new PieceBox<'view'>(), keep: new PieceBox<'keep'>() };
    this.node = new ChildNode(
      BUNDLE,
      {
        data: ([name, ...atoms]) => {
          if (name === 'request') script.send('request', ...atoms);
          if (name === 'ready') this.readies.push(boxes.ready.take(atoms)!.document);
          if (name === 'keep') this.kept.push(boxes.keep.take(atoms)!.document);
          const view = name === 'view' ? boxes.view.take(atoms) : undefined;
          if (view) this.views.push(view.document);
          this.#wake();
        },
        lifecycle: () => undefined,
        console: (line) => this.console.push(line),
      },
      { COPRODUCER_HOME: home },
    );
    this.node.start();
  }

  say<Name extends MessageName>(name: Name, document: Messages[Name]): void {
    for (const piece of piecesOf(name, `strip-${++this.#sent}`, document)) this.node.send(piece);
  }

  async until<Value>(find: () => Value | undefined): Promise<Value> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  ready(count = 1): Promise<Messages['ready']> {
    return this.until(() => this.readies[count - 1]);
  }

  view(isTrue: (view: StripView) => boolean): Promise<StripView> {
    return this.until(() => (this.views.length > 0 && isTrue(this.views.at(-1)!) ? this.views.at(-1) : undefined));
  }
}

let home: string;
let program: ProgramInMax;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'coproducer max '));
  program = new ProgramInMax(await EmbeddedSet.create(CONTRACT_SET), home);
});
afterEach(async () => {
  await program.node.close();
  await rm(home, { recursive: true, force: true });
});

describe('the program in Max', () => {
  test('says ready, then what stands, and nothing in the console', async () => {
    expect(await program.ready()).toEqual({ protocol: 1, node: process.version });
    program.say('settings', NO_SETTINGS);
    const view = await program.view(({ place }) => place.track !== '');
    expect(view).toMatchObject({
      phase: 'waiting',
      status: 'No profile yet',
      place: { kind: 'main', track: 'Main' },
      fix: null,
      can: { main: true, apply: false, undo: false },
    });
    expect(program.console).toEqual([]);
  });
});

import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { LiveHost } from '../live/live-host.ts';
import { bridgeGlobals } from './bridge-globals.ts';
import { PieceBox, piecesOf } from '../../../device/message-pieces.ts';
import type { MessageName, Messages, StripAction, StripSettings } from '../../../device/messages.ts';
import { stripPatch } from '../../../device/strip/strip-patch.ts';
import type { NodeProcess, NodeProcessHost } from './node-process.ts';
import type { Message } from './objects.ts';
import { PatchRuntime, type RuntimeOptions } from './patch-runtime.ts';
import { measureText } from './renderer.ts';
import { ManualScheduler } from './scheduler.ts';

/** The device in the runtime, in a small Live set, with the test itself standing in Node's place. */
export class TestDevice {
  readonly scheduler = new ManualScheduler();
  readonly runtime: PatchRuntime;
  /** Commands to the process: `start`, `stop`. */
  readonly commands: string[] = [];
  readonly actions: StripAction[] = [];
  readonly settings: StripSettings[] = [];
  #host: NodeProcessHost | undefined;
  #messages = 0;

  /** Before the first device of a test file: the Live set that it lies in. */
  static async openSet(): Promise<void> {
    set = await EmbeddedSet.create({
      name: 'Aurora',
      tempoBpm: 138,
      tracks: [
        { name: 'Bass' },
        { name: 'Main', kind: 'main', devices: [{ device: 'Coproducer', className: 'MxDeviceAudioEffect' }] },
      ],
    });
  }

  constructor(options: Partial<RuntimeOptions> = {}) {
    const host = new LiveHost(set);
    host.loaded = true;
    const actions = new PieceBox<'action'>();
    const settings = new PieceBox<'settings'>();
    const listen = ([name, ...atoms]: Message): void => {
      if (name === 'action') this.actions.push(...taken(actions.take(atoms)));
      else if (name === 'settings') this.settings.push(...taken(settings.take(atoms)));
      else if (name !== 'event') throw new Error(`Node was sent "${String(name)}".`);
    };
    const node: NodeProcess = {
      start: () => this.commands.push('start'),
      stop: () => this.commands.push('stop'),
      send: listen,
    };
    this.runtime = new PatchRuntime(stripPatch(), {
      folder: 'dist/Coproducer',
      scheduler: this.scheduler,
      measureText,
      globals: bridgeGlobals(host, this.scheduler),
      startNode: (_, host) => {
        this.#host = host;
        return node;
      },
      ...options,
    });
  }

  /** Node says something. */
  say<Name extends MessageName>(name: Name, document: Messages[Name]): void {
    this.#messages++;
    for (const message of piecesOf(name, `test-${this.#messages}`, document)) this.#host!.data(message);
  }

  /** `node.script` says what becomes of the process. */
  lifecycle(...message: Message): void {
    this.#host!.lifecycle(message);
  }

  /** Loads the set, starts Node, and shows a view. */
  startWith(view: Messages['view']): this {
    this.runtime.load();
    this.say('ready', { protocol: 1, node: 'v20.18.0' });
    this.say('view', view);
    this.actions.length = 0;
    return this;
  }
}

let set: EmbeddedSet;

function taken<Document>(message: { document: Document } | undefined): Document[] {
  return message === undefined ? [] : [message.document];
}

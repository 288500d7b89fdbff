import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { LiveHost } from '../live/live-host.ts';
import { bridgeGlobals } from './bridge-globals.ts';
import { PieceBox, piecesOf } from '../../../device/message-pieces.ts';
import type { InstanceId } from '../../../device/instance-channel.ts';
import {
  PROTOCOL,
  type MessageName,
  type Messages,
  type StripAction,
  type StripPresence,
  type StripSettings,
} from '../../../device/messages.ts';
import { stripPatch } from '../../../device/strip/strip-patch.ts';
import type { NodeProcess, NodeProcessHost } from './node-process.ts';
import type { Message } from './objects.ts';
import { PatchRuntime, type RuntimeOptions } from './patch-runtime.ts';
import { measureText } from './renderer.ts';
import { ManualScheduler } from './scheduler.ts';

export interface TestDeviceOptions extends Partial<RuntimeOptions> {
  /** Its own if left out. */
  scheduler?: ManualScheduler;
  /** Where it sits. */
  host?: LiveHost;
}

/** The device in the runtime, in a small Live set, with the test itself standing in Node's place. */
export class TestDevice {
  readonly scheduler: ManualScheduler;
  readonly runtime: PatchRuntime;
  /** Live as this device meets it. */
  readonly live: LiveHost;
  /** Whether Max runs a process for it. */
  isRunning = false;
  /** Commands to the process: `start`, `stop`. */
  readonly commands: string[] = [];
  readonly actions: StripAction[] = [];
  readonly settings: StripSettings[] = [];
  readonly presences: StripPresence[] = [];
  /** Whose each of the presences is. */
  readonly presenceOf: InstanceId[] = [];
  /** Who has spoken, in order. */
  readonly speakers: InstanceId[] = [];
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

  constructor({ scheduler = new ManualScheduler(), host = new LiveHost(set), ...options }: TestDeviceOptions = {}) {
    this.scheduler = scheduler;
    this.live = host;
    host.loaded = true;
    const actions = new PieceBox<'action'>();
    const settings = new PieceBox<'settings'>();
    const presences = new PieceBox<'present'>();
    const listen = ([word, from, name, ...atoms]: Message): void => {
      if (word === 'event') return;
      if (word !== 'from') throw new Error(`Node was sent "${String(word)}".`);
      this.speakers.push(String(from));
      if (name === 'action') this.actions.push(...taken(actions.take(atoms)));
      else if (name === 'settings') this.settings.push(...taken(settings.take(atoms)));
      else if (name === 'present') {
        this.presences.push(...taken(presences.take(atoms)));
        this.presenceOf.push(String(from));
      } else throw new Error(`An instance said "${String(name)}".`);
    };
    const node: NodeProcess = {
      start: () => {
        this.commands.push('start');
        this.isRunning = true;
      },
      stop: () => {
        this.commands.push('stop');
        this.isRunning = false;
      },
      send: listen,
    };
    this.runtime = new PatchRuntime(stripPatch(), {
      folder: 'dist/Coproducer',
      measureText,
      scheduler,
      globals: bridgeGlobals(host, scheduler),
      startNode: (_, host) => {
        this.#host = host;
        return node;
      },
      ...options,
    });
  }

  /** Node says something to the host's strip. */
  say<Name extends 'ready'>(name: Name, document: Messages[Name]): void {
    this.#send([], name, document);
  }

  /** Node says something to an instance: the one that spoke last, unless told. */
  sayTo<Name extends MessageName>(name: Name, document: Messages[Name], to = this.speakers.at(-1) ?? 'nobody'): void {
    this.#send(['to', to], name, document);
  }

  /** Node has started. */
  ready(protocol: number = PROTOCOL): void {
    this.say('ready', { protocol: protocol as typeof PROTOCOL, node: 'v20.18.0' });
  }

  #send<Name extends MessageName>(address: Message, name: Name, document: Messages[Name]): void {
    this.#messages++;
    for (const message of piecesOf(name, `test-${this.#messages}`, document))
      this.#host!.data([...address, ...message]);
  }

  /** `node.script` says what becomes of the process. */
  lifecycle(...message: Message): void {
    this.#host!.lifecycle(message);
  }

  /** Loads the set; the device finds itself alone and hosts. */
  load(): this {
    this.runtime.load();
    this.scheduler.pass(ELECTION_MS);
    return this;
  }

  /** Loads the set, starts Node, and shows a view. */
  startWith(view: Messages['view']): this {
    this.load();
    this.ready();
    this.sayTo('view', view);
    this.actions.length = 0;
    return this;
  }
}

/** Longer than a device waits for a host to answer, shorter than anything else it waits for. */
const ELECTION_MS = 400;

let set: EmbeddedSet;

function taken<Document>(message: { document: Document } | undefined): Document[] {
  return message === undefined ? [] : [message.document];
}

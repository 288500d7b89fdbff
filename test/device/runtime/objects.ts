import type { HostVector } from './audio-objects.ts';
import type { Atom } from '../../../device/message-pieces.ts';
import type { NamedMessages } from './max-names.ts';
import type { NodeProcess } from './node-process.ts';
import type { Scheduler } from './scheduler.ts';
import type { ScriptContext } from './script-context.ts';

export type Message = readonly Atom[];

export const BANG: Message = ['bang'];

/** One object of the running patch. */
export interface MaxObject {
  receive(inlet: number, message: Message): void;
  /** When the patch has loaded, before `live.thisdevice` speaks. */
  load?(): void;
  /** The patch is deleted. */
  close?(): void;
  /** The scheduler's turn, before a signal vector. */
  tick?(vector: HostVector): void;
  /** One signal vector: from what comes in at each inlet to what goes out of each outlet. */
  signal?(inputs: readonly Float32Array[], vector: HostVector): readonly Float32Array[];
}

/** What an object may do. */
export interface ObjectHost {
  /** Sends out of an outlet: at once, all the way, before it returns. */
  out(outlet: number, message: Message): void;
  scheduler: Scheduler;
  names: NamedMessages;
  console(line: string): void;
  /** What the dialog of `opendialog` answers; undefined is Cancel. */
  choosePath(): string | undefined;
}

/** Keys of a box that the objects read. */
export interface BoxKeys {
  id: string;
  maxclass: string;
  text?: string;
  texton?: string;
  legend?: string;
  mode?: number;
  filename?: string;
  varname?: string;
  presentation_rect?: readonly number[];
  saved_attribute_attributes?: { valueof?: Readonly<Record<string, unknown>> };
}

/** Makes objects whose behaviour is a matter of messages alone, by class. */
export const MESSAGE_OBJECTS: Readonly<
  Record<string, (host: ObjectHost, args: readonly string[], box: BoxKeys) => MaxObject>
> = {
  trigger: (host, args) => ({
    receive(_, message) {
      // Right to left.
      for (let index = args.length - 1; index >= 0; index--) {
        host.out(index, args[index] === 'b' ? BANG : message);
      }
    },
  }),
  message: (host, _, box) => ({
    receive(inlet) {
      if (inlet === 0) host.out(0, (box.text ?? '').split(' '));
    },
  }),
  prepend: (host, args) => ({
    receive(_, message) {
      host.out(0, [...args, ...message]);
    },
  }),
  route: (host, args) => ({
    receive(_, message) {
      const index = args.indexOf(String(message[0]));
      if (index < 0) host.out(args.length, message);
      else host.out(index, message.length === 1 ? BANG : message.slice(1));
    },
  }),
  routepass: (host, args) => ({
    receive(_, message) {
      const index = args.indexOf(String(message[0]));
      host.out(index < 0 ? args.length : index, message);
    },
  }),
  deferlow: (host) => ({
    receive(_, message) {
      host.scheduler.later(0, () => host.out(0, message));
    },
  }),
  send: (host, [name]) => ({
    receive(_, message) {
      host.names.send(name, message);
    },
  }),
  receive: (host, [name]) => ({
    receive: () => undefined,
    close: host.names.receive(name, (message) => host.out(0, message)),
  }),
  opendialog: (host) => ({
    receive() {
      // A dialog blocks nothing: its answer comes later.
      host.scheduler.later(0, () => {
        const path = host.choosePath();
        if (path === undefined) host.out(1, BANG);
        else host.out(0, [path]);
      });
    },
  }),
  conformpath: (host) => ({
    receive(_, [path]) {
      host.out(1, [1]);
      host.out(0, [String(path).replace(/^[^/:]{2,}:(?=\/)/, '')]);
    },
  }),
  'live.colors': (host) => ({
    receive(_, [message]) {
      if (message === THEME_CHANGED) host.out(1, BANG);
    },
  }),
  'live.banks': silent,
  'live.comment': silent,
  comment: silent,
};

export const THEME_CHANGED = 'theme changed';

function silent(): MaxObject {
  return { receive: () => undefined };
}

/** `live.thisdevice`: speaks when the device has loaded, and when it is switched on or off. */
export class ThisDevice implements MaxObject {
  readonly #host: ObjectHost;

  constructor(host: ObjectHost) {
    this.#host = host;
  }

  receive(): void {
    this.speak();
  }

  speak(): void {
    this.#host.out(1, [1]);
    this.#host.out(0, BANG);
  }

  enable(isOn: boolean): void {
    this.#host.out(1, [isOn ? 1 : 0]);
  }
}

/** `pattr`: what the Live set keeps. It counts its writes: each is a step in Live's undo. */
export class Kept implements MaxObject {
  value: Message;
  writes = 0;
  readonly #host: ObjectHost;

  constructor(host: ObjectHost, value: Message) {
    this.#host = host;
    this.value = value;
  }

  load(): void {
    if (this.value.length > 0) this.#host.out(0, this.value);
  }

  receive(_: number, message: Message): void {
    this.value = message;
    this.writes++;
    this.#host.out(0, message);
  }

  /** Live's undo puts another value there. */
  restore(value: Message): void {
    this.value = value;
    this.#host.out(0, value);
  }
}

/** A `live.*` control: holds a value, what is written on it, and whether it can be pressed. */
export class LiveControl implements MaxObject {
  value = 0;
  isActive = true;
  readonly attributes = new Map<string, Message>();
  readonly box: BoxKeys;
  readonly #host: ObjectHost;

  constructor(host: ObjectHost, box: BoxKeys) {
    this.#host = host;
    this.box = box;
    const saved = box.saved_attribute_attributes?.valueof ?? {};
    const [initial = 0] = (saved.parameter_initial ?? []) as readonly number[];
    this.value = initial;
    this.attributes.set('_parameter_range', (saved.parameter_enum ?? []) as readonly string[]);
    for (const key of ['text', 'texton', 'legend'] as const) {
      const written = box[key];
      if (written !== undefined) this.attributes.set(key, [written]);
    }
  }

  /** Live brings every parameter to its value when a set loads, and controls speak then. */
  load(): void {
    if (this.#isButton || this.box.maxclass === 'live.drop') return;
    this.#host.out(0, [this.value]);
  }

  receive(_: number, [message, ...atoms]: Message): void {
    if (message === 'set') this.value = Number(atoms[0]);
    else if (message === 'active') this.isActive = atoms[0] === 1;
    else if (typeof message === 'string' && ATTRIBUTES.has(message)) this.attributes.set(message, atoms);
    else this.#host.console(`${this.box.maxclass}: doesn't understand "${String(message)}"`);
  }

  /** A click that is let go over the button. A grey control takes none. */
  click(): void {
    if (!this.isActive) return;
    this.trigger();
  }

  /** A mapped key or MIDI note, which reaches grey controls, too. */
  trigger(): void {
    if (this.#isButton) return this.#host.out(0, BANG);
    this.choose(this.value === 1 ? 0 : 1);
  }

  /** A person sets another value. */
  choose(value: number): void {
    if (!this.isActive) return;
    this.value = value;
    this.#host.out(0, [value]);
  }

  drop(path: string): void {
    if (this.isActive) this.#host.out(0, [path]);
  }

  get #isButton(): boolean {
    return this.box.maxclass === 'live.text' && this.box.mode === 0;
  }
}

const ATTRIBUTES = new Set(['text', 'texton', 'legend', '_parameter_range']);

/** A script's box. */
export class ScriptObject implements MaxObject {
  readonly script: ScriptContext;

  constructor(script: ScriptContext) {
    this.script = script;
  }

  receive(_: number, message: Message): void {
    this.script.receive(message);
  }
}

/** `node.script`: starts and stops a process, and passes everything else to it. */
export class NodeScript implements MaxObject {
  readonly process: NodeProcess;

  constructor(process: NodeProcess) {
    this.process = process;
  }

  receive(_: number, message: Message): void {
    if (message[0] !== 'script') this.process.send(message);
    else if (message[1] === 'start') this.process.start();
    else if (message[1] === 'stop') this.process.stop();
  }
}

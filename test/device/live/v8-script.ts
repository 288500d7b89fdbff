import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import type { LiveHost } from './live-host.ts';

type Atom = string | number;

/**
 * A built script in Max's `v8` object: global functions called by the words that come in, `outlet`, and `Task` whose work
 * is done in a later tick. What Max does not have (`setTimeout`, `require`, `console`, `process`) is not there.
 */
export class V8Script {
  /** Hears what leaves the outlets. */
  onOutlet: (outlet: number, ...atoms: Atom[]) => void = () => undefined;
  /** What the script printed in red. */
  readonly errors: string[] = [];
  /** Takes no tasks while true, as Live does while a dialog is open. */
  #busy = false;
  readonly #context: Record<string, unknown>;
  readonly #due: (() => void)[] = [];
  readonly #host: LiveHost;
  #pumping = false;
  #closed = false;

  constructor(file: string, host: LiveHost) {
    this.#host = host;
    const task = (run: () => void): object => ({ schedule: () => this.#schedule(run) });
    this.#context = {
      LiveAPI: host.LiveAPI,
      Task: class {
        constructor(run: () => void) {
          return task(run);
        }
      },
      Date: { now: () => host.nowMs },
      outlet: (outlet: number, ...atoms: Atom[]) => this.onOutlet(outlet, ...atoms),
      error: (text: string) => this.errors.push(text),
      post: () => undefined,
      autowatch: 1,
      inlets: 1,
      outlets: 1,
    };
    new Script(readFileSync(file, 'utf8'), { filename: file }).runInContext(createContext(this.#context));
  }

  /** The script's `inlets`, `outlets` or `autowatch`. */
  setting(name: 'inlets' | 'outlets' | 'autowatch'): unknown {
    return this.#context[name];
  }

  /** A message into the inlet: its first atom says which function. */
  send(word: string, ...atoms: Atom[]): void {
    if (this.#closed) return;
    const handler = this.#context[word];
    if (typeof handler !== 'function') throw new Error(`the script does not know ${word}`);
    (handler as (...atoms: Atom[]) => void)(...atoms);
  }

  set busy(busy: boolean) {
    this.#busy = busy;
    if (!busy) this.#pump();
  }

  /** The device is deleted: nothing more comes of it. */
  close(): void {
    this.#closed = true;
    this.#due.length = 0;
  }

  #schedule(run: () => void): void {
    this.#due.push(run);
    this.#pump();
  }

  /** One task a tick. */
  #pump(): void {
    if (this.#pumping || this.#busy || this.#due.length === 0) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      if (this.#busy) return;
      this.#host.beginTick();
      this.#due.shift()?.();
      this.#host.endTick();
      this.#pump();
    });
  }
}

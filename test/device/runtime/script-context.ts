import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createContext, Script, type Context } from 'node:vm';
import type { Atom } from '../../../device/message-pieces.ts';
import type { Scheduler } from './scheduler.ts';
import { SvgGraphics, type MeasureText } from './svg-graphics.ts';
import type { Theme } from './themes.ts';

export interface ScriptHost {
  scheduler: Scheduler;
  /** What a script that draws draws with. */
  drawing?: { theme: () => Theme; measureText: MeasureText; size: readonly [width: number, height: number] };
  /** Out of an outlet of the script's box. */
  outlet(index: number, atoms: readonly Atom[]): void;
  /** A line in the Max console. */
  console(line: string): void;
  browser?(url: string): void;
  /** What else the script finds in its global scope, such as `LiveAPI`. */
  globals: Readonly<Record<string, unknown>>;
}

/** A v8 or v8ui script as Max runs it: one global scope of its own, its global functions answer messages. */
export class ScriptContext {
  readonly graphics: SvgGraphics | undefined;
  readonly #context: Context;
  readonly #name: string;
  readonly #console: (line: string) => void;

  constructor(file: string, host: ScriptHost) {
    const { drawing } = host;
    this.#name = basename(file);
    this.#console = (line) => host.console(line);
    this.graphics = drawing && new SvgGraphics(drawing.size, drawing.measureText);
    const held = new Set<() => void>();
    this.#context = createContext({
      autowatch: 1,
      inlets: 1,
      outlets: 1,
      outlet: (index: number, ...atoms: Atom[]) => host.outlet(index, atoms.flat()),
      post: (...words: unknown[]) => host.console(words.join(' ')),
      error: (...words: unknown[]) => host.console(words.join(' ')),
      max: {
        getcolor: (name: string) => drawing?.theme().colours[name],
        launchbrowser: (url: string) => host.browser?.(url),
      },
      Task: class {
        readonly #work: () => void;
        #cancel: () => void = () => undefined;
        constructor(work: () => void) {
          this.#work = work;
        }
        schedule(delayMs: number): void {
          this.cancel();
          this.#cancel = host.scheduler.later(delayMs, () => {
            held.delete(this.#cancel);
            this.#work();
          });
          held.add(this.#cancel);
        }
        cancel(): void {
          held.delete(this.#cancel);
          this.#cancel();
        }
      },
      ...(this.graphics !== undefined && { mgraphics: this.graphics }),
      ...host.globals,
    });
    this.#stop = () => held.forEach((cancel) => cancel());
    new Script(readFileSync(file, 'utf8'), { filename: file }).runInContext(this.#context);
  }

  readonly #stop: () => void;

  /** Counts as the script declares them: its box must agree. */
  get counts(): { inlets: number; outlets: number; autowatch: number } {
    const { inlets, outlets, autowatch } = this.#context as Record<string, number>;
    return { inlets, outlets, autowatch };
  }

  /** Calls the global function that the message names; numbers go to `msg_int`, as in Max. */
  receive(message: readonly Atom[]): void {
    const [first, ...rest] = message;
    const name = typeof first === 'number' ? (message.length === 1 ? 'msg_int' : 'list') : first;
    const handler = (this.#context as Record<string, unknown>)[name];
    if (typeof handler !== 'function') {
      this.#console(`${this.#name}: no function ${name}`);
      return;
    }
    (handler as (...atoms: readonly Atom[]) => void)(...(typeof first === 'number' ? message : rest));
  }

  /** The drawing as it is now. */
  paint(): string {
    this.graphics!.clear();
    (this.#context.paint as () => void)();
    return this.graphics!.toSvg();
  }

  /** What Max calls in a script that is being deleted, where the script has such a function. */
  notifyDeleted(): void {
    (this.#context.notifydeleted as (() => void) | undefined)?.();
  }

  /** Forgets its tasks, as when the device is deleted. */
  stop(): void {
    this.#stop();
  }
}

import { join } from 'node:path';
import type { Atom } from '../../../device/message-pieces.ts';
import { DEVICE_SCRIPTS } from '../../../device/scripts.ts';
import { bridgeGlobals } from '../runtime/bridge-globals.ts';
import { RealScheduler, type Scheduler } from '../runtime/scheduler.ts';
import { ScriptContext } from '../runtime/script-context.ts';
import type { LiveHost } from './live-host.ts';

/** The script as it was built. */
const FILE = join(__dirname, '..', '..', '..', 'dist', 'Coproducer', DEVICE_SCRIPTS.bridge.file);

/** The built bridge by itself, on the clock of its host. */
export class BridgeScript {
  /** Hears what leaves the outlet. */
  onOutlet: (...atoms: Atom[]) => void = () => undefined;
  /** Lines of the Max console. */
  readonly console: string[] = [];
  /** Takes no tasks while true, as Live does while a dialog is open. */
  isBusy = false;
  readonly #script: ScriptContext;
  #isClosed = false;

  constructor(host: LiveHost) {
    const real = new RealScheduler();
    const scheduler: Scheduler = {
      later: (delayMs, work) => (this.#isClosed ? () => undefined : real.later(delayMs, work)),
    };
    const globals = bridgeGlobals(host, scheduler, () => this.isBusy);
    this.#script = new ScriptContext(FILE, {
      scheduler,
      outlet: (_, atoms) => this.onOutlet(...atoms),
      console: (line) => this.console.push(line),
      globals: { ...globals[DEVICE_SCRIPTS.bridge.file], Date: { now: () => host.nowMs } },
    });
  }

  /** A message into the inlet: its first atom says which function. */
  send(...message: Atom[]): void {
    if (!this.#isClosed) this.#script.receive(message);
  }

  /** The device is deleted: nothing more comes of it. */
  close(): void {
    this.#isClosed = true;
    this.#script.stop();
  }
}

import { DEVICE_SCRIPTS } from '../../../device/scripts.ts';
import type { LiveHost } from '../live/live-host.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * What the bridge's script finds in its global scope: Live's API, and a `Task` whose work is a tick of Live's own.
 *
 * @param isBusy true while Live takes no ticks, as while a dialog is open.
 */
export function bridgeGlobals(
  host: LiveHost,
  scheduler: Scheduler,
  isBusy: () => boolean = () => false,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const Task = class {
    readonly #work: () => void;
    #cancel: () => void = () => undefined;
    constructor(work: () => void) {
      this.#work = work;
    }
    /** Once: a task that is scheduled anew forgets when it was to run before. */
    schedule(delayMs: number): void {
      this.#cancel();
      this.#cancel = scheduler.later(delayMs, () => {
        if (isBusy()) return this.schedule(BUSY_MS);
        host.beginTick();
        this.#work();
        host.endTick();
      });
    }
  };
  return { [DEVICE_SCRIPTS.bridge.file]: { LiveAPI: host.LiveAPI, Task } };
}

const BUSY_MS = 5;

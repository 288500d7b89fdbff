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
  const tick = (work: () => void): void => {
    if (isBusy()) {
      scheduler.later(BUSY_MS, () => tick(work));
      return;
    }
    host.beginTick();
    work();
    host.endTick();
  };
  const Task = class {
    readonly #work: () => void;
    constructor(work: () => void) {
      this.#work = work;
    }
    schedule(delayMs: number): void {
      scheduler.later(delayMs, () => tick(this.#work));
    }
  };
  return { [DEVICE_SCRIPTS.bridge.file]: { LiveAPI: host.LiveAPI, Task } };
}

const BUSY_MS = 5;

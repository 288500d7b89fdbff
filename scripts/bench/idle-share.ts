import { cpus } from 'node:os';

/**
 * Watches how much of the processors nobody used. Ratios taken in turns bear some load; at less than half idle even
 * they are rough, for threads that share a core slow one another down.
 */
export class IdleShare {
  readonly #before = totals();

  /** Share of all processor time since the watch began that was idle, 0–1. */
  get value(): number {
    const now = totals();
    return (now.idle - this.#before.idle) / Math.max(1, now.all - this.#before.all);
  }
}

function totals(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}

/** When deferred work of the patch runs. */
export interface Scheduler {
  /** Runs `work` after the present message has gone all its way, `delayMs` later. */
  later(delayMs: number, work: () => void): () => void;
}

/** Time that passes only when told: for tests without a process. */
export class ManualScheduler implements Scheduler {
  #nowMs = 0;
  #order = 0;
  #waiting: { atMs: number; order: number; work: () => void }[] = [];

  later(delayMs: number, work: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, order: this.#order++, work };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== entry);
    };
  }

  /** Lets this much time pass; work that is due runs in the order it is due. */
  pass(milliseconds: number): void {
    const end = this.#nowMs + milliseconds;
    for (;;) {
      this.#waiting.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = this.#waiting.at(0);
      if (next === undefined || next.atMs > end) break;
      this.#waiting.shift();
      this.#nowMs = next.atMs;
      next.work();
    }
    this.#nowMs = end;
  }
}

/** Time as it passes, for tests with a real process; timers keep nothing alive. */
export class RealScheduler implements Scheduler {
  later(delayMs: number, work: () => void): () => void {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  }
}

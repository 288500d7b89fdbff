import type { DeskProgress } from './desk-progress.ts';

/** What is under way and shown. */
export interface Job {
  /** Of an analysis, which says itself how far it is. */
  progress: DeskProgress | undefined;
  status: string;
  /** Absent where it cannot be stopped half-way. */
  stop: AbortController | undefined;
}

export interface QueueEnds {
  failed(error: unknown): void;
  /** A piece of work has ended, well or not. */
  ended(): void;
}

/** One piece of work after the other: everything that changes something waits for what is before it. */
export class WorkQueue {
  #job: Job | undefined;
  #last: Promise<void> = Promise.resolve();

  /** What a person waits for. */
  get job(): Job | undefined {
    return this.#job;
  }

  /** Work that nobody waits for. */
  add(work: () => Promise<void>, ends: QueueEnds): void {
    this.#last = this.#last.then(async () => {
      try {
        await work();
      } catch (error) {
        ends.failed(error);
      }
      ends.ended();
    });
  }

  /** @returns false where another job runs: a second click is none. */
  start(job: Job, work: () => Promise<void>, ends: QueueEnds): boolean {
    if (this.#job) return false;
    this.#job = job;
    this.add(work, {
      failed: (error) => ends.failed(error),
      ended: () => {
        this.#job = undefined;
        ends.ended();
      },
    });
    return true;
  }
}

import type { Progress } from '../../src/store/progress.ts';
import type { PageJob } from './page-messages.ts';

/** Often enough to look alive; a library of thousands says a step thousands of times. */
const SAY_EVERY_MS = 100;

/** How far a job is, for a page. */
export class PageProgress implements Progress {
  /** Lines worth keeping, such as a file that was skipped. */
  readonly notes: string[] = [];
  readonly #changed: () => void;
  #label: string;
  #note = '';
  #done = 0;
  #total = 1;
  #saidMs = -Infinity;

  /** @param label until the first stage has one */
  constructor(label: string, changed: () => void) {
    this.#label = label;
    this.#changed = changed;
  }

  stage(label: string, total: number): void {
    this.#label = label;
    this.#total = Math.max(1, total);
    this.#done = 0;
    this.#note = '';
    this.#changed();
  }

  step(done: number, note = ''): void {
    this.#done = done;
    this.#note = note;
    if (performance.now() - this.#saidMs < SAY_EVERY_MS) return;
    this.#saidMs = performance.now();
    this.#changed();
  }

  note(line: string): void {
    this.notes.push(line);
  }

  job(canCancel: boolean): PageJob {
    const percent = this.#total > 1 ? Math.floor((100 * Math.min(this.#done, this.#total)) / this.#total) : null;
    return { label: this.#label, note: this.#note, percent, canCancel };
  }
}

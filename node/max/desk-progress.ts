import type { StripView } from '../../device/messages.ts';
import type { Progress } from '../../src/store/progress.ts';

/** How far a job of a known number of stages is. */
export class DeskProgress implements Progress {
  status = 'Measuring';
  readonly #startedMs: number;
  readonly #nowMs: () => number;
  readonly #changed: () => void;
  readonly #stages: number;
  #stage = -1;
  #total = 1;
  #done = 0;

  /** @param stages how many stages a job of this kind usually has. */
  constructor(stages: number, changed: () => void, nowMs: () => number = () => performance.now()) {
    this.#stages = stages;
    this.#changed = changed;
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
  }

  stage(label: string, total: number): void {
    this.#stage = Math.min(this.#stage + 1, this.#stages - 1);
    this.#total = Math.max(1, total);
    this.#done = 0;
    this.status = STATUS.find(([start]) => label.startsWith(start))?.[1] ?? 'Measuring';
    this.#changed();
  }

  step(done: number): void {
    this.#done = done;
    this.#changed();
  }

  note(): void {
    // Lines worth keeping are in the plan's notes.
  }

  view(): NonNullable<StripView['progress']> {
    const share = Math.max(0, Math.min(1, (this.#stage + Math.min(1, this.#done / this.#total)) / this.#stages));
    const elapsed = (this.#nowMs() - this.#startedMs) / 1000;
    const secondsLeft = share < LEAST_SHARE_TO_TELL ? null : Math.round((elapsed * (1 - share)) / share);
    return { percent: Math.floor(100 * share), secondsLeft };
  }
}

/** Before a tenth is done, how long the rest takes is a guess. */
const LEAST_SHARE_TO_TELL = 0.1;

/** Stages in words that fit the strip. */
const STATUS: readonly (readonly [start: string, status: string])[] = [
  ['Measuring', 'Measuring the mix'],
  ['Listening to the takes', 'Listening to takes'],
  ['Listening', 'Listening to stems'],
  ['Comparing', 'Lining takes up'],
  ['Writing', 'Writing the stems'],
  ['Weighing', 'Weighing the stems'],
];

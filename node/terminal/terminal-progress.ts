import type { Progress } from '../../src/store/progress.ts';
import { fitted } from './fitted.ts';
import { inkFor } from './ink.ts';
import { clock } from './clock.ts';

export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** A cell stands for four percent, and an 80-column terminal has room left for the words. */
const BAR_CELLS = 24;
/** Redrawing faster than the eye reads only flickers. */
const REDRAW_MS = 80;
/** A log gets a line when a stage begins and ends, and at each quarter in between. */
const PLAIN_STEPS = 4;

/**
 * Progress on standard error: a bar with time left on a terminal, a few plain lines elsewhere, so that a log stays
 * readable.
 */
export class TerminalProgress implements Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  #label = '';
  #total = 0;
  #started = 0;
  #drawn = -Infinity;
  #quarter = 0;
  #open = false;

  constructor(stream: ProgressStream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  stage(label: string, total: number): void {
    this.#finish();
    this.#label = label;
    this.#total = total;
    this.#started = this.#now();
    this.#drawn = -Infinity;
    this.#quarter = 0;
    this.#open = true;
    if (this.#stream.isTTY === true) this.#draw(0, '');
    else this.#stream.write(`${label} …\n`);
  }

  step(done: number, note = ''): void {
    if (this.#stream.isTTY === true) {
      if (done >= this.#total || this.#now() - this.#drawn >= REDRAW_MS) this.#draw(done, note);
      return;
    }
    if (this.#total <= 1) return;
    const quarter = Math.floor((PLAIN_STEPS * done) / this.#total);
    if (quarter > this.#quarter) {
      this.#quarter = quarter;
      this.#stream.write(`${this.#label}: ${Math.floor(done)} of ${this.#total}${this.#timeLeft(done)}\n`);
    }
  }

  note(line: string): void {
    if (this.#stream.isTTY === true) this.#stream.write('\r\x1b[K');
    this.#stream.write(`${line}\n`);
  }

  /** Clears the bar; call before anything else is printed. */
  close(): void {
    this.#finish();
  }

  #finish(): void {
    if (this.#open && this.#stream.isTTY === true) this.#stream.write('\r\x1b[K');
    this.#open = false;
  }

  #draw(done: number, note: string): void {
    this.#drawn = this.#now();
    const ink = inkFor(this.#stream);
    const share = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const filled = Math.round(share * BAR_CELLS);
    const bar = `${'━'.repeat(filled)}${ink.quiet('─'.repeat(BAR_CELLS - filled))}`;
    const percent = `${String(Math.round(share * 100)).padStart(3)} %`;
    // A line that reaches the edge would wrap, and only its last row would be redrawn.
    const room = (this.#stream.columns ?? 80) - BAR_CELLS - percent.length - 4;
    const text = fitted(`${this.#label}${this.#timeLeft(done)}`, room);
    const detail = fitted(note, room - text.length - 2);
    this.#stream.write(`\r\x1b[K${bar} ${percent}  ${text}${detail === '' ? '' : `  ${ink.quiet(detail)}`}`);
  }

  #timeLeft(done: number): string {
    if (done <= 0 || done >= this.#total) return '';
    const elapsedSeconds = (this.#now() - this.#started) / 1000;
    return `, ${clock((elapsedSeconds * (this.#total - done)) / done)} left`;
  }
}

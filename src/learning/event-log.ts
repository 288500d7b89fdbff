import { readFile, rename } from 'node:fs/promises';
import { LineLog } from '../store/line-log.ts';
import { systemErrorCode } from '../store/system-error.ts';
import { writeFault } from '../store/write-fault.ts';
import { eventOfVersion01, tasteEvent, type TasteEvent } from './taste-event.ts';

/** Log lines that no reader needs are cleared away when they are more than this many, and more than the others. */
const MOST_IDLE_EVENTS = 500;

/**
 * Everything that happened between the producer and the fixes, appended and flushed as it happens. A damaged line, and
 * a line of a newer version, costs itself only and is never thrown away.
 */
export class EventLog {
  readonly file: string;
  readonly #log: LineLog;
  readonly #olderFile: string;

  /**
   * @param file where the log is, or will be made.
   * @param olderFile the log of version 0.1, which is taken over and set aside on the first reading or writing.
   */
  constructor(file: string, olderFile: string) {
    this.file = file;
    this.#log = new LineLog(file);
    this.#olderFile = olderFile;
  }

  /**
   * @param now the log as it was before the day's first events is kept beside it for a week
   * @throws Failure 'input' where the file cannot be written; then none of the events is in the log.
   */
  async append(events: readonly TasteEvent[], now?: Date): Promise<void> {
    await this.#takeOverOlder();
    await this.#log.append(
      events.map((event) => tasteEvent.parse(event)),
      now,
    );
  }

  /** Every event once, oldest first, and how many lines could not be read. A log that does not exist yet is empty. */
  async read(): Promise<{ events: TasteEvent[]; unreadable: number }> {
    await this.#takeOverOlder();
    const { values, damaged } = await this.#log.read();
    const { events, unknown } = eventsOf(values);
    return { events, unreadable: damaged.length + unknown.length };
  }

  /**
   * Moves to the archive beside the log what does not count any more: repeated lines, damaged ones, and what `isIdle`
   * says; but only where a line is damaged or that is much. Nothing is lost.
   */
  async compact(isIdle: (event: TasteEvent) => boolean): Promise<void> {
    const { values, damaged } = await this.#log.read();
    const { events } = eventsOf(values);
    const idle = events.filter(isIdle).length + (values.length - events.length) + damaged.length;
    if (damaged.length === 0 && idle <= Math.max(MOST_IDLE_EVENTS, values.length / 2)) return;
    await this.#log.compact((found) => {
      const now = eventsOf(found);
      return {
        // Lines of a newer version stay where that version will look for them.
        kept: [...now.events.filter((event) => !isIdle(event)), ...now.unknown],
        dropped: now.events.filter(isIdle),
      };
    });
  }

  async #takeOverOlder(): Promise<void> {
    let text: string;
    try {
      text = await readFile(this.#olderFile, 'utf8');
    } catch (cause) {
      if (systemErrorCode(cause) === 'ENOENT') return;
      throw cause;
    }
    const lines = text.split('\n').filter((line) => line !== '');
    const events = lines.flatMap((line) => eventOfVersion01(parsed(line)) ?? []);
    // Before the old file goes: a crash in between repeats lines, and those are known by their ids.
    await this.#log.append(events);
    await rename(this.#olderFile, `${this.#olderFile}.migrated`).catch((cause: unknown) => {
      // Another process took it over at the same time.
      if (systemErrorCode(cause) !== 'ENOENT') throw writeFault(this.#olderFile, cause);
    });
  }
}

function eventsOf(values: readonly unknown[]): { events: TasteEvent[]; unknown: unknown[] } {
  const events = new Map<string, TasteEvent>();
  const unknown: unknown[] = [];
  for (const value of values) {
    const event = tasteEvent.safeParse(value);
    if (!event.success) unknown.push(value);
    else if (!events.has(event.data.id)) events.set(event.data.id, event.data);
  }
  return { events: [...events.values()], unknown };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

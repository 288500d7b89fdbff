import { open, readFile } from 'node:fs/promises';
import { Failure } from '../store/failure.ts';
import { systemErrorCode } from '../store/system-error.ts';
import { answerEvent, type AnswerEvent } from './answer-event.ts';

/**
 * The producer's answers, one JSON object a line, appended and synced as they happen. A line that a crash cut short is
 * passed over on reading and closed off by the next append, so that no later answer is lost with it.
 */
export class EventLog {
  readonly #file: string;

  /** @param file where the log is, or will be made. */
  constructor(file: string) {
    this.#file = file;
  }

  /** @throws Failure 'refused' where the file cannot be written. */
  async append(event: AnswerEvent): Promise<void> {
    try {
      const handle = await open(this.#file, 'a+');
      try {
        const { size } = await handle.stat();
        const last = Buffer.alloc(1);
        if (size > 0) await handle.read(last, 0, 1, size - 1);
        const separator = size > 0 && last.toString() !== '\n' ? '\n' : '';
        await handle.appendFile(`${separator}${JSON.stringify(answerEvent.parse(event))}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined) throw error;
      throw new Failure(
        'refused',
        `Your answer could not be saved in ${this.#file} (${code}): free some space or check the folder's permissions.`,
        { cause: error },
      );
    }
  }

  /** Every event, oldest first, and how many lines could not be read. A log that does not exist yet is empty. */
  async read(): Promise<{ events: AnswerEvent[]; unreadable: number }> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return { events: [], unreadable: 0 };
      throw error;
    }
    const events: AnswerEvent[] = [];
    let unreadable = 0;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const event = parseLine(line);
      if (event === undefined) unreadable++;
      else events.push(event);
    }
    return { events, unreadable };
  }
}

function parseLine(line: string): AnswerEvent | undefined {
  try {
    return answerEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

import type { Workshop } from '../src/assistant/workshop.ts';
import { inkFor, type Ink } from './terminal/ink.ts';

/** What a command is run with: the workshop, and how its result reaches the person or script that asked. */
export class Session {
  readonly workshop: Workshop;
  readonly json: boolean;
  /** Where the built report page lies. */
  readonly pageFolder: string;
  readonly ink: Ink;
  readonly #beforePrint: () => void;

  constructor(fields: { workshop: Workshop; json: boolean; pageFolder: string; beforePrint: () => void }) {
    this.workshop = fields.workshop;
    this.json = fields.json;
    this.pageFolder = fields.pageFolder;
    this.ink = inkFor(process.stdout.isTTY === true);
    this.#beforePrint = fields.beforePrint;
  }

  /** Prints the document as JSON, or the lines that say the same to a person. */
  answer(document: unknown, lines: () => readonly string[]): void {
    if (this.json) this.#write(`${JSON.stringify(document, null, 2)}\n`);
    else this.say(...lines());
  }

  /** Prints lines for a person; nothing in JSON mode, where only the document may reach standard output. */
  say(...lines: readonly string[]): void {
    if (!this.json && lines.length > 0) this.#write(`${lines.join('\n')}\n`);
  }

  #write(text: string): void {
    this.#beforePrint();
    process.stdout.write(text);
  }
}

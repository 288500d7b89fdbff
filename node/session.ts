import type { Workshop } from '../src/assistant/workshop.ts';
import { inkFor, type Ink } from './terminal/ink.ts';
import { wrapLine } from './terminal/wrap.ts';

/** Where a command's result goes: standard output. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** What a command is run with: the workshop, and how its result reaches the person or script that asked. */
export class Session {
  readonly workshop: Workshop;
  readonly json: boolean;
  /** Where the built program lies, and beside it what it needs: the report page, the renderer of pictures. */
  readonly programFolder: string;
  readonly ink: Ink;
  /** How wide the terminal is; `Infinity` for a file or a pipe, where every line stays whole and can be searched. */
  readonly columns: number;
  /** What the program ends with; a command that found something wrong, but did its work, sets another code than 0. */
  exitCode = 0;
  readonly #output: Output;
  readonly #beforePrint: () => void;

  constructor(fields: {
    workshop: Workshop;
    json: boolean;
    programFolder: string;
    output: Output;
    beforePrint: () => void;
  }) {
    this.workshop = fields.workshop;
    this.json = fields.json;
    this.programFolder = fields.programFolder;
    this.ink = inkFor(fields.output);
    this.columns = (fields.output.isTTY === true ? fields.output.columns : undefined) ?? Infinity;
    this.#output = fields.output;
    this.#beforePrint = fields.beforePrint;
  }

  /** Prints the document as JSON, or the lines that say the same to a person. */
  answer(document: object, lines: () => readonly string[]): void {
    if (this.json) this.#write(`${JSON.stringify(document, null, 2)}\n`);
    else this.say(...lines());
  }

  /**
   * Prints lines for a person, wrapped at the terminal's width; nothing in JSON mode, where only the document may reach
   * standard output.
   */
  say(...lines: readonly string[]): void {
    if (this.json || lines.length === 0) return;
    this.#write(`${lines.flatMap((line) => wrapLine(line, this.columns)).join('\n')}\n`);
  }

  #write(text: string): void {
    this.#beforePrint();
    this.#output.write(text);
  }
}

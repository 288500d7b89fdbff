import { stat } from 'node:fs/promises';
import type { Jobs } from '../../src/assistant/jobs.ts';
import type { Begun, JobInput, JobOutput, Workers } from '../../src/assistant/workers.ts';
import { RACY_MS } from '../../src/library/known-files.ts';
import { throwIfCancelled } from '../../src/store/failure.ts';

/**
 * Workers that know what they heard last: a plan for another amount, a preview or a plan after one more bounce
 * listens only to the files that have changed. What is given back is shared with whoever asked before, and not to be
 * written to.
 */
export class RememberingWorkers implements Workers {
  readonly #workers: Workers;
  readonly #limits: MemoryLimits;
  /** By order and files, the longest unused first. */
  readonly #known = new Map<string, Known>();
  #forgetting: NodeJS.Timeout | undefined;

  /** @param workers who listen */
  constructor(workers: Workers, limits: MemoryLimits = LIMITS) {
    this.#workers = workers;
    this.#limits = limits;
  }

  get size(): number {
    return this.#workers.size;
  }

  async run<Name extends keyof Jobs>(
    name: Name,
    input: JobInput<Name>,
    signal?: AbortSignal,
  ): Promise<JobOutput<Name>> {
    if (name === 'surveyStem') {
      const { file } = input as JobInput<'surveyStem'>;
      const survey = await this.#remembered('surveyStem', { file }, signal);
      // The same sound may have been heard under another name.
      return { ...survey, file } as JobOutput<Name>;
    }
    if (name === 'sectionGram' || name === 'hearPassage') return this.#remembered(name, input, signal);
    return this.#workers.run(name, input, signal);
  }

  async begin(
    name: 'hearPassage',
    input: JobInput<'hearPassage'>,
    signal?: AbortSignal,
  ): Promise<Begun<JobOutput<'hearPassage'>>> {
    throwIfCancelled(signal);
    const key = await keyOf(name, input);
    const known = this.#recalled<'hearPassage'>(key);
    return known === undefined ? { coming: this.#heard(name, input, key, signal) } : { known };
  }

  async #remembered<Name extends keyof Jobs>(
    name: Name,
    input: JobInput<Name>,
    signal: AbortSignal | undefined,
  ): Promise<JobOutput<Name>> {
    throwIfCancelled(signal);
    const key = await keyOf(name, input);
    return this.#recalled<Name>(key) ?? this.#heard(name, input, key, signal);
  }

  #recalled<Name extends keyof Jobs>(key: string | undefined): JobOutput<Name> | undefined {
    const known = key === undefined ? undefined : this.#known.get(key);
    if (key === undefined || known === undefined) return undefined;
    this.#keep(key, known.output);
    return known.output as JobOutput<Name>;
  }

  /** Hands the job over before anything is waited for. */
  async #heard<Name extends keyof Jobs>(
    name: Name,
    input: JobInput<Name>,
    key: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<JobOutput<Name>> {
    const output = await this.#workers.run(name, input, signal);
    // Asked again after listening: a file that changed meanwhile is not what was heard.
    if (key !== undefined && key === (await keyOf(name, input))) this.#keep(key, output);
    return output;
  }

  #keep(key: string, output: unknown): void {
    this.#known.delete(key);
    this.#known.set(key, { output, bytes: bytesOf(output) });
    let bytes = [...this.#known.values()].reduce((sum, one) => sum + one.bytes, 0);
    for (const [oldest, one] of this.#known) {
      if (bytes <= this.#limits.mostBytes) break;
      this.#known.delete(oldest);
      bytes -= one.bytes;
    }
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => {
      this.#known.clear();
    }, this.#limits.keptMs).unref();
  }
}

export interface MemoryLimits {
  mostBytes: number;
  /** After the last question. */
  keptMs: number;
}

/** Two songs of sixteen stems; nobody wants to find it in use the next morning. */
const LIMITS: MemoryLimits = { mostBytes: 450e6, keptMs: 20 * 60_000 };

interface Known {
  output: unknown;
  bytes: number;
}

/** The order with every file's stamp for its name; `undefined` where a file is missing or too young to be told. */
async function keyOf(name: keyof Jobs, input: JobInput<keyof Jobs>): Promise<string | undefined> {
  const stamps = new Map<string, string>();
  for (const file of filesOf(input)) {
    const about = await stat(file).catch(() => undefined);
    if (about === undefined || Date.now() - about.mtimeMs < RACY_MS) return undefined;
    const place = about.ino === 0 ? file : `${about.dev} ${about.ino}`;
    stamps.set(file, `${place} ${about.size} ${about.mtimeMs}`);
  }
  return `${name} ${JSON.stringify(input, (field, value: unknown) => {
    // What was kept of the answer makes it come sooner, and is no part of what is asked.
    if (field === 'mastered') return undefined;
    return typeof value === 'string' ? (stamps.get(value) ?? value) : value;
  })}`;
}

/** The files that an order names. */
function filesOf(input: JobInput<keyof Jobs>): string[] {
  const { file, bounce, stems = [] } = input as { file?: string; bounce?: string; stems?: { file: string }[] };
  return [file, bounce, ...stems.map((stem) => stem.file)].filter((one) => one !== undefined);
}

/** Of all numbers in plain data; what else it holds is small. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part: unknown) => sum + bytesOf(part), 0);
}

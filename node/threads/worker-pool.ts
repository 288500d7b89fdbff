import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Jobs } from '../../src/assistant/jobs.ts';
import type { JobInput, JobOutput, Workers } from '../../src/assistant/workers.ts';
import { Failure } from '../../src/store/failure.ts';
import { reviveError, type JobAnswer, type JobRequest } from './job-messages.ts';

/** More threads than this gain nothing: reading the files becomes the limit. */
const MOST_THREADS = 8;

interface Waiting {
  request: JobRequest;
  signal: AbortSignal | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Worker threads that run the assistant's jobs. Threads start when first needed and are reused. A cancelled job's thread is ended,
 * since a computation cannot be interrupted from outside; so is one that crashed. Both are replaced by the next job.
 */
export class WorkerPool implements Workers {
  readonly size: number;
  readonly #script: string;
  readonly #queue: Waiting[] = [];
  readonly #idle: Worker[] = [];
  readonly #threads = new Set<Worker>();
  #nextId = 1;

  /** @param script the bundled program, which serves jobs when it finds itself in a worker thread. */
  constructor(script: string, size: number = Math.min(MOST_THREADS, availableParallelism())) {
    this.#script = script;
    this.size = size;
  }

  run<Name extends keyof Jobs>(name: Name, input: JobInput<Name>, signal?: AbortSignal): Promise<JobOutput<Name>> {
    return new Promise<JobOutput<Name>>((resolve, reject) => {
      this.#queue.push({
        request: { id: this.#nextId++, name, input },
        signal,
        resolve: (value) => resolve(value as JobOutput<Name>),
        reject,
      });
      this.#next();
    });
  }

  /** Ends every thread; jobs still waiting are cancelled. */
  async close(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) waiting.reject(cancelled());
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
    this.#threads.clear();
    this.#idle.length = 0;
  }

  #next(): void {
    while (this.#queue.length > 0 && (this.#idle.length > 0 || this.#threads.size < this.size)) {
      const waiting = this.#queue.shift()!;
      if (waiting.signal?.aborted === true) waiting.reject(cancelled());
      else this.#start(this.#idle.pop() ?? this.#hire(), waiting);
    }
  }

  #hire(): Worker {
    const thread = new Worker(this.#script);
    this.#threads.add(thread);
    return thread;
  }

  #start(thread: Worker, { request, signal, resolve, reject }: Waiting): void {
    const settle = (release: () => void): void => {
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      release();
      this.#next();
    };
    const dismiss = (): void => {
      this.#threads.delete(thread);
      void thread.terminate();
    };
    const onMessage = (answer: JobAnswer): void =>
      settle(() => {
        this.#idle.push(thread);
        thread.unref();
        if (answer.error === undefined) resolve(answer.output);
        else reject(reviveError(answer.error));
      });
    const onError = (error: unknown): void =>
      settle(() => {
        dismiss();
        reject(error);
      });
    const onExit = (code: number): void =>
      settle(() => {
        dismiss();
        reject(new Error(`A worker thread ended with code ${code} while it ran "${String(request.name)}".`));
      });
    const onAbort = (): void =>
      settle(() => {
        dismiss();
        reject(cancelled());
      });
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
    thread.ref();
    thread.postMessage(request);
  }
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Cancelled; what was finished is kept.');
}

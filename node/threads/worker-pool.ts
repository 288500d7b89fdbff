import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Jobs } from '../../src/assistant/jobs.ts';
import type { JobInput, JobOutput, Workers } from '../../src/assistant/workers.ts';
import { forbidNativeCode } from '../../src/similarity/native-code.ts';
import { Failure } from '../../src/store/failure.ts';
import { copyError, reviveError, type JobAnswer, type JobRequest, type ThreadData } from './job-messages.ts';

/** More threads than this gain nothing: reading the files becomes the limit. */
const MOST_THREADS = 8;

/**
 * Objects of a job are few and short-lived, so that room for young ones makes nothing faster: an eighth of 24 MB costs
 * no more. Sound that a decoder hands over lies outside of it and waits for the next collection of the young; with less
 * room that comes before much has gathered.
 */
export const WORKER_LIMITS = { maxYoungGenerationSizeMb: 3 };

/** Nobody notices so little; a network runs for a tenth of a second. */
const NATIVE_CODE_POLL_MS = 5;

/** A job that was asked for and has not ended. */
interface Task {
  request: JobRequest;
  resolve: (output: unknown) => void;
  reject: (error: unknown) => void;
  /** The thread that runs it; undefined while it waits. */
  thread?: Worker;
}

/**
 * Worker threads that run the assistant's jobs, begun in the order they are asked for. Threads start when first needed
 * and are reused. A cancelled job's thread is ended, since a computation cannot be interrupted from outside; so is one
 * that crashed. Both are replaced when the next job needs one. Only native code is waited for.
 */
export class WorkerPool implements Workers {
  readonly size: number;
  readonly #script: string;
  readonly #waiting: Task[] = [];
  readonly #running = new Map<Worker, Task>();
  readonly #idle: Worker[] = [];
  readonly #ending = new Map<Worker, Promise<void>>();
  readonly #nativeCode = new WeakMap<Worker, ThreadData['nativeCode']>();
  #nextId = 1;
  #closed = false;

  /** @param script the bundled program, which serves jobs when it finds itself in a worker thread. */
  constructor(script: string, size: number = Math.min(MOST_THREADS, availableParallelism())) {
    this.#script = script;
    this.size = size;
  }

  run<Name extends keyof Jobs>(name: Name, input: JobInput<Name>, signal?: AbortSignal): Promise<JobOutput<Name>> {
    if (this.#closed || signal?.aborted === true) return Promise.reject(cancelled());
    return new Promise<JobOutput<Name>>((resolve, reject) => {
      const onAbort = (): void => this.#cancel(task);
      const task: Task = {
        request: { id: this.#nextId++, name, input },
        resolve: (output) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(output as JobOutput<Name>);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', onAbort);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      signal?.addEventListener('abort', onAbort);
      this.#waiting.push(task);
      this.#next();
    });
  }

  /** Ends every thread. Jobs that run or wait are cancelled, and so is every later one. */
  async close(): Promise<void> {
    this.#closed = true;
    const threads = [...this.#running.keys(), ...this.#idle];
    for (const task of [...this.#running.values(), ...this.#waiting]) this.#cancel(task);
    for (const thread of threads) void this.#end(thread);
    await Promise.all(this.#ending.values());
  }

  #next(): void {
    while (!this.#closed && this.#waiting.length > 0 && this.#running.size < this.size) {
      const task = this.#waiting.shift()!;
      const thread = this.#idle.pop() ?? this.#hire();
      task.thread = thread;
      this.#running.set(thread, task);
      thread.ref();
      try {
        thread.postMessage(task.request);
      } catch (error) {
        // An input that cannot be copied to a thread; the thread has nothing of it.
        this.#answered(thread, { id: task.request.id, error: copyError(error) });
      }
    }
  }

  #hire(): Worker {
    // The program is started with the command's name, by which it keeps compiled code.
    const workerData: ThreadData = { nativeCode: new Int32Array(new SharedArrayBuffer(4)) };
    const thread = new Worker(this.#script, {
      argv: process.argv.slice(2, 3),
      resourceLimits: WORKER_LIMITS,
      workerData,
    });
    this.#nativeCode.set(thread, workerData.nativeCode);
    return thread
      .on('message', (answer: JobAnswer) => this.#answered(thread, answer))
      .on('error', (error) => this.#lost(thread, error))
      .on('exit', (code) => this.#lost(thread, new Error(`A worker thread ended with code ${code}.`)));
  }

  #answered(thread: Worker, { output, error }: JobAnswer): void {
    const task = this.#running.get(thread);
    // A thread that was told to end may still get an answer out.
    if (task === undefined) return;
    this.#running.delete(thread);
    this.#idle.push(thread);
    // A thread with nothing to do must not keep the program alive.
    thread.unref();
    if (error === undefined) task.resolve(output);
    else task.reject(reviveError(error));
    this.#next();
  }

  /** A thread crashed or ended, whether it was running a job or not; after a crash both events come. */
  #lost(thread: Worker, error: unknown): void {
    const task = this.#running.get(thread);
    this.#running.delete(thread);
    const index = this.#idle.indexOf(thread);
    if (index >= 0) this.#idle.splice(index, 1);
    task?.reject(error);
    this.#next();
  }

  #end(thread: Worker): Promise<void> {
    const ending = this.#ending.get(thread) ?? this.#endOutsideNativeCode(thread);
    this.#ending.set(thread, ending);
    return ending;
  }

  async #endOutsideNativeCode(thread: Worker): Promise<void> {
    const nativeCode = this.#nativeCode.get(thread);
    while (nativeCode !== undefined && !forbidNativeCode(nativeCode)) await delay(NATIVE_CODE_POLL_MS);
    await thread.terminate();
    this.#ending.delete(thread);
  }

  #cancel(task: Task): void {
    if (task.thread === undefined) this.#waiting.splice(this.#waiting.indexOf(task), 1);
    else {
      this.#running.delete(task.thread);
      void this.#end(task.thread);
    }
    task.reject(cancelled());
    this.#next();
  }
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Cancelled; what was finished is kept.');
}

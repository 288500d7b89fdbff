import type { Jobs } from '../../src/assistant/jobs.ts';
import { Failure, type FailureKind } from '../../src/store/failure.ts';

/** What a worker thread begins with. */
export interface ThreadData {
  /** Where it says whether it is inside native code, see `src/similarity/native-code.ts`. */
  nativeCode: Int32Array<SharedArrayBuffer>;
}

/** What goes to a worker thread. */
export interface JobRequest {
  id: number;
  name: keyof Jobs;
  input: unknown;
}

/** What comes back: an output, or an error in a form that survives the copy between threads. */
export interface JobAnswer {
  id: number;
  output?: unknown;
  error?: CopiedError;
}

/** Structured cloning keeps an error's message but not its class or kind. */
export interface CopiedError {
  kind: FailureKind | undefined;
  message: string;
  stack: string | undefined;
}

export function copyError(error: unknown): CopiedError {
  if (error instanceof Error) {
    return { kind: error instanceof Failure ? error.kind : undefined, message: error.message, stack: error.stack };
  }
  return { kind: undefined, message: String(error), stack: undefined };
}

export function reviveError({ kind, message, stack }: CopiedError): Error {
  const error = kind === undefined ? new Error(message) : new Failure(kind, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/**
 * A failure that a person can act on. Everything else that is thrown is a fault in the program.
 *
 * The message is one sentence: what is wrong, where, and what to do. The kind fixes the exit code of the command line.
 */
export class Failure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.kind = kind;
  }
}

export type FailureKind = 'usage' | 'input' | 'live-unreachable' | 'refused' | 'cancelled';

/** Exit codes of the command line; 0 is success and 1 an unexpected fault. */
export const EXIT_CODE: Readonly<Record<FailureKind, number>> = {
  usage: 2,
  input: 3,
  'live-unreachable': 4,
  refused: 5,
  cancelled: 130,
};

/** Throws the cancellation failure if the signal has fired. Long loops call it once a block. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Failure('cancelled', 'Cancelled; what was finished is kept.');
}

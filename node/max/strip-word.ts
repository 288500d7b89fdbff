import { basename } from 'node:path';
import type { EngineSentence } from '../../device/messages.ts';
import type { CaptureDocument } from '../../src/store/capture-document.ts';
import { Failure } from '../../src/store/failure.ts';

/** What stands in the way, or what was noticed: a status and the one thing to do. */
export interface StripWord extends EngineSentence {
  phase: 'error' | 'waiting';
}

/** What a strip says of a failure; undefined of one that the producer wanted. */
export function wordOfFailure(error: unknown): StripWord | undefined {
  if (!(error instanceof Failure)) {
    return {
      phase: 'error',
      status: 'A fault in Coproducer',
      hint: 'The Max console tells more; please report it.',
    };
  }
  return error.kind === 'cancelled' ? undefined : { phase: 'error', status: STATUS[error.kind], hint: error.message };
}

const STATUS: Readonly<Record<Failure['kind'], string>> = {
  usage: 'That cannot be done',
  input: 'Something is missing',
  'live-unreachable': 'Live does not answer',
  refused: 'Refused',
  cancelled: 'Cancelled',
};

export const STEM_TAKEN: StripWord = {
  phase: 'waiting',
  status: 'Its file is kept',
  hint: 'Press Analyze & Suggest to measure with it.',
};

/** @param uneven a file that is not as long as the others */
export function wordOfNewBounce(uneven: string | undefined): StripWord {
  return {
    phase: 'waiting',
    status: 'A new bounce is there',
    hint:
      uneven === undefined
        ? 'Press Analyze & Suggest to measure it.'
        : `"${basename(uneven)}" is not as long as the master. Export all tracks together, from bar 1, or analyze it as it is.`,
  };
}

/** What came of a recording; what there is to say of it first. */
export function wordOfCapture({ stems, notes }: CaptureDocument): StripWord {
  return {
    phase: 'waiting',
    status: stems.length === 1 ? '1 stem recorded' : `${stems.length} stems recorded`,
    hint: ['Press Analyze & Suggest.', ...notes].join(' '),
  };
}

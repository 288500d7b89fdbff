import type { Move } from '../fix-kind.ts';
import type { StemResponses } from './section-base.ts';
import { cascade, type StemResponse } from './stem-response.ts';

/** Responses of all stems that a list of moves touches; moves on one stem follow each other. */
export function responsesOf(moves: readonly Move[], responseOf: (move: Move) => StemResponse): StemResponses {
  const responses = new Map<number, StemResponse>();
  for (const move of moves) {
    const response = responseOf(move);
    const before = responses.get(move.stem);
    responses.set(move.stem, before === undefined ? response : cascade(before, response));
  }
  return responses;
}

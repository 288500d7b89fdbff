import type { Move } from '../fix-kind.ts';
import type { StemResponses } from './section-base.ts';
import { cascade, type StemResponse } from './stem-response.ts';

/** Responses of all stems that a list of moves touches; moves on one stem follow each other. */
export function responsesOf(moves: readonly Move[], responseOf: (move: Move) => StemResponse): StemResponses {
  const responses = new Map<number, StemResponse>();
  for (const move of moves) {
    const response = responseOf(move);
    const before = responses.get(move.stem);
    responses.set(move.stem, before === undefined ? response : knownCascade(before, response));
  }
  return responses;
}

/** Whoever fits sizes asks for the same two on one stem beside ever new ones on another. */
const KNOWN = new WeakMap<StemResponse, WeakMap<StemResponse, StemResponse>>();

function knownCascade(first: StemResponse, second: StemResponse): StemResponse {
  const after = KNOWN.get(first) ?? new WeakMap<StemResponse, StemResponse>();
  KNOWN.set(first, after);
  const both = after.get(second) ?? cascade(first, second);
  after.set(second, both);
  return both;
}

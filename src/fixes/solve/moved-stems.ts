import type { Move } from '../fix-kind.ts';
import { cascade, type StemResponse } from '../predict/stem-response.ts';
import { LastFew } from './last-few.ts';

/**
 * What lists of moves do to their stems, for whoever asks for the same moves on one stem beside ever new ones on
 * another: the last few of each stem are known by being the very same moves, and their responses are the very same,
 * which `SectionBase` knows them by in turn.
 */
export class MovedStems {
  readonly #responseOf: (move: Move) => StemResponse;
  readonly #known = new Map<number, LastFew<Move, StemResponse>>();

  /** @param responseOf what a single move does to its stem */
  constructor(responseOf: (move: Move) => StemResponse) {
    this.#responseOf = responseOf;
  }

  /** Responses of all stems that the moves touch; moves on one stem follow each other. */
  responses(moves: readonly Move[]): Map<number, StemResponse> {
    const byStem = new Map<number, Move[]>();
    for (const move of moves) {
      const others = byStem.get(move.stem);
      if (others === undefined) byStem.set(move.stem, [move]);
      else others.push(move);
    }
    const responses = new Map<number, StemResponse>();
    for (const [stem, own] of byStem) responses.set(stem, this.#onStem(stem, own));
    return responses;
  }

  /** What one move does to its stem. */
  response(move: Move): StemResponse {
    return this.#onStem(move.stem, [move]);
  }

  #onStem(stem: number, moves: readonly Move[]): StemResponse {
    let known = this.#known.get(stem);
    if (known === undefined) this.#known.set(stem, (known = new LastFew(KNOWN_OF_A_STEM)));
    return known.get(moves, () =>
      moves.length === 1
        ? this.#responseOf(moves[0])
        : moves.map((move) => this.response(move)).reduce((before, next) => cascade(before, next)),
    );
  }
}

/** Two moves by themselves and together, and the same with one of them a little larger. */
const KNOWN_OF_A_STEM = 6;

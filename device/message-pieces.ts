import type { MessageName, Messages } from './messages.ts';

/** An atom of a Max message. */
export type Atom = string | number;

/**
 * Cuts a message's document into Max messages: `name id index count piece`, pieces of at most `PIECE_CHARACTERS`. Every
 * character outside ASCII is escaped, so that characters are bytes, and every piece begins with `PIECE_MARK`, so that
 * no piece can be taken for a number.
 *
 * @param id unlike any other of this sender, and no number, such as `strip-17`; an answer bears the id of its request.
 * @throws RangeError where the document takes more than `MOST_PIECES`.
 */
export function piecesOf<Name extends MessageName>(name: Name, id: string, document: Messages[Name]): Atom[][] {
  const text = JSON.stringify(document).replace(NOT_ASCII, escaped);
  const count = Math.max(1, Math.ceil(text.length / PIECE_CHARACTERS));
  if (count > MOST_PIECES) {
    throw new RangeError(`The message ${name} has ${text.length} characters; Max can be given ${LONGEST}.`);
  }
  return Array.from({ length: count }, (_, index) => [
    name,
    id,
    index,
    count,
    PIECE_MARK + text.slice(index * PIECE_CHARACTERS, (index + 1) * PIECE_CHARACTERS),
  ]);
}

/** Puts messages of one name together again. Pieces of several ids may come mixed, and twice. */
export class PieceBox<Name extends MessageName> {
  readonly #open = new Map<string, (string | undefined)[]>();

  /**
   * Takes the atoms after the message's name: `id index count piece`.
   *
   * @returns the message once its last piece is there; undefined before that.
   * @throws SyntaxError where the atoms are no piece, or the pieces no JSON.
   */
  take(atoms: readonly unknown[]): { id: string; document: Messages[Name] } | undefined {
    const [id, index, count, piece] = atoms;
    if (
      typeof id !== 'string' ||
      !isCount(count) ||
      !isIndex(index, count) ||
      typeof piece !== 'string' ||
      !piece.startsWith(PIECE_MARK)
    ) {
      throw new SyntaxError('A message between the parts of the device is damaged.');
    }
    const pieces = this.#piecesOf(id, count);
    pieces[index] = piece.slice(PIECE_MARK.length);
    if (pieces.includes(undefined)) return undefined;
    this.#open.delete(id);
    return { id, document: JSON.parse(pieces.join('')) as Messages[Name] };
  }

  #piecesOf(id: string, count: number): (string | undefined)[] {
    const known = this.#open.get(id);
    if (known?.length === count) return known;
    const fresh = new Array<string | undefined>(count).fill(undefined);
    this.#open.set(id, fresh);
    // What a sender left unfinished when it died would stay for ever.
    if (this.#open.size > MOST_OPEN) this.#open.delete([...this.#open.keys()][0]);
    return fresh;
  }
}

/** Max cuts a symbol at 32 767 characters. */
export const PIECE_CHARACTERS = 30_000;
export const MOST_PIECES = 100;
const LONGEST = PIECE_CHARACTERS * MOST_PIECES;

/** A requester has one question open at a time and a few in flight; more are leftovers. */
const MOST_OPEN = 16;

const PIECE_MARK = '|';
const NOT_ASCII = /[\u007f-\uffff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_PIECES;
}

function isIndex(value: unknown, count: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count;
}

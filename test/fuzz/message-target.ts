import { piecesOf, PieceBox } from '../../device/message-pieces.ts';
import { NO_SETTINGS } from '../../device/messages.ts';
import { Failure } from '../../src/store/failure.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** Max messages between the parts of the device: atoms as the text that Max would show, put together piece by piece. */
export function messageTarget(): FuzzTarget {
  let box = new PieceBox<'action'>();
  const seeds = [
    ...piecesOf('action', 'strip-1', { do: 'folder', path: '/Users/Zoë/Bounces' }),
    ...piecesOf('settings', 'strip-2', NO_SETTINGS),
    ...piecesOf('browse', 'node-1', { url: 'x'.repeat(70_000) }),
  ].map((atoms) => Buffer.from(JSON.stringify(atoms)));
  return {
    name: 'Max messages',
    seeds,
    read: (bytes) => {
      try {
        box.take(atomsIn(bytes).slice(1));
      } catch (error) {
        if (error instanceof SyntaxError) throw new Failure('input', 'The message is damaged.', { cause: error });
        throw error;
      }
      return Promise.resolve();
    },
    afterwards: () => {
      const good = piecesOf('action', 'strip-9', { do: 'report' }).map((atoms) => box.take(atoms.slice(1)));
      if (good.at(-1)?.document.do !== 'report') throw new Error('A good message is not understood any more.');
      box = new PieceBox();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** Atoms of a list, or of a text that is none: words and numbers. */
function atomsIn(bytes: Uint8Array): unknown[] {
  const text = Buffer.from(bytes).toString('latin1');
  try {
    const atoms: unknown = JSON.parse(text);
    if (Array.isArray(atoms)) return atoms;
  } catch {
    // Max would make atoms of anything.
  }
  return text.split(' ').map((word) => (word !== '' && Number.isFinite(Number(word)) ? Number(word) : word));
}

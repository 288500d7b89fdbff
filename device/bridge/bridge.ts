import { piecesOf, PieceBox } from '../message-pieces.ts';
import { LiveBridge } from './live-bridge.ts';
import type { MaxHost } from './max-host.ts';

/**
 * The v8 script of the patch, the only one that touches Live's API. Its exports become the script's global words:
 * `bang` from `live.thisdevice`, `request` from `node.script`. Out of its one outlet come `answer` and `event` for
 * Node, and `place` for the strip.
 */
declare const LiveAPI: MaxHost['LiveAPI'];
declare const Task: MaxHost['Task'];
declare const outlet: MaxHost['outlet'];
declare const error: MaxHost['error'];

export const autowatch = 0;
export const inlets = 1;
export const outlets = 1;

let said = 0;
const waiting: (() => void)[] = [];
const box = new PieceBox<'request'>();

const bridge = new LiveBridge(
  {
    get LiveAPI() {
      return LiveAPI;
    },
    answer: (id, answer) => send(piecesOf('answer', id, answer)),
    event: (event) => send(piecesOf('event', `bridge-${++said}`, event)),
    place: (place) => send(piecesOf('place', `bridge-${++said}`, place)),
    later(work) {
      waiting.push(work);
      ticker.schedule(0);
    },
    nowMs: () => Date.now(),
  },
  Math.random().toString(36).slice(2, 10),
);

/** One task for all, since Max may forget one that nobody holds; one piece of work a tick. */
const ticker = new Task(() => {
  waiting.shift()?.();
  if (waiting.length > 0) ticker.schedule(0);
});

export function bang(): void {
  bridge.loaded();
}

export function request(...atoms: unknown[]): void {
  let taken;
  try {
    taken = box.take(atoms);
  } catch (fault) {
    error(`Coproducer: ${String(fault)}\n`);
    return;
  }
  if (taken) bridge.take(taken.id, taken.document);
}

function send(pieces: readonly (string | number)[][]): void {
  for (const piece of pieces) outlet(0, ...piece);
}

import maxApi from 'max-api';
import { piecesOf, PieceBox } from '../../device/message-pieces.ts';
import type { MessageName, Messages } from '../../device/messages.ts';
import { heardMessage } from './heard-messages.ts';
import type { BridgeChannel, BridgeListener } from '../../src/live/bridge-set.ts';

/** The one place that touches `max-api`: whole messages to and from the patch. */
export class MaxLink implements BridgeChannel {
  readonly #bridgeListeners = new Set<BridgeListener>();
  #sent = 0;

  constructor() {
    this.hear('answer', (answer, id) => this.#bridgeListeners.forEach((listener) => listener.answer(id, answer)));
    this.hear('event', (event) => this.#bridgeListeners.forEach((listener) => listener.event(event)));
  }

  say<Name extends MessageName>(name: Name, document: Messages[Name], id = `node-${++this.#sent}`): void {
    for (const piece of piecesOf(name, id, document)) {
      // A channel that has closed ends this process.
      maxApi.outlet(...piece).catch(() => undefined);
    }
  }

  hear<Name extends MessageName>(name: Name, listener: (document: Messages[Name], id: string) => void): void {
    const box = new PieceBox<Name>();
    maxApi.addHandler(name, (...atoms) => {
      try {
        const taken = box.take(atoms);
        if (taken) listener(heardMessage(name, taken.document), taken.id);
      } catch (error) {
        // A damaged message, or one of another version, is no reason to end: whoever sent it asks again.
        this.complain(`The message "${name}" was passed over: ${String(error)}`);
      }
    });
  }

  send: BridgeChannel['send'] = (id, request) => this.say('request', request, id);

  listen(listener: BridgeListener): () => void {
    this.#bridgeListeners.add(listener);
    return () => this.#bridgeListeners.delete(listener);
  }

  /** For faults only: a device is silent in the console. */
  complain(text: string): void {
    maxApi.post(`Coproducer: ${text}`).catch(() => undefined);
  }
}

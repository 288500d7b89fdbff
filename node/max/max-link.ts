import maxApi from 'max-api';
import { piecesOf, PieceBox, type Atom } from '../../device/message-pieces.ts';
import type { InstanceId } from '../../device/instance-channel.ts';
import type { MessageName, Messages } from '../../device/messages.ts';
import { heardMessage } from './heard-messages.ts';
import type { BridgeChannel, BridgeListener } from '../../src/live/bridge-set.ts';

type FromInstances = 'present' | 'action' | 'settings';

/** The one place that touches `max-api`: whole messages to and from the patch, and through it all instances. */
export class MaxLink implements BridgeChannel {
  readonly #bridgeListeners = new Set<BridgeListener>();
  readonly #instanceListeners = new Map<unknown, (from: InstanceId, atoms: readonly unknown[]) => void>();
  #sent = 0;

  constructor() {
    this.#hear('answer', (answer, id) => this.#bridgeListeners.forEach((listener) => listener.answer(id, answer)));
    this.#hear('event', (event) => this.#bridgeListeners.forEach((listener) => listener.event(event)));
    maxApi.addHandler('from', (from, name, ...atoms) => {
      this.#instanceListeners.get(name)?.(String(from), atoms);
    });
  }

  /** To the patch itself. */
  say<Name extends MessageName>(name: Name, document: Messages[Name], id = `node-${++this.#sent}`): void {
    this.#send([], piecesOf(name, id, document));
  }

  /** To one instance, or to all. */
  sayTo<Name extends MessageName>(instance: InstanceId, name: Name, document: Messages[Name]): void {
    this.#send(['to', instance], piecesOf(name, `node-${++this.#sent}`, document));
  }

  /** To another part of one instance than its strip, in words. */
  tellPart(instance: InstanceId, part: 'record', ...message: readonly Atom[]): void {
    this.#send(['to', instance, part], [[...message]]);
  }

  /** Hears a word that another part of an instance than its strip says, with 1 or 0. */
  hearWord(word: 'playing', listener: (from: InstanceId, isSo: boolean) => void): void {
    this.#instanceListeners.set(word, (from, [value]) => {
      if (value === 0 || value === 1) listener(from, value === 1);
      else this.complain(`The message "${word}" was passed over: it does not say 1 or 0`);
    });
  }

  /** Hears what instances say. */
  hearFrom<Name extends FromInstances>(
    name: Name,
    listener: (from: InstanceId, document: Messages[Name]) => void,
  ): void {
    const box = new PieceBox<Name>();
    this.#instanceListeners.set(name, (from, atoms) => {
      this.#take(name, box, atoms, (document) => listener(from, document));
    });
  }

  send: BridgeChannel['send'] = (id, request) => this.say('request', request, id);

  listen(listener: BridgeListener): () => void {
    this.#bridgeListeners.add(listener);
    return () => this.#bridgeListeners.delete(listener);
  }

  #hear<Name extends MessageName>(name: Name, listener: (document: Messages[Name], id: string) => void): void {
    const box = new PieceBox<Name>();
    maxApi.addHandler(name, (...atoms) => this.#take(name, box, atoms, listener));
  }

  #take<Name extends MessageName>(
    name: Name,
    box: PieceBox<Name>,
    atoms: readonly unknown[],
    listener: (document: Messages[Name], id: string) => void,
  ): void {
    try {
      const taken = box.take(atoms);
      if (taken) listener(heardMessage(name, taken.document), taken.id);
    } catch (error) {
      // A damaged message, or one of another version, is no reason to end: whoever sent it asks again.
      this.complain(`The message "${name}" was passed over: ${String(error)}`);
    }
  }

  #send(address: readonly string[], pieces: readonly Atom[][]): void {
    for (const piece of pieces) {
      // A channel that has closed ends this process.
      maxApi.outlet(...address, ...piece).catch(() => undefined);
    }
  }

  /** For faults only: a device is silent in the console. */
  complain(text: string): void {
    maxApi.post(`Coproducer: ${text}`).catch(() => undefined);
  }
}

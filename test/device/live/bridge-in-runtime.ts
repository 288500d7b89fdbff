import { piecesOf, PieceBox } from '../../../device/message-pieces.ts';
import type { BridgeEvent } from '../../../src/live/bridge-protocol.ts';
import type { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import {
  BridgeSet,
  type BridgeChannel,
  type BridgeListener,
  type BridgeSetOptions,
} from '../../../src/live/bridge-set.ts';
import type { DevicePlace } from '../../../device/messages.ts';
import { BridgeScript } from './bridge-script.ts';
import { LiveHost, type LiveHostOptions } from './live-host.ts';

/** The built bridge script on an embedded set, the `LiveSet` at the other end of its messages, and the wire between. */
export class BridgeInRuntime implements BridgeChannel {
  readonly host: LiveHost;
  readonly script: BridgeScript;
  readonly live: BridgeSet;
  /** May drop a message on its way: `request` to the bridge, `answer` and `event` from it. */
  drops: (name: string) => boolean = () => false;
  readonly eventsHeard: BridgeEvent[] = [];
  readonly places: DevicePlace[] = [];
  #listener: BridgeListener | undefined;

  /** @param options.loaded false where Live is still loading the device; `load` ends that. */
  constructor(set: EmbeddedSet, options: LiveHostOptions & BridgeSetOptions & { loaded?: boolean } = {}) {
    this.host = new LiveHost(set, options);
    this.script = new BridgeScript(this.host);
    const answers = new PieceBox<'answer'>();
    const events = new PieceBox<'event'>();
    const places = new PieceBox<'place'>();
    this.script.onOutlet = (name, ...atoms) => {
      if (this.drops(String(name))) return;
      const answer = name === 'answer' ? answers.take(atoms) : undefined;
      if (answer) this.#listener?.answer(answer.id, answer.document);
      const event = name === 'event' ? events.take(atoms) : undefined;
      if (event) {
        this.eventsHeard.push(event.document);
        this.#listener?.event(event.document);
      }
      const place = name === 'place' ? places.take(atoms) : undefined;
      if (place) this.places.push(place.document);
    };
    this.live = new BridgeSet(this, options);
    if (options.loaded !== false) this.load();
  }

  /** What `live.thisdevice` does once Live has loaded the device. */
  load(): void {
    this.host.loaded = true;
    this.script.send('bang');
  }

  send: BridgeChannel['send'] = (id, request) => {
    for (const [word, ...atoms] of piecesOf('request', id, request)) {
      if (!this.drops('request')) this.script.send(word, ...atoms);
    }
  };

  /** The device is deleted, or its set closed. */
  async close(): Promise<void> {
    this.script.close();
    await this.live.close();
  }

  listen(listener: BridgeListener): () => void {
    this.#listener = listener;
    return () => (this.#listener = undefined);
  }
}

import { piecesOf, PieceBox, type Atom } from '../message-pieces.ts';
import type { EngineSentence } from '../messages.ts';
import { Engine } from '../scripts/engine.ts';
import { NODE_STARTING } from '../scripts/engine-views.ts';
import { EVERYBODY, type InstanceId } from '../instance-channel.ts';
import { HostElection, type Standing } from './host-election.ts';

type Message = readonly Atom[];

export interface LinkEnds {
  toNode(...message: Message): void;
  toInstances(...message: Message): void;
  later(delayMs: number, work: () => void): void;
  /** The settings that this instance holds. */
  standing(): Standing;
  /** Something for this instance, from Node: a word and its atoms. */
  hear(word: string, atoms: Message): void;
  /** What to say of Node, which cannot speak for itself. */
  say(sentence: EngineSentence): void;
  /** Node does not know this instance: say who it is. Also every few seconds, as a sign of life. */
  introduce(): void;
  /** The host is gone: `isYoung` where this instance had only just loaded. */
  seek(isYoung: boolean): void;
  /** This instance is the host from now on. */
  takeOver(): void;
  /** The host's Node has started: say what it is to work with. */
  open(): void;
  /** As in `HostElection`; what it is to say goes to `tellInstance`. */
  share(id: InstanceId): void;
  outgrow(revision: number): void;
}

/**
 * The way from a strip to Node and back, whether Node is this device's own or that of another instance. Where this one
 * hosts, it also hands on what the others say to Node and Node to them.
 */
export class InstanceLink {
  readonly #me: InstanceId;
  readonly #ends: LinkEnds;
  readonly #engine: Engine;
  readonly #election: HostElection;
  readonly #stands = new PieceBox<'stands'>();
  /** What was last said of Node here. */
  #sentence: EngineSentence = NODE_STARTING;
  /** Whether another instance's Node has said something. */
  #isAnswered = false;
  #isLoaded = false;
  #isYoung = true;
  #sentences = 0;

  constructor(me: InstanceId, ends: LinkEnds) {
    this.#me = me;
    this.#ends = ends;
    this.#engine = new Engine({
      script: (command) => ends.toNode('script', command),
      ping: () => ends.introduce(),
      say: (sentence) => {
        this.#say(sentence);
        this.#tellSentence();
      },
      later: (delayMs, work) => ends.later(delayMs, work),
    });
    this.#election = new HostElection(me, {
      say: (...message) => ends.toInstances(...message),
      later: (delayMs, work) => ends.later(delayMs, work),
      standing: () => ends.standing(),
      host: () => {
        ends.takeOver();
        this.#engine.load();
      },
      follow: () => {
        this.#wait();
        ends.introduce();
      },
      seek: () => {
        ends.seek(this.#isYoung);
        this.#wait();
      },
      share: (id) => ends.share(id),
      outgrow: (revision) => ends.outgrow(revision),
    });
  }

  get isHost(): boolean {
    return this.#election.isHost;
  }

  get isFollowing(): boolean {
    return this.#election.isFollowing;
  }

  /** Whether Node listens to this instance. */
  get isReady(): boolean {
    return this.isHost ? this.#engine.isReady : this.#isAnswered;
  }

  /** The device has loaded, perhaps not for the first time. */
  load(): void {
    this.#election.load();
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    this.#ends.later(YOUNG_MS, () => (this.#isYoung = false));
    this.#keepIntroducing();
  }

  /** The device is deleted. */
  leave(): void {
    this.#election.leave();
  }

  /** Says something to Node: a word and its atoms. Lost where there is none, and then said anew when there is. */
  tell(message: Message): void {
    if (!this.isHost) {
      if (this.#election.isFollowing) this.#ends.toInstances('from', this.#me, ...message);
    } else if (this.#engine.isReady) this.#ends.toNode('from', this.#me, ...message);
  }

  /** As the host: says something to an instance or to all, without Node. */
  tellInstance(to: InstanceId, message: Message): void {
    this.#ends.toInstances('to', to, ...message);
  }

  /** A person asks for Node while it is not ready. */
  wake(): void {
    if (this.isHost) this.#engine.wake();
    else this.tell(['wake']);
  }

  /** From `node.script`'s right outlet. */
  lifecycle(words: Message): void {
    this.#engine.lifecycle(words);
  }

  /** From the own Node: it has started, perhaps anew, and knows nobody. */
  ready(isOurVersion: boolean): void {
    if (!this.isHost) return;
    this.#engine.ready(isOurVersion);
    if (!this.#engine.isReady) return;
    this.#ends.open();
    this.#ends.introduce();
    this.tellInstance(EVERYBODY, ['call']);
  }

  /** From the own Node, to one instance or to all. */
  fromNode([to, ...message]: Message): void {
    if (!this.isHost || !this.#engine.heard()) return;
    if (to !== this.#me) this.#ends.toInstances('to', to, ...message);
    if (to === this.#me || to === EVERYBODY) this.#ends.hear(String(message[0]), message.slice(1));
  }

  /** From the channel between the instances; what this one says itself comes back, too. */
  fromInstances([word, id, ...rest]: Message): void {
    switch (word) {
      case 'hello':
        this.#election.hello(String(id), standingIn(rest));
        if (this.isHost && !this.#engine.isReady) this.#tellSentence();
        return;
      case 'host':
        return this.#election.host(String(id), standingIn(rest));
      case 'bye':
        return this.#election.bye(String(id));
      case 'from':
        return this.#fromInstance(String(id), rest);
      case 'to':
        if (!this.isHost && (id === this.#me || id === EVERYBODY)) this.#toMe(rest);
    }
  }

  #fromInstance(id: InstanceId, message: Message): void {
    if (!this.isHost || id === this.#me) return;
    if (message[0] === 'wake') this.wake();
    else if (this.#engine.isReady) this.#ends.toNode('from', id, ...message);
  }

  #toMe([word, ...atoms]: Message): void {
    if (word === 'call') return this.#ends.introduce();
    if (word === 'stands') {
      const sentence = this.#stands.take(atoms)?.document;
      this.#isAnswered = false;
      if (sentence !== undefined) this.#say(sentence);
      return;
    }
    if (word === 'view') this.#isAnswered = true;
    this.#ends.hear(String(word), atoms);
  }

  /** Another instance hosts or will host. */
  #wait(): void {
    this.#engine.leave();
    this.#isAnswered = false;
    this.#say(NODE_STARTING);
  }

  #say(sentence: EngineSentence): void {
    this.#sentence = sentence;
    this.#ends.say(sentence);
  }

  #tellSentence(): void {
    const pieces = piecesOf('stands', `${this.#me}-stands-${++this.#sentences}`, this.#sentence);
    for (const piece of pieces) this.tellInstance(EVERYBODY, piece);
  }

  #keepIntroducing(): void {
    this.#ends.later(INTRODUCE_EVERY_MS, () => {
      if (this.#election.isFollowing) this.#ends.introduce();
      this.#keepIntroducing();
    });
  }
}

const INTRODUCE_EVERY_MS = 5000;

/**
 * While a set opens, devices of the one before may still be there; that they are gone is noticed within 15 seconds at
 * the latest.
 */
export const YOUNG_MS = 20_000;

function standingIn([set, revision]: Message): Standing {
  return { set: String(set), revision: Number(revision) };
}

import type { Atom } from '../message-pieces.ts';
import { NO_SET } from '../messages.ts';
import type { InstanceId } from '../instance-channel.ts';

/** What an instance weighs in the choice of the host: the settings it holds. */
export interface Standing {
  /** The set that they were made in; `NO_SET` where nothing was chosen yet. */
  set: string;
  revision: number;
}

export interface ElectionEnds {
  say(word: 'hello' | 'host' | 'bye', ...atoms: readonly Atom[]): void;
  later(delayMs: number, work: () => void): void;
  standing(): Standing;
  /** From now on this instance runs Node. */
  host(): void;
  /** From now on another does; this one must not. */
  follow(host: InstanceId): void;
  /** The host is gone, and it is not known yet who comes next. */
  seek(): void;
  /** An instance does not hold the settings of this set. */
  share(id: InstanceId): void;
  /** An instance from another set has joined with settings of this revision; those of this set must stay the newest. */
  outgrow(revision: number): void;
}

/**
 * Who of a set's instances runs Node. Whoever looks for a host asks; a host answers at once, from a message and not
 * from a timer, so that a device whose clock rests (audio off, device off) is not taken for dead. Where nobody answers,
 * the one with the newest settings takes over, and of equals the one whose id comes first. Should two ever host, the
 * lesser gives way.
 */
export class HostElection {
  readonly #me: InstanceId;
  readonly #ends: ElectionEnds;
  #state: 'asleep' | 'seeking' | 'hosting' | 'following' = 'asleep';
  #host: InstanceId | undefined;
  #candidates = new Map<InstanceId, Standing>();
  #unanswered = 0;

  constructor(me: InstanceId, ends: ElectionEnds) {
    this.#me = me;
    this.#ends = ends;
  }

  get isHost(): boolean {
    return this.#state === 'hosting';
  }

  get isFollowing(): boolean {
    return this.#state === 'following';
  }

  /** The device has loaded, perhaps not for the first time. */
  load(): void {
    if (this.#state !== 'asleep') return;
    this.#seek();
    this.#watch();
  }

  /** The device is deleted. */
  leave(): void {
    if (this.#state !== 'asleep') this.#ends.say('bye', this.#me);
  }

  hello(id: InstanceId, standing: Standing): void {
    if (id === this.#me) return;
    this.#candidates.set(id, standing);
    if (!this.isHost) return;
    // A set loads device by device: the one with the set's own settings may come last.
    const mine = this.#ends.standing();
    if (isNewer(standing, mine)) return this.#follow(id);
    if (standing.revision > mine.revision) this.#ends.outgrow(standing.revision);
    this.#claim();
    if (standing.set !== mine.set || standing.revision !== mine.revision) this.#ends.share(id);
  }

  host(id: InstanceId, standing: Standing): void {
    if (id === this.#me) return;
    if (this.isHost && !outranks(id, standing, this.#me, this.#ends.standing())) this.#claim();
    else this.#follow(id);
  }

  bye(id: InstanceId): void {
    this.#candidates.delete(id);
    if (this.isFollowing && id === this.#host) this.#seek();
  }

  #follow(host: InstanceId): void {
    this.#unanswered = 0;
    if (this.isFollowing && host === this.#host) return;
    this.#state = 'following';
    this.#host = host;
    this.#ends.follow(host);
  }

  #claim(): void {
    const { set, revision } = this.#ends.standing();
    this.#ends.say('host', this.#me, set, revision);
  }

  #ask(): void {
    const { set, revision } = this.#ends.standing();
    this.#ends.say('hello', this.#me, set, revision);
  }

  #seek(): void {
    this.#state = 'seeking';
    this.#host = undefined;
    this.#ends.seek();
    this.#round();
  }

  /** Whoever was heard in a round was alive in it; the best of them takes over at its end. */
  #round(): void {
    this.#candidates = new Map();
    this.#ask();
    this.#ends.later(ROUND_MS, () => {
      if (this.#state !== 'seeking') return;
      const mine = this.#ends.standing();
      if ([...this.#candidates].some(([id, standing]) => outranks(id, standing, this.#me, mine))) this.#round();
      else {
        this.#state = 'hosting';
        this.#ends.host();
        this.#claim();
      }
    });
  }

  /** Looks whether the host is still there, for as long as the device lives. */
  #watch(): void {
    this.#ends.later(ASK_EVERY_MS, () => {
      if (this.isFollowing && this.#unanswered >= MOST_UNANSWERED) this.#seek();
      else if (this.isFollowing) {
        this.#unanswered++;
        this.#ask();
      }
      this.#watch();
    });
  }
}

/** Long beside what a message between devices takes, short beside the start of Node. */
const ROUND_MS = 300;
const ASK_EVERY_MS = 5000;
/** A host that is silent for ten seconds is gone. */
const MOST_UNANSWERED = 2;

function outranks(id: InstanceId, standing: Standing, otherId: InstanceId, other: Standing): boolean {
  if (standing.revision !== other.revision) return standing.revision > other.revision;
  return id < otherId;
}

/** Newer settings of the same set, or any where there are none. */
function isNewer(standing: Standing, mine: Standing): boolean {
  return standing.revision > mine.revision && (mine.set === NO_SET || standing.set === mine.set);
}

import type { Atom } from '../message-pieces.ts';
import type { EngineSentence } from '../messages.ts';
import { NODE_DIED, NODE_OLD, NODE_SILENT, NODE_STARTING } from './engine-views.ts';

export interface EngineEnds {
  /** A command to `node.script`. */
  script(command: 'start' | 'stop'): void;
  ping(): void;
  /** What to say of Node, which cannot speak for itself. */
  say(sentence: EngineSentence): void;
  later(delayMs: number, work: () => void): void;
}

type EngineState = 'none' | 'starting' | 'ready' | 'silent' | 'stopping' | 'dead' | 'left';

/**
 * Node as the strip sees it: started once, believed only while it gives signs of life, and replaced when a person asks
 * for it. That a process exists says nothing: only `ready`, from the program itself, does.
 */
export class Engine {
  readonly #ends: EngineEnds;
  #state: EngineState = 'none';
  #unanswered = 0;
  #isWatched = false;

  constructor(ends: EngineEnds) {
    this.#ends = ends;
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** This device is the one that runs Node. */
  load(): void {
    if (this.#state === 'none') this.#start();
    else if (this.#state === 'left') this.#startOnceStopped();
    if (this.#isWatched) return;
    this.#isWatched = true;
    this.#watch();
  }

  /** Another device runs Node from now on. */
  leave(): void {
    if (this.#state === 'none') return;
    this.#turn('left');
    this.#ends.script('stop');
  }

  /** From `node.script`'s right outlet. Some versions put an exit code, others the script's name behind the word. */
  lifecycle(words: readonly Atom[]): void {
    if (words.includes('terminated') || words.includes('stop')) {
      if (this.#state === 'stopping') this.#start();
      else if (this.#state === 'left') this.#turn('none');
      else if (this.#state !== 'none') this.#turn('dead', NODE_DIED);
    } else if (words.includes('restarting') && !NOT_WANTED.includes(this.#state)) this.#turn('starting', NODE_STARTING);
  }

  /** The program says that it listens. */
  ready(isOurVersion: boolean): void {
    if (!isOurVersion) this.#turn('dead', NODE_OLD);
    else this.#turn('ready');
  }

  /**
   * The program has said something.
   *
   * @returns false for the last words of a process that has ended, which are history.
   */
  heard(): boolean {
    if (this.#state !== 'ready' && this.#state !== 'silent') return false;
    this.#turn('ready');
    return true;
  }

  /** A person asks for Node while it is not ready. */
  wake(): void {
    if (this.#state === 'silent') this.#replace();
    else if (this.#state !== 'stopping') this.#start();
  }

  #start(): void {
    this.#turn('starting', NODE_STARTING);
    this.#ends.script('start');
  }

  /** A process that hangs must have ended before another can start; one that never started says nothing of its end. */
  #replace(): void {
    this.#startOnceStopped();
    this.#ends.script('stop');
  }

  #startOnceStopped(): void {
    this.#turn('stopping', NODE_STARTING);
    this.#ends.later(MOST_MS_TO_STOP, () => {
      if (this.#state === 'stopping') this.#start();
    });
  }

  /** Asks for a sign of life, for as long as the device lives. */
  #watch(): void {
    this.#ends.later(PING_EVERY_MS, () => {
      const most = MOST_UNANSWERED[this.#state];
      if (most !== undefined && this.#unanswered >= most) this.#turn('silent', NODE_SILENT);
      else {
        this.#unanswered++;
        if (this.#state === 'ready') this.#ends.ping();
      }
      this.#watch();
    });
  }

  #turn(state: EngineState, sentence?: EngineSentence): void {
    this.#state = state;
    this.#unanswered = 0;
    if (sentence !== undefined) this.#ends.say(sentence);
  }
}

/** A process that comes back in these was not asked to. */
const NOT_WANTED: readonly EngineState[] = ['none', 'stopping', 'left'];

const PING_EVERY_MS = 5000;
/**
 * Ready: three pings, 15 seconds; analysis runs in threads of its own, so Node itself is never busy for long. Starting:
 * half a minute, on a slow disk.
 */
const MOST_UNANSWERED: Readonly<Partial<Record<EngineState, number>>> = { ready: 3, starting: 5 };
const MOST_MS_TO_STOP = 3000;

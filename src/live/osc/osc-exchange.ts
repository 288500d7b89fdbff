import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { Bundle, Message, Server } from 'node-osc';
import { Failure, throwIfCancelled } from '../../store/failure.ts';

export type OscValue = string | number | boolean | null;

export interface OscMessage {
  address: string;
  args: readonly (string | number)[];
}

/** A question whose answer comes under the same address. */
export interface OscQuestion extends OscMessage {
  /** Whether the answer begins with the question's own arguments, as those about tracks and devices do. */
  echoed: boolean;
}

export interface OscOptions {
  host?: string;
  /** Where AbletonOSC listens, and where it answers. */
  port?: number;
  answerPort?: number;
  /** After this long, whatever has not been answered is asked again. AbletonOSC looks at its mail every 100 ms. */
  retryMs?: number;
  /** How often it is asked before it counts as dead. */
  tries?: number;
  /** No datagram is older than this when it arrives. */
  oldestMs?: number;
}

/** The ports that AbletonOSC's documentation names. */
const PORT = 11_000;
const ANSWER_PORT = 11_001;

const RETRY_MS = 400;
const TRIES = 12;
/** On one machine a datagram takes less than a millisecond; a busy Live may leave it lying for two of its ticks. */
const OLDEST_MS = 300;

/** In one datagram: the answers come in one each, and the question's stays below what any network passes whole. */
const QUESTIONS_IN_A_BUNDLE = 12;

const PARTS_OF_A_WAIT = 4;

/** The time tag of OSC 1.0 that means immediately. */
const AT_ONCE = 1;

interface Open {
  question: OscQuestion;
  answer: OscValue[] | undefined;
}

/**
 * Questions and answers over UDP, which loses, reorders and repeats them. AbletonOSC's answers bear no number, so one
 * exchange runs at a time; where something had to be asked twice, the next exchange waits until no late answer of this
 * one can come and be taken for its own.
 */
export class OscExchange {
  readonly #options: Required<OscOptions>;
  readonly #socket: Server;
  #open: Open[] = [];
  #heard: () => void = () => undefined;
  #error = '';
  #cleanAtMs = 0;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(socket: Server, options: Required<OscOptions>) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (message: [string, ...OscValue[]]) => this.#take(message));
    // A damaged datagram is as good as a lost one.
    socket.on('error', () => undefined);
  }

  /** @throws Failure 'live-unreachable' where the port for the answers cannot be had. */
  static async open(given: OscOptions = {}): Promise<OscExchange> {
    const options = {
      host: '127.0.0.1',
      port: PORT,
      answerPort: ANSWER_PORT,
      retryMs: RETRY_MS,
      tries: TRIES,
      oldestMs: OLDEST_MS,
      ...given,
    };
    const socket = new Server(options.answerPort, options.host);
    await new Promise<void>((resolve, reject) => {
      socket.once('listening', resolve);
      socket.once('error', (cause: Error) =>
        reject(
          new Failure(
            'live-unreachable',
            `Port ${options.answerPort}, on which AbletonOSC answers, cannot be had (${cause.message}); close the program that uses it.`,
          ),
        ),
      );
    });
    return new OscExchange(socket, options);
  }

  /**
   * Sends `messages`, then the questions, and asks again what is not answered; the messages must do no harm when they
   * come twice.
   *
   * @returns the answers without what they echo, in the order of the questions.
   * @throws Failure 'live-unreachable' where nothing answers, 'refused' where one question is not answered while others
   * are, 'cancelled'.
   */
  ask(
    questions: readonly OscQuestion[],
    messages: readonly OscMessage[] = [],
    signal?: AbortSignal,
  ): Promise<OscValue[][]> {
    return this.#inTurn(async () => {
      await this.#exchange(questions, messages, signal, () => false);
      return this.#open.map(({ answer }) => answer!);
    });
  }

  /** The answer to one question, or undefined where AbletonOSC reports an error instead. */
  askIfThere(question: OscQuestion): Promise<OscValue[] | undefined> {
    return this.#inTurn(async () => {
      await this.#exchange([question], [], undefined, () => this.#error !== '');
      return this.#open[0].answer;
    });
  }

  /** Sends something once that must not be done twice; whoever sends it looks what came of it. */
  tell(message: OscMessage): Promise<void> {
    return this.#inTurn(() => this.#send([message]));
  }

  /** Waits until nothing that was sent or answered before can still arrive. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#calm());
  }

  /** False where a second answer to what was asked last may still arrive. */
  get isQuiet(): boolean {
    return this.#cleanAtMs <= performance.now();
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => undefined);
    await this.#socket.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #exchange(
    questions: readonly OscQuestion[],
    messages: readonly OscMessage[],
    signal: AbortSignal | undefined,
    isOver: () => boolean,
  ): Promise<void> {
    const { retryMs, tries, oldestMs } = this.#options;
    throwIfCancelled(signal);
    if (!this.isQuiet) await this.#calm();
    this.#open = questions.map((question) => ({ question, answer: undefined }));
    this.#error = '';
    for (let attempt = 1; attempt <= tries; attempt++) {
      const missing = this.#open.filter(({ answer }) => answer === undefined).map(({ question }) => question);
      await this.#send([...messages, ...missing]);
      await this.#answered(retryMs, isOver);
      if (attempt > 1) this.#cleanAtMs = performance.now() + oldestMs;
      if (isOver() || this.#open.every(({ answer }) => answer !== undefined)) return;
      throwIfCancelled(signal);
    }
    throw this.#unanswered();
  }

  /** In parts: where this process stalls, one ends before what arrived meanwhile was read, but not all of them. */
  async #calm(): Promise<void> {
    for (let part = 0; part < PARTS_OF_A_WAIT; part++) {
      await wait(this.#options.oldestMs / PARTS_OF_A_WAIT);
      await nextTurn();
    }
    this.#cleanAtMs = 0;
  }

  /** Waits until everything is answered, but no longer than given. */
  async #answered(longestMs: number, isOver: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, longestMs);
      this.#heard = () => {
        if (!isOver() && this.#open.some(({ answer }) => answer === undefined)) return;
        clearTimeout(timer);
        resolve();
      };
      this.#heard();
    });
  }

  #take([address, ...values]: [string, ...OscValue[]]): void {
    if (address === '/live/error') this.#error = String(values[0]);
    const open = this.#open.find(
      ({ question, answer }) =>
        answer === undefined &&
        question.address === address &&
        (!question.echoed || question.args.every((arg, index) => arg === values[index])),
    );
    if (open) open.answer = open.question.echoed ? values.slice(open.question.args.length) : values;
    this.#heard();
  }

  async #send(messages: readonly OscMessage[]): Promise<void> {
    const { port, host } = this.#options;
    for (let start = 0; start < messages.length; start += QUESTIONS_IN_A_BUNDLE) {
      const some = messages
        .slice(start, start + QUESTIONS_IN_A_BUNDLE)
        .map((one) => new Message(one.address, ...one.args));
      await this.#socket.send(some.length === 1 ? some[0] : new Bundle(AT_ONCE, ...some), port, host);
    }
  }

  #unanswered(): Failure {
    const missing = this.#open.find(({ answer }) => answer === undefined)!.question;
    if (this.#error !== '' || this.#open.some(({ answer }) => answer !== undefined)) {
      const why = this.#error === '' ? '' : ` (${this.#error})`;
      return new Failure(
        'refused',
        `AbletonOSC does not answer ${[missing.address, ...missing.args].join(' ')}${why}; read the set again, or install the newest AbletonOSC.`,
      );
    }
    return new Failure(
      'live-unreachable',
      `AbletonOSC does not answer on port ${this.#options.port}; start Live, choose AbletonOSC as a control surface in its settings, and close other programs that use port ${this.#options.answerPort}.`,
    );
  }
}

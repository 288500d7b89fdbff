import type { ServerResponse } from 'node:http';

/** More pages than this nobody has open; each holds a connection. */
const MOST_STREAMS = 8;
/** Shorter than the server's idle time, so that a stream with nothing to say stays. */
const HEARTBEAT_MS = 15_000;
/** A page that does not read is let go before what waits for it fills the memory; it comes back by itself. */
const MOST_WAITING_BYTES = 256 * 1024;

/** Server-sent events: the newest state to every page that listens. */
export class EventStream {
  readonly #open = new Set<ServerResponse>();
  readonly #heart = setInterval(() => this.#write(': \n\n'), HEARTBEAT_MS).unref();

  /** Whether another page may listen. */
  get hasRoom(): boolean {
    return this.#open.size < MOST_STREAMS;
  }

  /** @param response with its head written; it stays open until the page goes. */
  add(response: ServerResponse, state: object): void {
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
    response.write(`retry: ${RETRY_MS}\n${message(state)}`);
  }

  send(state: object): void {
    this.#write(message(state));
  }

  close(): void {
    clearInterval(this.#heart);
    for (const response of this.#open) response.destroy();
  }

  #write(text: string): void {
    for (const response of this.#open) {
      if (response.writableLength > MOST_WAITING_BYTES) response.destroy();
      else response.write(text);
    }
  }
}

/** How soon a page asks again when the server has gone: it may be starting anew. */
const RETRY_MS = 1000;

function message(state: object): string {
  return `data: ${JSON.stringify(state)}\n\n`;
}

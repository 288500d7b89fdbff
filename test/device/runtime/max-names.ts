import type { Message } from './objects.ts';

/** What `send` and `receive` objects do. */
export interface NamedMessages {
  /** @returns what ends it. */
  receive(name: string, hear: (message: Message) => void): () => void;
  send(name: string, message: Message): void;
}

/**
 * The names that `send` and `receive` objects of one running Max share, over all its patches: Max inside Live has one
 * such space for all devices, an editor that runs beside it another.
 */
export class MaxNames implements NamedMessages {
  readonly #receivers = new Map<string, ((message: Message) => void)[]>();

  receive(name: string, hear: (message: Message) => void): () => void {
    const all = this.#receivers.get(name) ?? [];
    // In which order they hear is not promised: the newest first is as good as any, and seldom what one hopes for.
    this.#receivers.set(name, [hear, ...all]);
    return () => {
      const left = this.#receivers.get(name)!.filter((one) => one !== hear);
      this.#receivers.set(name, left);
    };
  }

  send(name: string, message: Message): void {
    for (const hear of this.#receivers.get(name) ?? []) hear(message);
  }
}

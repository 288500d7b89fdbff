/**
 * Keeps the decoder that a file has left as good as new for the next file of the thread: each has a memory of 17 MB,
 * which is given back only when V8 next looks through all that lives.
 */
export class IdleDecoder<Decoder extends { ready: Promise<unknown> }> {
  readonly #make: () => Decoder;
  #idle: Decoder | undefined;

  constructor(make: () => Decoder) {
    this.#make = make;
  }

  /** The kept decoder, or a new one where there is none or another file has it; ready. */
  async take(): Promise<Decoder> {
    const decoder = this.#idle ?? this.#make();
    this.#idle = undefined;
    await decoder.ready;
    return decoder;
  }

  /**
   * Keeps one that has decoded a whole file and begun anew, and says whether it does: of files that are decoded side by
   * side, only the first one's.
   */
  keep(decoder: Decoder): boolean {
    if (this.#idle !== undefined) return false;
    this.#idle = decoder;
    return true;
  }
}

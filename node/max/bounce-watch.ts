import { findBounces, type Bounces } from '../../src/assistant/bounces.ts';

export interface BounceWatchEnds {
  /** A newer export has come to rest: two looks saw the same. */
  renewed(bounces: Bounces): void;
  /** The folder cannot be read any more, or can be again. */
  gone(error: unknown): void;
  back(bounces: Bounces): void;
}

/** Looks at a folder of bounces every few seconds; an export that is still being written is not told of. */
export class BounceWatch {
  readonly #ends: BounceWatchEnds;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #folder = '';
  #master = '';
  /** As it was when it last rested. */
  #resting = '';
  #lastLook = '';
  #isGone = false;

  constructor(ends: BounceWatchEnds, everyMs = WATCH_EVERY_MS) {
    this.#ends = ends;
    this.#everyMs = everyMs;
  }

  /** From now on this folder, which rests as `bounces` saw it; none if the folder's name is empty. */
  watch(folder: string, master: string, bounces: Bounces | undefined): void {
    this.close();
    this.#folder = folder;
    this.#master = master;
    this.#resting = this.#lastLook = bounces?.stamp ?? '';
    this.#isGone = bounces === undefined;
    if (folder === '') return;
    this.#timer = setInterval(() => void this.#look(), this.#everyMs);
    // Watching alone must not keep the program alive.
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const folder = this.#folder;
    try {
      const found = await findBounces(folder, this.#master);
      if (folder !== this.#folder) return;
      const rests = found.stamp === this.#lastLook;
      this.#lastLook = found.stamp;
      if (this.#isGone) this.#ends.back(found);
      this.#isGone = false;
      if (!rests || found.stamp === this.#resting) return;
      this.#resting = found.stamp;
      this.#ends.renewed(found);
    } catch (error) {
      if (!this.#isGone && folder === this.#folder) this.#ends.gone(error);
      this.#isGone = true;
    }
  }
}

const WATCH_EVERY_MS = 2000;

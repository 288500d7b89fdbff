import { findBounces, unevenAmong, type Bounces } from '../../src/assistant/bounces.ts';

export interface BounceWatchEnds {
  /**
   * A newer export has come to rest: two looks saw the same, and all files are of one length. Where they do not become
   * so, `uneven` is the file that is not.
   */
  renewed(bounces: Bounces, uneven: string | undefined): void;
  /** The folder cannot be read any more, or can be again. */
  gone(error: unknown): void;
  back(bounces: Bounces): void;
}

/** Looks at a folder of bounces every few seconds; an export that is still being written is not told of. */
export class BounceWatch {
  readonly #ends: BounceWatchEnds;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  /** As it was when it last rested. */
  #resting = '';
  #lastLook = '';
  /** How often it has been seen at rest with files of several lengths. */
  #unevenLooks = 0;
  #isGone = false;

  constructor(ends: BounceWatchEnds, everyMs = WATCH_EVERY_MS) {
    this.#ends = ends;
    this.#everyMs = everyMs;
  }

  /** From now on this folder, which rests as `bounces` saw it; none if the folder's name is empty. */
  watch(folder: string, master: string, bounces: Bounces | undefined): void {
    this.close();
    this.#resting = this.#lastLook = bounces?.stamp ?? '';
    this.#unevenLooks = 0;
    this.#isGone = bounces === undefined;
    if (folder !== '') this.#lookLater(folder, master);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The next look waits for the one before: a slow drive may take longer than the time between them. */
  #lookLater(folder: string, master: string): void {
    const isWanted = (): boolean => this.#timer === timer;
    const timer = setTimeout(() => {
      void this.#look(folder, master, isWanted).then(() => {
        if (isWanted()) this.#lookLater(folder, master);
      });
    }, this.#everyMs);
    // Watching alone must not keep the program alive.
    timer.unref();
    this.#timer = timer;
  }

  async #look(folder: string, master: string, isWanted: () => boolean): Promise<void> {
    try {
      const found = await findBounces(folder, master);
      const uneven = found.stamp === this.#resting ? undefined : await unevenAmong(found);
      if (!isWanted()) return;
      if (this.#isGone) this.#ends.back(found);
      this.#isGone = false;
      this.#compare(found, uneven);
    } catch (error) {
      if (!isWanted()) return;
      if (!this.#isGone) this.#ends.gone(error);
      this.#isGone = true;
    }
  }

  #compare(found: Bounces, uneven: string | undefined): void {
    const rests = found.stamp === this.#lastLook;
    this.#lastLook = found.stamp;
    if (!rests) this.#unevenLooks = 0;
    if (!rests || found.stamp === this.#resting) return;
    if (uneven !== undefined && ++this.#unevenLooks < MOST_UNEVEN_LOOKS) return;
    this.#resting = found.stamp;
    this.#ends.renewed(found, uneven);
  }
}

const WATCH_EVERY_MS = 2000;

/** Live writes one track after the other and rests between them; half a minute is more than that. */
const MOST_UNEVEN_LOOKS = 15;

import type { StripSettings } from '../../device/messages.ts';
import { findBounces, type Bounces } from '../../src/assistant/bounces.ts';
import { BounceWatch } from './bounce-watch.ts';

export interface ChosenBouncesEnds {
  /** A newer export has come to rest; as in `BounceWatch`. */
  renewed(uneven: string | undefined): void;
  gone(error: unknown): void;
  /** The folder can be read again. */
  back(): void;
}

/** The folder that the producer exports into, as it was last seen, and watched from then on. */
export class ChosenBounces {
  #found: Bounces | undefined;
  readonly #watch: BounceWatch;

  constructor(ends: ChosenBouncesEnds) {
    this.#watch = new BounceWatch({
      renewed: (bounces, uneven) => {
        this.#found = bounces;
        ends.renewed(uneven);
      },
      back: (bounces) => {
        this.#found = bounces;
        ends.back();
      },
      gone: (error) => ends.gone(error),
    });
  }

  /** Undefined where none are chosen, or the folder was gone when it was last looked at. */
  get found(): Bounces | undefined {
    return this.#found;
  }

  /** Looks and watches. @throws Failure 'input' as `findBounces` does */
  async look({ folder, master }: StripSettings): Promise<void> {
    this.#found = undefined;
    try {
      if (folder !== '') this.#found = await findBounces(folder, master);
    } finally {
      this.#watch.watch(folder, master, this.#found);
    }
  }

  /** As they are now. @throws Failure 'input' as `findBounces` does */
  async now({ folder, master }: StripSettings): Promise<Bounces> {
    return (this.#found = await findBounces(folder, master));
  }
}

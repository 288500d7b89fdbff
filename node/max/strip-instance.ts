import type { InstanceId } from '../../device/instance-channel.ts';
import type { DevicePlace, StripPresence } from '../../device/messages.ts';
import type { StripWord } from './strip-word.ts';

/** One Coproducer of the set, as it last said who it is, and what it looks at. */
export class StripInstance {
  readonly id: InstanceId;
  place: DevicePlace | null = null;
  /** 0–100. */
  amount = 100;
  /** Index of the fix that it shows, among those of its place. */
  shown = 0;
  /** What came of what was done here. */
  word: StripWord | undefined;
  #heardMs = 0;

  constructor(id: InstanceId) {
    this.id = id;
  }

  introduce({ place, amount }: StripPresence, nowMs: number): void {
    if (place?.track !== this.place?.track || place?.kind !== this.place?.kind) this.shown = 0;
    this.place = place;
    this.amount = amount;
    this.#heardMs = nowMs;
  }

  /** Instances introduce themselves every five seconds; one that was deleted does so no more. */
  isGone(nowMs: number): boolean {
    return nowMs - this.#heardMs > GONE_AFTER_MS;
  }
}

const GONE_AFTER_MS = 20_000;

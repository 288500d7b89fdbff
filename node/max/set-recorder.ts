import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstanceId } from '../../device/instance-channel.ts';
import type { Atom } from '../../device/message-pieces.ts';
import type { DevicePlace } from '../../device/messages.ts';
import { beginTakes, planTakes, removeTakes } from '../../src/assistant/takes.ts';
import type { SetSnapshot } from '../../src/live/live-set.ts';
import { throwIfCancelled } from '../../src/store/failure.ts';

export interface RecorderEnds {
  /** A message for what records in an instance. */
  say(to: InstanceId, ...message: readonly Atom[]): void;
  snapshot(): Promise<SetSnapshot>;
  now(): Date;
}

export interface RecordingInstance {
  id: InstanceId;
  place: DevicePlace;
}

/**
 * Has every instance record its own track while Live plays. All are armed by one round of messages and begin within
 * milliseconds of each other; how far apart is told by the takes themselves. Live is neither started nor stopped from
 * here.
 */
export class SetRecorder {
  readonly #ends: RecorderEnds;
  /** While a recording waits for its end. */
  #turned: ((isPlaying: boolean) => void) | undefined;
  #finish: (() => void) | undefined;

  constructor(ends: RecorderEnds) {
    this.#ends = ends;
  }

  /** Whether a recording runs or waits for Live to play. */
  get isOpen(): boolean {
    return this.#finish !== undefined;
  }

  /** An instance says that Live has started or stopped. */
  playing(isPlaying: boolean): void {
    this.#turned?.(isPlaying);
  }

  /** Ends the recording, whatever Live does. */
  finish(): void {
    this.#finish?.();
  }

  /**
   * Records until Live stops or `finish` is called, and resolves when all files are complete.
   *
   * @param folder gets the takes and their `takes.json`
   * @param onTurn is told when all are armed, and when Live starts
   * @throws Failure 'input' where the set cannot be recorded as its Coproducers stand, 'cancelled' when the signal
   *   fires: no takes are left then
   */
  async record(
    instances: readonly RecordingInstance[],
    folder: string,
    signal: AbortSignal,
    onTurn: (turn: 'armed' | 'playing') => void,
  ): Promise<void> {
    const recorded = onePerTrack(instances);
    const takes = planTakes(
      recorded.map(({ place }) => ({ isMain: place.kind === 'main', track: place.track })),
      await this.#ends.snapshot(),
    );
    await beginTakes(folder, takes, this.#ends.now());
    const files = takes.map(({ file }) => join(folder, file));
    recorded.forEach(({ id }, i) => {
      this.#ends.say(id, 'samptype', 'float32');
      this.#ends.say(id, 'open', files[i].replaceAll('\\', '/'), 'wave');
    });
    for (const { id } of recorded) this.#ends.say(id, 1);
    await this.#untilTheEnd(signal, onTurn);
    for (const { id } of recorded) this.#ends.say(id, 0);
    await allAtRest(files);
    if (signal.aborted) await removeTakes(folder);
    throwIfCancelled(signal);
  }

  async #untilTheEnd(signal: AbortSignal, onTurn: (turn: 'armed' | 'playing') => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#finish = resolve;
      this.#turned = (isPlaying) => {
        if (isPlaying) onTurn('playing');
        else resolve();
      };
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
      onTurn('armed');
    });
    this.#finish = this.#turned = undefined;
  }
}

/** Two Coproducers on one track would record the same. */
function onePerTrack(instances: readonly RecordingInstance[]): RecordingInstance[] {
  return instances.filter(
    ({ place }, i) =>
      instances.findIndex((other) => other.place.kind === place.kind && other.place.track === place.track) === i,
  );
}

/** Max writes the end of a file when it comes to it: it is complete when two looks see the same. */
async function allAtRest(files: readonly string[]): Promise<void> {
  const look = (): Promise<number[]> =>
    Promise.all(
      files.map((file) =>
        stat(file).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
  let before = await look();
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    await sleep(LOOK_EVERY_MS);
    const now = await look();
    if (now.every((size, i) => size > 0 && size === before[i])) return;
    before = now;
  }
  // What is not there by now is missed when the takes are read.
}

const LOOK_EVERY_MS = 250;
/** Five seconds. */
const MOST_LOOKS = 20;

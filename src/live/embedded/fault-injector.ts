import { setTimeout as wait } from 'node:timers/promises';
import { Failure, throwIfCancelled } from '../../store/failure.ts';
import type { EmbeddedFaults } from '../embedded-faults.ts';

/** Keeps count of a set's changes and breaks those it is told to break. */
export class FaultInjector {
  #faults: EmbeddedFaults;
  readonly #latencyMs: number;
  #writes = 0;
  #changes = 0;

  constructor(faults: EmbeddedFaults, latencyMs: number) {
    this.#faults = faults;
    this.#latencyMs = latencyMs;
  }

  /** New faults, counted from here. */
  replace(faults: EmbeddedFaults): void {
    this.#faults = faults;
    this.#writes = 0;
    this.#changes = 0;
  }

  /** Every call passes here first. */
  async answer(setName: string, signal?: AbortSignal): Promise<void> {
    if (this.#latencyMs > 0) await wait(this.#latencyMs);
    throwIfCancelled(signal);
    const { dropAfter } = this.#faults;
    if (dropAfter !== undefined && this.#changes >= dropAfter) {
      throw new Failure('live-unreachable', `The set ${setName} does not answer; check that it is open.`);
    }
  }

  countChange(): void {
    this.#changes++;
  }

  beforeWrite({ label }: Labelled): void {
    this.countChange();
    this.#writes++;
    if (this.#writes === this.#faults.failWrite || isNamed(label, this.#faults.failWriteOf)) throw refused(label);
  }

  afterWrite({ label }: Labelled): void {
    if (isNamed(label, this.#faults.loseAnswerOf)) throw refused(label);
  }

  beforeInsert(deviceName: string): void {
    this.countChange();
    if (deviceName === this.#faults.failInsertOf) throw refused(deviceName);
  }

  afterInsert(deviceName: string): void {
    if (deviceName === this.#faults.loseAnswerOf) throw refused(deviceName);
  }
}

/** A parameter, or the input of a sidechain: `Bass › EQ Eight › 3 Gain A`. */
interface Labelled {
  readonly label: string;
}

function isNamed(label: string, name: string | undefined): boolean {
  return name !== undefined && label.endsWith(` › ${name}`);
}

function refused(what: string): Failure {
  return new Failure('refused', `The set refused to change ${what}.`);
}

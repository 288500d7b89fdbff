import { measureStemDynamics, type StemDynamics } from '../../analysis/stem-dynamics.ts';
import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { AddedDevice } from './added-device.ts';
import { stemFacts, type StemFacts } from './stem-facts.ts';
import type { LoudSection } from '../loud-section.ts';
import type { StretchRenderer } from './stretch-renderer.ts';

/** What is measured on single stems of the passage, each once as long as nothing changes it. */
export class StemReadings {
  readonly #facts = new Map<number, StemFacts | undefined>();
  readonly #dynamics = new Map<number, StemDynamics | undefined>();
  #renderer: StretchRenderer<LoudSection>;

  constructor(renderer: StretchRenderer<LoudSection>) {
    this.#renderer = renderer;
  }

  /** Goes on with a renderer in which one stem has changed. */
  changed(index: number, renderer: StretchRenderer<LoudSection>): void {
    this.#renderer = renderer;
    this.#facts.delete(index);
    this.#dynamics.delete(index);
  }

  factsOf(index: number): StemFacts | undefined {
    const { section } = this.#renderer;
    return this.#known(this.#facts, index, (signal) => stemFacts(index, signal, section));
  }

  dynamicsOf(index: number): StemDynamics | undefined {
    return this.#known(this.#dynamics, index, measureStemDynamics);
  }

  /** By how much devices on one stem make it quieter; 0 where it is silent. */
  lossOf(devices: readonly AddedDevice[]): Decibels {
    const index = devices[0]?.place;
    const [dry, wet] = [[], devices].map((some) => this.#renderer.stemWith(index, some));
    const lossDb = dry && wet ? 10 * Math.log10(energyOf(dry) / energyOf(wet)) : 0;
    return Number.isFinite(lossDb) ? lossDb : 0;
  }

  #known<Reading>(
    known: Map<number, Reading | undefined>,
    index: number,
    read: (signal: StereoSignal) => Reading | undefined,
  ): Reading | undefined {
    const signal = this.#renderer.stem(index);
    if (!known.has(index)) known.set(index, signal && read(signal));
    return known.get(index);
  }
}

function energyOf({ left, right }: StereoSignal): number {
  let energy = 0;
  for (let n = 0; n < left.length; n++) energy += left[n] ** 2 + right[n] ** 2;
  return energy;
}

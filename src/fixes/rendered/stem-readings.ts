import type { StemDynamics } from '../../analysis/stem-dynamics.ts';
import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { LoudSection } from '../loud-section.ts';
import type { AddedDevice } from './added-device.ts';
import { SoundReadings } from './sound-readings.ts';
import type { StemFacts } from './stem-facts.ts';
import type { StretchRenderer } from './stretch-renderer.ts';

/** What is measured on single stems of the passage as a renderer has them. */
export class StemReadings {
  readonly #sounds: SoundReadings;
  #renderer: StretchRenderer<LoudSection>;

  /** @param sounds what is known of some of them already */
  constructor(renderer: StretchRenderer<LoudSection>, sounds = new SoundReadings()) {
    this.#renderer = renderer;
    this.#sounds = sounds;
  }

  /** Goes on with another renderer. */
  changed(renderer: StretchRenderer<LoudSection>): void {
    this.#renderer = renderer;
  }

  factsOf(index: number): StemFacts | undefined {
    const sound = this.#renderer.stem(index);
    return sound && this.#sounds.factsOf(index, sound, this.#renderer.section);
  }

  dynamicsOf(index: number): StemDynamics | undefined {
    const sound = this.#renderer.stem(index);
    return sound && this.#sounds.dynamicsOf(sound);
  }

  /** By how much devices on one stem make it quieter; 0 where it is silent. */
  lossOf(devices: readonly AddedDevice[]): Decibels {
    const index = devices[0]?.place;
    const [dry, wet] = [[], devices].map((some) => this.#renderer.stemWith(index, some));
    const lossDb = dry && wet ? 10 * Math.log10(energyOf(dry) / energyOf(wet)) : 0;
    return Number.isFinite(lossDb) ? lossDb : 0;
  }
}

function energyOf({ left, right }: StereoSignal): number {
  let energy = 0;
  for (let n = 0; n < left.length; n++) energy += left[n] ** 2 + right[n] ** 2;
  return energy;
}

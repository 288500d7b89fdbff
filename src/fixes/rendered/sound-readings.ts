import { measureStemDynamics, type StemDynamics } from '../../analysis/stem-dynamics.ts';
import type { StereoSignal } from '../../audio/audio-source.ts';
import type { LoudSection } from '../loud-section.ts';
import { stemFacts, type StemFacts } from './stem-facts.ts';

/** What is measured on single sounds of a passage, each once: a stem that nothing changes stays the same sound. */
export class SoundReadings {
  readonly #facts = new WeakMap<StereoSignal, StemFacts>();
  readonly #dynamics = new WeakMap<StereoSignal, { dynamics: StemDynamics | undefined }>();

  /** @param index of the stem that it is the sound of */
  factsOf(index: number, sound: StereoSignal, section: LoudSection): StemFacts {
    const facts = this.#facts.get(sound) ?? stemFacts(index, sound, section);
    this.#facts.set(sound, facts);
    return facts;
  }

  dynamicsOf(sound: StereoSignal): StemDynamics | undefined {
    const known = this.#dynamics.get(sound) ?? { dynamics: measureStemDynamics(sound) };
    this.#dynamics.set(sound, known);
    return known.dynamics;
  }
}

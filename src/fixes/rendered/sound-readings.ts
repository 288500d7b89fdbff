import { measureStemDynamics, type StemDynamics } from '../../analysis/stem-dynamics.ts';
import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { LoudSection } from '../loud-section.ts';
import { bodyDbOf, stemFacts, type StemFacts } from './stem-facts.ts';

/** What is measured on single sounds of a passage, each once: a stem that nothing changes stays the same sound. */
export class SoundReadings {
  readonly #facts = new WeakMap<StereoSignal, StemFacts>();
  readonly #bodies = new WeakMap<StereoSignal, Decibels>();
  readonly #dynamics = new WeakMap<StereoSignal, { dynamics: StemDynamics | undefined }>();

  /** @param index of the stem that it is the sound of */
  factsOf(index: number, sound: StereoSignal, section: LoudSection): StemFacts {
    const facts = this.#facts.get(sound) ?? stemFacts(index, sound, section);
    this.#facts.set(sound, facts);
    return facts;
  }

  /** Its body's level, for whoever asks for nothing else. */
  bodyDbOf(sound: StereoSignal): Decibels {
    const bodyDb = this.#facts.get(sound)?.bodyDb ?? this.#bodies.get(sound) ?? bodyDbOf(sound);
    this.#bodies.set(sound, bodyDb);
    return bodyDb;
  }

  dynamicsOf(sound: StereoSignal): StemDynamics | undefined {
    const known = this.#dynamics.get(sound) ?? { dynamics: measureStemDynamics(sound) };
    this.#dynamics.set(sound, known);
    return known.dynamics;
  }
}

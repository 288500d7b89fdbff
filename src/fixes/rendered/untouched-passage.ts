import { isDeepStrictEqual } from 'node:util';
import type { Hertz } from '../../dsp/units.ts';
import type { LoudSection } from '../loud-section.ts';
import type { MasterChain } from '../master-chain.ts';
import { measureMastered, type MasteredRequest, type MasteredSound } from '../measure-mastered.ts';
import type { MixModel } from '../mix-model.ts';
import { masteredPassage, type MasteredPassage } from './mastered-passage.ts';
import { SoundReadings } from './sound-readings.ts';
import type { StemFacts } from './stem-facts.ts';

/** The song's loudest passage as it was bounced: what every version of a plan begins with. */
export class UntouchedPassage {
  /**
   * That of a section and a master; the same one as long as nobody lets go of the section, for a plan of another amount
   * begins with it, too.
   */
  static of(section: LoudSection, chain: MasterChain, { bandCentreHz }: MixModel): UntouchedPassage {
    const known = KNOWN.get(section);
    if (known !== undefined && isDeepStrictEqual(known.#chain, chain)) return known;
    const passage = new UntouchedPassage(section, chain, bandCentreHz);
    KNOWN.set(section, passage);
    return passage;
  }

  readonly section: LoudSection;
  readonly readings = new SoundReadings();
  readonly #chain: MasterChain;
  readonly #bandCentreHz: readonly Hertz[];
  #mastered: MasteredPassage | undefined;

  private constructor(section: LoudSection, chain: MasterChain, bandCentreHz: readonly Hertz[]) {
    this.section = section;
    this.#chain = chain;
    this.#bandCentreHz = bandCentreHz;
  }

  /** What a stem does in it; `undefined` for one that is silent or too quiet to be kept apart. */
  factsOf(index: number): StemFacts | undefined {
    const sound = this.section.stems.find((stem) => stem.index === index)?.signal;
    return sound && this.readings.factsOf(index, sound, this.section);
  }

  /** Has its master fitted elsewhere, before it is asked for here; nothing is asked where it is known. */
  async masterBy(measure: (request: MasteredRequest) => Promise<MasteredSound>): Promise<void> {
    if (this.#mastered === undefined) this.#mastered = this.#masteredBy(await measure(this.#request));
  }

  /** Through the master, which is fitted to it when it is first asked for. */
  get mastered(): MasteredPassage {
    return (this.#mastered ??= this.#masteredBy(measureMastered(this.#request)));
  }

  get #request(): MasteredRequest {
    return { section: this.section, chain: this.#chain, bandCentreHz: this.#bandCentreHz };
  }

  #masteredBy(sound: MasteredSound): MasteredPassage {
    return masteredPassage(this.section, this.#chain, sound);
  }
}

const KNOWN = new WeakMap<LoudSection, UntouchedPassage>();

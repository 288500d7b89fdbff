import { isDeepStrictEqual } from 'node:util';
import type { Hertz } from '../../dsp/units.ts';
import type { LoudSection } from '../loud-section.ts';
import type { MasterChain } from '../master-chain.ts';
import { measureMastered, type MasteredSound } from '../measure-mastered.ts';
import type { MixModel } from '../mix-model.ts';
import { masteredPassage, type MasteredPassage } from './mastered-passage.ts';
import { SoundReadings } from './sound-readings.ts';
import type { StemFacts } from './stem-facts.ts';

/** The song's loudest passage as it was bounced: what every version of a plan begins with. */
export class UntouchedPassage {
  /**
   * That of a section and a master; the same one as long as nobody lets go of the section, for a plan of another amount
   * begins with it, too.
   *
   * @param sound what its master makes of it, where that is known
   */
  static of(
    section: LoudSection,
    chain: MasterChain,
    { bandCentreHz }: MixModel,
    sound?: MasteredSound,
  ): UntouchedPassage {
    const known = KNOWN.get(section);
    if (known !== undefined && isDeepStrictEqual(known.chain, chain)) return known;
    const passage = new UntouchedPassage(section, chain, bandCentreHz, sound);
    KNOWN.set(section, passage);
    return passage;
  }

  readonly section: LoudSection;
  readonly chain: MasterChain;
  readonly bandCentreHz: readonly Hertz[];
  readonly readings = new SoundReadings();
  #sound: MasteredSound | undefined;
  #mastered: MasteredPassage | undefined;

  private constructor(
    section: LoudSection,
    chain: MasterChain,
    bandCentreHz: readonly Hertz[],
    sound: MasteredSound | undefined,
  ) {
    this.section = section;
    this.chain = chain;
    this.bandCentreHz = bandCentreHz;
    this.#sound = sound;
  }

  /** What a stem does in it; `undefined` for one that is silent or too quiet to be kept apart. */
  factsOf(index: number): StemFacts | undefined {
    const sound = this.section.stems.find((stem) => stem.index === index)?.signal;
    return sound && this.readings.factsOf(index, sound, this.section);
  }

  /** What its master makes of it; that is fitted when it is first asked for. */
  get sound(): MasteredSound {
    const { section, chain, bandCentreHz } = this;
    return (this.#sound ??= measureMastered({ section, chain, bandCentreHz }));
  }

  /** All of it, for another thread. */
  get heard(): { section: LoudSection; chain: MasterChain; bandCentreHz: readonly Hertz[]; mastered: MasteredSound } {
    const { section, chain, bandCentreHz, sound } = this;
    return { section, chain, bandCentreHz, mastered: sound };
  }

  /** Through the master, ready for trials. */
  get mastered(): MasteredPassage {
    return (this.#mastered ??= masteredPassage(this.section, this.chain, this.sound));
  }
}

const KNOWN = new WeakMap<LoudSection, UntouchedPassage>();

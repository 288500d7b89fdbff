import { isDeepStrictEqual } from 'node:util';
import type { Hertz } from '../../dsp/units.ts';
import { fitMasteredPassage } from '../fit-master-sound.ts';
import { firstBars, firstFrames, type LoudSection } from '../loud-section.ts';
import type { MasterChain } from '../master-chain.ts';
import type { MixModel } from '../mix-model.ts';
import { measureStretch, type StretchReading } from '../stretch-meter.ts';
import { OtherKind } from './other-kind.ts';
import { SoundReadings } from './sound-readings.ts';
import type { StemFacts } from './stem-facts.ts';
import { StretchRenderer } from './stretch-renderer.ts';
import { Summit } from './summit.ts';

/** Sizes are sought on eight bars, and proved on all. */
const TRIAL_BARS = 8;

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

  /** Through the master, which is fitted to it when it is first asked for. */
  get mastered(): MasteredPassage {
    return (this.#mastered ??= masteredPassage(this.section, this.#chain, this.#bandCentreHz));
  }
}

/** A passage with the fitted master after it. */
export interface MasteredPassage {
  isLimited: boolean;
  renderer: StretchRenderer<LoudSection>;
  reading: StretchReading;
  /** Its first bars, through a master without its response. */
  trial: StretchRenderer<LoudSection>;
  summit: Summit | undefined;
  otherKinds: readonly OtherKind[];
}

const KNOWN = new WeakMap<LoudSection, UntouchedPassage>();

function masteredPassage(section: LoudSection, chain: MasterChain, bandCentreHz: readonly Hertz[]): MasteredPassage {
  const fitted = fitMasteredPassage(chain, bandCentreHz, section);
  const { sound } = fitted;
  const renderer = StretchRenderer.fitted(section, fitted);
  // The master's response hardly changes what a trial differs by, and costs as much as all else.
  const trial = firstBars(section, TRIAL_BARS);
  const flat = { ...sound, responseDb: new Float64Array(0) };
  return {
    isLimited: sound.limiting !== undefined,
    renderer,
    reading: measureStretch(renderer.render(), section),
    trial: StretchRenderer.of(trial, flat, firstFrames(fitted.sum, trial.frames)),
    summit: Summit.of(section, sound),
    otherKinds: OtherKind.all(section, sound, chain),
  };
}

import { fitMasterSound } from '../fit-master-sound.ts';
import { firstBars, type LoudSection } from '../loud-section.ts';
import type { MasterChain } from '../master-chain.ts';
import type { MixModel } from '../mix-model.ts';
import { measureStretch, type StretchReading } from '../stretch-meter.ts';
import { SoundReadings } from './sound-readings.ts';
import { StretchRenderer } from './stretch-renderer.ts';
import { Summit } from './summit.ts';

/** Sizes are sought on eight bars, and proved on all. */
const TRIAL_BARS = 8;

/** The song's loudest passage as it was bounced: what every version of a plan begins with, made once. */
export class UntouchedPassage {
  readonly section: LoudSection;
  readonly readings = new SoundReadings();
  readonly #chain: MasterChain;
  readonly #model: MixModel;
  #mastered: MasteredPassage | undefined;

  constructor(section: LoudSection, chain: MasterChain, model: MixModel) {
    this.section = section;
    this.#chain = chain;
    this.#model = model;
  }

  /** Through the master, which is fitted to it when it is first asked for. */
  get mastered(): MasteredPassage {
    return (this.#mastered ??= masteredPassage(this.section, this.#chain, this.#model));
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
}

function masteredPassage(section: LoudSection, chain: MasterChain, { bandCentreHz }: MixModel): MasteredPassage {
  const sound = fitMasterSound(chain, bandCentreHz, section);
  const renderer = StretchRenderer.of(section, sound);
  // The master's response hardly changes what a trial differs by, and costs as much as all else.
  const flat = { ...sound, responseDb: new Float64Array(0) };
  return {
    isLimited: sound.limiting !== undefined,
    renderer,
    reading: measureStretch(renderer.render(), section),
    trial: StretchRenderer.of(firstBars(section, TRIAL_BARS), flat),
    summit: Summit.of(section, sound),
  };
}

import type { Hertz } from '../dsp/units.ts';
import { fitMasteredPassage } from './fit-master-sound.ts';
import type { LoudSection } from './loud-section.ts';
import type { MasterChain } from './master-chain.ts';
import type { MasterSound } from './master-sound.ts';
import { HeardKind, type KindReadings } from './rendered/heard-kind.ts';
import { Summit, type SummitLevel } from './rendered/summit.ts';
import { trialRenderer } from './rendered/trial-renderer.ts';
import { measureStretch, type StretchReading } from './stretch-meter.ts';

/**
 * What the master makes of the loudest passage; plain data, so that any thread can find it, and numbers only, so that
 * it may be kept.
 */
export interface MasteredSound {
  /** Fitted to the passage. */
  sound: MasterSound;
  reading: StretchReading;
  /** Of its first bars, which sizes are sought on: through a master without its response. */
  trial: StretchReading;
  /** Of its own kind of section, by its first bars. */
  ownKind: KindReadings | undefined;
  summit: SummitLevel | undefined;
  /** In the order of `LoudSection.elsewhere`. */
  otherKinds: readonly (KindReadings | undefined)[];
}

export interface MasteredRequest {
  section: LoudSection;
  chain: MasterChain;
  bandCentreHz: readonly Hertz[];
}

/** Fits the master to the passage, and measures what it makes of it. */
export function measureMastered({ section, chain, bandCentreHz }: MasteredRequest): MasteredSound {
  const { sound, mastered } = fitMasteredPassage(chain, bandCentreHz, section);
  const trial = trialRenderer(section, sound);
  return {
    sound,
    reading: measureStretch(mastered, section),
    trial: measureStretch(trial.render(), trial.section),
    ownKind: HeardKind.readingOfPassage(section, sound),
    summit: Summit.levelIn(section, sound),
    otherKinds: HeardKind.readingsIn(section, sound),
  };
}

/** To be raised with whatever changes what is measured here of the same sound: what was kept of it is measured anew. */
export const MASTERED_VERSION = '2';

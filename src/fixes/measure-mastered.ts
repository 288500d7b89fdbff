import type { Hertz } from '../dsp/units.ts';
import { fitMasteredPassage, type FittedPassage } from './fit-master-sound.ts';
import type { LoudSection } from './loud-section.ts';
import type { MasterChain } from './master-chain.ts';
import { HeardKind, type KindReadings } from './rendered/heard-kind.ts';
import { Summit, type SummitLevel } from './rendered/summit.ts';
import { measureStretch, type StretchReading } from './stretch-meter.ts';

/** What the master makes of the loudest passage; plain data, so that any thread can find it. */
export interface MasteredSound {
  fitted: FittedPassage;
  reading: StretchReading;
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
  const fitted = fitMasteredPassage(chain, bandCentreHz, section);
  return {
    fitted,
    reading: measureStretch(fitted.mastered, section),
    ownKind: HeardKind.readingOfPassage(section, fitted.sound),
    summit: Summit.levelIn(section, fitted.sound),
    otherKinds: HeardKind.readingsIn(section, fitted.sound),
  };
}

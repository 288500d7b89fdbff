import type { LoudSection } from '../loud-section.ts';
import type { MasterChain } from '../master-chain.ts';
import type { MasteredSound } from '../measure-mastered.ts';
import type { StretchReading } from '../stretch-meter.ts';
import { HeardKind } from './heard-kind.ts';
import { StretchRenderer } from './stretch-renderer.ts';
import { Summit } from './summit.ts';
import { trialRenderer } from './trial-renderer.ts';

/** A passage with the fitted master after it, ready for trials. */
export interface MasteredPassage {
  isLimited: boolean;
  renderer: StretchRenderer<LoudSection>;
  reading: StretchReading;
  /** Its first bars, through a master without its response. */
  trial: StretchRenderer<LoudSection>;
  trialReading: StretchReading;
  summit: Summit | undefined;
  /** The kind of section it lies in, and the others. */
  ownKind: HeardKind | undefined;
  otherKinds: readonly HeardKind[];
}

export function masteredPassage(
  section: LoudSection,
  chain: MasterChain,
  { sound, reading, trial, ownKind, summit, otherKinds }: MasteredSound,
): MasteredPassage {
  return {
    isLimited: sound.limiting !== undefined,
    renderer: StretchRenderer.of(section, sound),
    reading,
    trial: trialRenderer(section, sound),
    trialReading: trial,
    summit: Summit.of(section, sound, summit),
    ownKind: HeardKind.ofPassage(section, sound, chain, ownKind),
    otherKinds: HeardKind.all(section, sound, chain, otherKinds),
  };
}

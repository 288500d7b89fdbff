import { firstBars, type LoudSection } from '../loud-section.ts';
import type { MasterChain } from '../master-chain.ts';
import type { MasteredSound } from '../measure-mastered.ts';
import type { StretchReading } from '../stretch-meter.ts';
import { HeardKind } from './heard-kind.ts';
import { StretchRenderer } from './stretch-renderer.ts';
import { Summit } from './summit.ts';

/** A passage with the fitted master after it, ready for trials. */
export interface MasteredPassage {
  isLimited: boolean;
  renderer: StretchRenderer<LoudSection>;
  reading: StretchReading;
  /** Its first bars, through a master without its response. */
  trial: StretchRenderer<LoudSection>;
  summit: Summit | undefined;
  /** The kind of section it lies in, and the others. */
  ownKind: HeardKind | undefined;
  otherKinds: readonly HeardKind[];
}

/** Sizes are sought on eight bars, and proved on all. */
const TRIAL_BARS = 8;

export function masteredPassage(
  section: LoudSection,
  chain: MasterChain,
  { sound, reading, ownKind, summit, otherKinds }: MasteredSound,
): MasteredPassage {
  const trial = firstBars(section, TRIAL_BARS);
  // The master's response hardly changes what a trial differs by, and costs as much as all else.
  const flat = { ...sound, responseDb: new Float64Array(0) };
  return {
    isLimited: sound.limiting !== undefined,
    renderer: StretchRenderer.of(section, sound),
    reading,
    trial: StretchRenderer.of(trial, flat),
    summit: Summit.of(section, sound, summit),
    ownKind: HeardKind.ofPassage(section, sound, chain, ownKind),
    otherKinds: HeardKind.all(section, sound, chain, otherKinds),
  };
}

import { firstBars, type LoudSection } from '../loud-section.ts';
import type { MasterSound } from '../master-sound.ts';
import { StretchRenderer } from './stretch-renderer.ts';

/** Sizes are sought on eight bars, and proved on all. */
const TRIAL_BARS = 8;

/** A passage's first bars, through its master without the response. */
export function trialRenderer(section: LoudSection, sound: MasterSound): StretchRenderer<LoudSection> {
  // The master's response hardly changes what a trial differs by, and costs as much as all else.
  const flat = { ...sound, responseDb: new Float64Array(0) };
  return StretchRenderer.of(firstBars(section, TRIAL_BARS), flat);
}

import type { BeatsPerMinute } from '../../dsp/units.ts';
import type { WeightedOnsets } from './rigid-fit.ts';
import { TempoScale } from './tempo-scale.ts';

/** 0.2 % steps: half of what the tolerance of the intervals can tell apart at the longest lag. */
const SCALE = new TempoScale(1.002);

/** The tempo that the onsets support best, to within 0.5 %; `undefined` without onsets. */
export function tempoCandidate(bands: readonly WeightedOnsets[]): BeatsPerMinute | undefined {
  const supports = SCALE.supports(bands);
  let best = 0;
  for (let i = 1; i < supports.length; i++) if (supports[i] > supports[best]) best = i;
  return supports[best] > 0 ? SCALE.tempos[best] : undefined;
}

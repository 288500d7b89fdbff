import type { Hertz, Milliseconds } from '../../dsp/units.ts';

/**
 * Share of a one-pole smoother's state left after a sample, so that 63 % of a step is reached after `timeMs`; 0 ms
 * follows at once.
 */
export function rememberedShare(timeMs: Milliseconds, sampleRateHz: Hertz): number {
  return timeMs <= 0 ? 0 : Math.exp(-1000 / (timeMs * sampleRateHz));
}

/** A state this close to where it is going has arrived; it keeps denormal numbers out of the loops. */
export const ARRIVED = 1e-15;

import type { Hertz, Normal } from '../../dsp/units.ts';

export type LfoWave = (typeof LFO_WAVES)[number];

/** Waves of Auto Filter's oscillator in the order of their raw values. */
export const LFO_WAVES = ['Sine', 'Triangle', 'Saw', 'Square', 'Ramp Up', 'Ramp Down', 'Wander', 'S & H'] as const;

/**
 * The value (−1 … 1) of a wave after `cycles` periods; whole cycles are alike but for the two random waves, which are
 * drawn from the number of the cycle and so are the same every time.
 */
export function lfoValue(wave: LfoWave, cycles: number): number {
  const cycle = Math.floor(cycles);
  const phase = cycles - cycle;
  switch (wave) {
    case 'Sine':
      return Math.sin(2 * Math.PI * phase);
    case 'Triangle':
      return phase < 0.25 ? 4 * phase : phase < 0.75 ? 2 - 4 * phase : 4 * phase - 4;
    case 'Saw':
    case 'Ramp Down':
      return 1 - 2 * phase;
    case 'Ramp Up':
      return 2 * phase - 1;
    case 'Square':
      return phase < 0.5 ? 1 : -1;
    case 'S & H':
      return drawn(cycle);
    case 'Wander': {
      const share = phase * phase * (3 - 2 * phase);
      return drawn(cycle) + share * (drawn(cycle + 1) - drawn(cycle));
    }
  }
}

/** A value (−1 … 1) rounded to the nearest of `steps` (≥ 2) levels, which lie evenly and include both ends. */
export function steppedValue(value: number, steps: number): number {
  return (2 * Math.round(((value + 1) / 2) * (steps - 1))) / (steps - 1) - 1;
}

/** A number in −1 … 1 that looks random and depends on `cycle` alone (the mixer of MurmurHash3). */
function drawn(cycle: number): number {
  let hash = Math.imul(cycle + 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 31 - 1;
}

/** Cycles of an oscillator since its start, in steps of one control block. */
export class LfoClock {
  readonly #cyclesPerBlock: number;
  #cycles: number;

  /** @param start 0 … 1, where in its cycle it begins. */
  constructor(rateHz: Hertz, blocksPerSecond: number, start: Normal) {
    this.#cyclesPerBlock = rateHz / blocksPerSecond;
    this.#cycles = start;
  }

  /** The cycles now, and one block on. */
  next(): number {
    const cycles = this.#cycles;
    this.#cycles += this.#cyclesPerBlock;
    return cycles;
  }
}

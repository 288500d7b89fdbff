import type { UsualDynamics } from './stem-dynamics.ts';

/**
 * Measured by `scripts/fit-stem-dynamics.ts` on demo songs, synthesised stems and two songs; not to be changed by
 * hand. From the lowest to the highest of what nine of ten stems of any source have. A role is missing where fewer than
 * 8 stems of it were heard.
 */
export const USUAL_DYNAMICS: UsualDynamics = {
  acid: {
    unevennessDb: { low: 1.7, high: 4.9, spread: 0.9, stems: 18 },
    spikeDb: { low: 0.9, high: 11, spread: 3.5, stems: 18 },
  },
  bass: {
    unevennessDb: { low: 0.4, high: 5.9, spread: 1.6, stems: 44 },
    spikeDb: { low: -1.5, high: 6.1, spread: 2.5, stems: 44 },
  },
  fx: {
    unevennessDb: { low: 1.1, high: 15.2, spread: 4.2, stems: 58 },
    spikeDb: { low: 0.3, high: 12.9, spread: 3.5, stems: 58 },
  },
  hats: {
    unevennessDb: { low: 2, high: 13.5, spread: 3.2, stems: 51 },
    spikeDb: { low: 7.7, high: 12.3, spread: 1.4, stems: 51 },
  },
  kick: {
    unevennessDb: { low: 0.9, high: 8.1, spread: 2.3, stems: 38 },
    spikeDb: { low: 2.1, high: 9.2, spread: 1.8, stems: 38 },
  },
  lead: {
    unevennessDb: { low: 1.2, high: 4.8, spread: 1, stems: 46 },
    spikeDb: { low: 2.3, high: 12.5, spread: 3, stems: 46 },
    burstExcessDb: { low: -2.6, high: 1.3, spread: 0.4, stems: 33 },
  },
  pad: {
    unevennessDb: { low: 0.7, high: 5, spread: 1.7, stems: 37 },
    spikeDb: { low: 5.5, high: 9.5, spread: 1.4, stems: 37 },
    burstExcessDb: { low: -4.3, high: 1.1, spread: 0.4, stems: 24 },
  },
  percussion: {
    unevennessDb: { low: 1.9, high: 12.3, spread: 3, stems: 60 },
    spikeDb: { low: 2.8, high: 9, spread: 2, stems: 60 },
  },
  pluck: {
    unevennessDb: { low: 1.2, high: 8, spread: 2, stems: 40 },
    spikeDb: { low: 4, high: 9.5, spread: 1.6, stems: 40 },
    burstExcessDb: { low: -17.3, high: 3.4, spread: 2.1, stems: 25 },
  },
  snare: {
    unevennessDb: { low: 1.6, high: 9, spread: 2.1, stems: 40 },
    spikeDb: { low: 6.4, high: 10.5, spread: 1.2, stems: 40 },
  },
  vocal: {
    unevennessDb: { low: 1.7, high: 11.9, spread: 3.1, stems: 42 },
    spikeDb: { low: 2.5, high: 11.9, spread: 2.3, stems: 42 },
    burstExcessDb: { low: -20.5, high: 3.2, spread: 7, stems: 26 },
  },
};

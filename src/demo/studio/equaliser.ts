import { bell, Biquad, type BiquadDesign, highPass, highShelf, lowPass, lowShelf } from '../../dsp/biquad.ts';
import type { Hertz } from '../../dsp/units.ts';
import type { EqMove } from '../song.ts';

/** Filters one channel in place, move after move. */
export function equalise(samples: Float32Array, moves: readonly EqMove[], sampleRateHz: Hertz): void {
  for (const { kind, centreHz, gainDb, q } of moves) {
    new Biquad(DESIGN[kind](sampleRateHz, centreHz, q, gainDb)).process(samples, samples.length);
  }
}

const DESIGN: Readonly<Record<EqMove['kind'], BiquadDesign>> = {
  'low cut': highPass,
  'high cut': lowPass,
  bell,
  'low shelf': lowShelf,
  'high shelf': highShelf,
};

import type { StereoSignal } from '../audio/audio-source.ts';
import type { Frames } from '../dsp/units.ts';
import { EarPowerMeter, type EarPowers } from './masking/ear-powers.ts';
import { FlatTopMeter, type FlatTops } from './stem-defects/flat-tops.ts';
import { findNoiseFloor, type NoiseFloor } from './stem-defects/noise-floor.ts';
import { findStemRings, type StemRing } from './stem-defects/stem-rings.ts';
import { ActiveExcerpts, type Excerpt } from './stem-sound/active-excerpts.ts';

/** What a stem shows that no style asks for: judged by physics, not by references. */
export interface StemDefects {
  flatTops: FlatTops;
  /** Mean of the samples of each channel, in full scales with their signs. */
  dcOffset: { left: number; right: number };
  noiseFloor: NoiseFloor | undefined;
  /**
   * Normalised correlation of left and right over the whole stem, −1 … 1: 1 for mono, 0 for unrelated sides or where
   * one is silent, −1 where one side is the other turned over, of which nothing is left in mono.
   */
  correlation: number;
  /** Narrow peaks that stand still, the most prominent first: no fault by themselves, see `findStemRings`. */
  rings: readonly StemRing[];
}

/** Of a signal in memory; all 0, no noise and no ring for silence. NaN must not occur. */
export function measureStemDefects({ sampleRateHz, left, right }: StereoSignal): StemDefects {
  const [meter, ear] = [new StemDefectMeter(), new EarPowerMeter(sampleRateHz)];
  const excerpts = new ActiveExcerpts(sampleRateHz);
  for (const one of [meter, ear, excerpts]) one.push(left, right, left.length);
  return meter.finish(ear.finish(), excerpts.finish());
}

/** Gathers what the samples tell while a stem goes by; the noise floor is read from bands measured elsewhere. */
export class StemDefectMeter {
  readonly #tops = new FlatTopMeter();
  #frames: Frames = 0;
  #sums = { left: 0, right: 0, leftSquared: 0, rightSquared: 0, product: 0 };

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#tops.push(left, right, frames);
    let sumLeft = 0;
    let sumRight = 0;
    let leftSquared = 0;
    let rightSquared = 0;
    let product = 0;
    for (let n = 0; n < frames; n++) {
      const l = left[n];
      const r = right[n];
      sumLeft += l;
      sumRight += r;
      leftSquared += l * l;
      rightSquared += r * r;
      product += l * r;
    }
    this.#sums.left += sumLeft;
    this.#sums.right += sumRight;
    this.#sums.leftSquared += leftSquared;
    this.#sums.rightSquared += rightSquared;
    this.#sums.product += product;
    this.#frames += frames;
  }

  finish(ear: EarPowers, loudest: readonly Excerpt[]): StemDefects {
    const { left, right, leftSquared, rightSquared, product } = this.#sums;
    const frames = Math.max(1, this.#frames);
    const both = Math.sqrt(leftSquared * rightSquared);
    return {
      flatTops: this.#tops.finish(),
      dcOffset: { left: left / frames, right: right / frames },
      noiseFloor: findNoiseFloor(ear),
      correlation: both > 0 ? product / both : 0,
      rings: findStemRings(loudest),
    };
  }
}

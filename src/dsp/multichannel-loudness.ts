import type { Meter, Meters, TruePeaks } from './meters.ts';
import type { Frames, Hertz } from './units.ts';

/**
 * Loudness and true peak of a file of more than two channels, by the meters of two.
 *
 * Power is Σ G·(mean square of the K-weighted channel), with the weight G of each channel's place (ITU-R BS.1770-5,
 * Annex 1): what all functions of `loudness.ts` take. True peak is the greatest of all channels, LFE with them (Annex
 * 2).
 */
export class MultichannelLoudness {
  readonly #powers: readonly { weight: number; pair: Pair; meter: Meter<Float64Array> }[];
  readonly #peaks: readonly { pair: Pair; meter: Meter<TruePeaks> }[];
  #silence = new Float32Array(0);

  /** @param weights what the power of each channel counts; 0 leaves it out, as the standard does with LFE */
  constructor(weights: readonly number[], sampleRateHz: Hertz, meters: Meters) {
    const channels = Array.from(weights.keys());
    this.#powers = [...new Set(weights)]
      .filter((weight) => weight > 0)
      .flatMap((weight) =>
        pairsOf(channels.filter((channel) => weights[channel] === weight)).map((pair) => ({ weight, pair })),
      )
      .map((group) => ({ ...group, meter: meters.kWeightedPower(sampleRateHz) }));
    this.#peaks = pairsOf(channels).map((pair) => ({ pair, meter: meters.truePeak(sampleRateHz) }));
  }

  /** Takes the first `frames` samples of every channel, in the order of the weights. */
  push(channels: readonly Float32Array[], frames: Frames): void {
    if (this.#silence.length < frames) this.#silence = new Float32Array(frames);
    for (const {
      pair: [first, second],
      meter,
    } of [...this.#powers, ...this.#peaks]) {
      meter.push(channels[first], second === undefined ? this.#silence : channels[second], frames);
    }
  }

  finish(): { power: Float64Array; truePeaks: TruePeaks } {
    const powers = this.#powers.map(({ weight, meter }) => meter.finish().map((power) => weight * power));
    return {
      power: powers.reduce((sum, power) => sum.map((value, block) => value + power[block])),
      truePeaks: this.#peaks
        .map(({ meter }) => meter.finish())
        .reduce((greatest, { peaks }) => ({
          ...greatest,
          peaks: greatest.peaks.map((peak, block) => Math.max(peak, peaks[block])),
        })),
    };
  }
}

/** Two channels, or the last one of an odd number. */
type Pair = readonly [first: number, second?: number];

function pairsOf(channels: readonly number[]): Pair[] {
  return Array.from({ length: Math.ceil(channels.length / 2) }, (_, i): Pair => [channels[2 * i], channels[2 * i + 1]]);
}

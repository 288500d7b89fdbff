import type { StereoSignal } from '../../audio/audio-source.ts';
import { rangePowers, type BinRange, type RangePowers } from '../../dsp/range-powers.ts';
import type { Decibels, Frames, Hertz, Power, Seconds } from '../../dsp/units.ts';

/** The spectral peak of every moment of a signal. */
export interface ResonanceMoment {
  power: Power;
  peakHz: Hertz;
  /** Of the peak above the spectrum about an octave below it, and above it. */
  aboveLowerDb: Decibels;
  aboveUpperDb: Decibels;
}

/**
 * Follows the strongest broad peak of the spectrum between 250 Hz and 5 kHz, every 11.6 ms: spectra of 46 ms (Hann,
 * mid), smoothed over a third of an octave and tilted by +6 dB an octave, so that the harmonics of a saw lie level and
 * the peak is the filter's. A signal shorter than a window gives no moments.
 */
export function resonanceTrack(signal: StereoSignal): ResonanceMoment[] {
  const { sampleRateHz } = signal;
  const reader = READERS.get(sampleRateHz) ?? new MomentReader(sampleRateHz);
  READERS.set(sampleRateHz, reader);
  return reader.read(signal);
}

const WINDOW_SECONDS: Seconds = 2048 / 44100;
const OVERLAP = 4;
/** Between moments. */
export const RESONANCE_HOP_SECONDS: Seconds = WINDOW_SECONDS / OVERLAP;
/** Two octaves below the lowest peak, so that there is something to stand out from. */
const FROM_HZ: Hertz = 110;
const STEPS_PER_OCTAVE = 12;
/** 110 Hz to 10 kHz. */
const STEPS = 79;
/** 250 Hz and 5 kHz. */
const FIRST_PEAK = 14;
const LAST_PEAK = 66;
const NARROWEST_BINS = 4;
/** Keeps the level of nothing finite. */
const TINIEST_POWER: Power = 1e-20;

/** What all moments of one sample rate share: window, transform and the edges of the smoothing. */
class MomentReader {
  readonly #size: Frames;
  readonly #steps: RangePowers;
  /** The tilt of each step, over the number of its bins. */
  readonly #scale = new Float64Array(STEPS);
  readonly #powers = new Float64Array(STEPS);

  constructor(sampleRateHz: Hertz) {
    const size = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
    const clip = (bin: number): number => Math.min(size / 2, Math.max(1, Math.round(bin)));
    const ranges = Array.from(this.#scale, (_, step): BinRange => {
      const centre = (FROM_HZ * 2 ** (step / STEPS_PER_OCTAVE) * size) / sampleRateHz;
      const half = Math.max(NARROWEST_BINS, centre * (2 ** (1 / 6) - 1));
      const [from, to] = [clip(centre - half), clip(centre + half) + 1];
      this.#scale[step] = (centre * centre) / (to - from);
      return [from, Math.min(to, size / 2)];
    });
    this.#size = size;
    this.#steps = rangePowers(size, ranges);
  }

  read({ left, right }: StereoSignal): ResonanceMoment[] {
    const [size, hop] = [this.#size, this.#size / OVERLAP];
    const moments: ResonanceMoment[] = [];
    for (let start = 0; start + size + hop <= left.length; start += 2 * hop) {
      for (const row of this.#steps.measure(left, right, start, hop)) moments.push(this.#momentOf(row));
    }
    return moments;
  }

  /** @param row the power of all bins, and then of each step */
  #momentOf(row: Float64Array): ResonanceMoment {
    const [powers, scale] = [this.#powers, this.#scale];
    for (let step = 0; step < STEPS; step++) powers[step] = row[step + 1] * scale[step] + TINIEST_POWER;
    let peak = FIRST_PEAK;
    for (let step = FIRST_PEAK; step <= LAST_PEAK; step++) if (powers[step] > powers[peak]) peak = step;
    const peakDb = 10 * Math.log10(powers[peak]);
    return {
      power: row[0],
      peakHz: FROM_HZ * 2 ** (peak / STEPS_PER_OCTAVE),
      aboveLowerDb: peakDb - meanDb(powers, peak - 16, peak - 10),
      aboveUpperDb: peakDb - meanDb(powers, peak + 10, peak + 14),
    };
  }
}

/** Made once for each sample rate: a track has dozens of stretches, and they are short. */
const READERS = new Map<Hertz, MomentReader>();

/** Mean of the levels of at most seven steps: the level of their product, which no double is too small for. */
function meanDb(powers: Float64Array, from: number, to: number): Decibels {
  const [first, last] = [Math.max(0, from), Math.min(STEPS - 1, to)];
  let product = 1;
  for (let step = first; step <= last; step++) product *= powers[step];
  return (10 * Math.log10(product)) / (last - first + 1);
}

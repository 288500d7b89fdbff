import type { StereoSignal } from '../../audio/audio-source.ts';
import { ComplexFft } from '../../dsp/fft.ts';
import type { Decibels, Hertz, Power, Seconds } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';

/** The spectral peak of every moment of a signal. */
export interface ResonanceMoment {
  power: Power;
  peakHz: Hertz;
  /** Of the peak above the spectrum about an octave below it, and above it. */
  aboveLowerDb: Decibels;
  aboveUpperDb: Decibels;
}

/**
 * Follows the strongest broad peak of the spectrum between 250 Hz and 5 kHz, every 11.6 ms: spectra of 46 ms (Hann, mid),
 * smoothed over a third of an octave and tilted by +6 dB an octave, so that the harmonics of a saw lie level and the peak is
 * the filter's. A signal shorter than a window gives no moments.
 */
export function resonanceTrack({ sampleRateHz, left, right }: StereoSignal): ResonanceMoment[] {
  const size = 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
  const hop = size / OVERLAP;
  const hzPerBin = sampleRateHz / size;
  const fft = new ComplexFft(size);
  const window = hannWindow(size);
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  const sums = new Float64Array(size / 2 + 1);
  const edges = Array.from({ length: STEPS }, (_, step) => {
    const centre = (FROM_HZ * 2 ** (step / STEPS_PER_OCTAVE)) / hzPerBin;
    const half = Math.max(NARROWEST_BINS, centre * (2 ** (1 / 6) - 1));
    const clip = (bin: number): number => Math.min(size / 2, Math.max(1, Math.round(bin)));
    return { from: clip(centre - half), to: clip(centre + half) + 1, tilt: centre };
  });
  const level = new Float64Array(STEPS);
  const moments: ResonanceMoment[] = [];
  // Two moments at a time, as the real and imaginary part of one transform.
  for (let start = 0; start + size + hop <= left.length; start += 2 * hop) {
    for (let i = 0; i < size; i++) {
      re[i] = window[i] * (left[start + i] + right[start + i]);
      im[i] = window[i] * (left[start + hop + i] + right[start + hop + i]);
    }
    fft.forward(re, im);
    for (const sign of [1, -1]) {
      let total = 0;
      for (let k = 1; k < size / 2; k++) {
        const x = re[k] + sign * re[size - k];
        const y = im[k] - sign * im[size - k];
        total += x * x + y * y;
        sums[k + 1] = total;
      }
      edges.forEach(({ from, to, tilt }, step) => {
        level[step] =
          10 * Math.log10(((sums[Math.min(to, size / 2)] - sums[from]) / (to - from)) * tilt * tilt + 1e-20);
      });
      moments.push({ power: total, ...peakOf(level) });
    }
  }
  return moments;
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

function peakOf(level: Float64Array): Omit<ResonanceMoment, 'power'> {
  let peak = FIRST_PEAK;
  for (let step = FIRST_PEAK; step <= LAST_PEAK; step++) if (level[step] > level[peak]) peak = step;
  return {
    peakHz: FROM_HZ * 2 ** (peak / STEPS_PER_OCTAVE),
    aboveLowerDb: level[peak] - meanOf(level, peak - 16, peak - 10),
    aboveUpperDb: level[peak] - meanOf(level, peak + 10, peak + 14),
  };
}

function meanOf(level: Float64Array, from: number, to: number): Decibels {
  let [sum, count] = [0, 0];
  for (let step = Math.max(0, from); step <= Math.min(STEPS - 1, to); step++, count++) sum += level[step];
  return sum / count;
}

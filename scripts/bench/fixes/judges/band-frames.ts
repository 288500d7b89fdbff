import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import { ComplexFft } from '../../../../src/dsp/fft.ts';
import { binWeights, thirdOctavesBelowNyquist, type BinWeights } from '../../../../src/dsp/third-octaves.ts';
import type { Frames, Hertz, Seconds } from '../../../../src/dsp/units.ts';
import { hannWindow } from '../../../../src/dsp/window.ts';

/** Power of mid and side in third octaves, frame by frame: mid bands first, then side bands. */
export interface BandFrames {
  centreHz: readonly Hertz[];
  hopSeconds: Seconds;
  frames: readonly Float32Array[];
}

const WINDOW_FRAMES: Frames = 4096;
const WINDOW = hannWindow(WINDOW_FRAMES);
const FFT = new ComplexFft(WINDOW_FRAMES);
const weightsByRate = new Map<Hertz, readonly BinWeights[]>();

const known = new WeakMap<StereoSignal, BandFrames>();

/** A frame every 4096 samples, a tenth of a second; remembered as long as the signal lives. */
export function bandFramesOf(signal: StereoSignal): BandFrames {
  const frames = known.get(signal) ?? measure(signal);
  known.set(signal, frames);
  return frames;
}

function measure({ sampleRateHz, left, right }: StereoSignal): BandFrames {
  const bands = thirdOctavesBelowNyquist(sampleRateHz);
  const weights = weightsByRate.get(sampleRateHz) ?? bands.map((band) => binWeights(band, WINDOW_FRAMES, sampleRateHz));
  weightsByRate.set(sampleRateHz, weights);
  const frames: Float32Array[] = [];
  const re = new Float64Array(WINDOW_FRAMES);
  const im = new Float64Array(WINDOW_FRAMES);
  for (let start = 0; start + WINDOW_FRAMES <= left.length; start += WINDOW_FRAMES) {
    for (let n = 0; n < WINDOW_FRAMES; n++) {
      re[n] = (WINDOW[n] * (left[start + n] + right[start + n])) / 2;
      im[n] = (WINDOW[n] * (left[start + n] - right[start + n])) / 2;
    }
    FFT.forward(re, im);
    frames.push(powersOf(re, im, weights));
  }
  return { centreHz: bands.map(({ centreHz }) => centreHz), hopSeconds: WINDOW_FRAMES / sampleRateHz, frames };
}

/**
 * Mid went in as the real part and side as the imaginary: each is half of the spectrum with or against its mirror
 * image.
 */
function powersOf(re: Float64Array, im: Float64Array, weights: readonly BinWeights[]): Float32Array {
  const powers = new Float32Array(2 * weights.length);
  weights.forEach(({ firstBin, weights: shares }, band) => {
    let mid = 0;
    let side = 0;
    for (let i = 0; i < shares.length; i++) {
      const bin = firstBin + i;
      const mirror = (WINDOW_FRAMES - bin) % WINDOW_FRAMES;
      const [a, b, c, d] = [re[bin], im[bin], re[mirror], im[mirror]];
      mid += shares[i] * ((a + c) ** 2 + (b - d) ** 2);
      side += shares[i] * ((b + d) ** 2 + (c - a) ** 2);
    }
    powers[band] = mid / 4;
    powers[weights.length + band] = side / 4;
  });
  return powers;
}

/** Mean powers over the frames between two times. */
export function meanFrame({ centreHz, hopSeconds, frames }: BandFrames, from: Seconds, to: Seconds): Float64Array {
  const sum = new Float64Array(2 * centreHz.length);
  const chosen = frames.filter((_, i) => i * hopSeconds >= from && (i + 1) * hopSeconds <= to);
  for (const frame of chosen) for (let b = 0; b < sum.length; b++) sum[b] += frame[b] / chosen.length;
  return sum;
}

import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import { ComplexFft } from '../../../../src/dsp/fft.ts';
import type { Decibels, Frames, Hertz } from '../../../../src/dsp/units.ts';

/** Gain over frequency; the frequency is never 0. */
export type GainCurve = (hz: Hertz) => Decibels;

/**
 * Filters a signal with a gain over frequency and no phase: a FIR of 8 191 taps by frequency sampling, applied by
 * overlap-add. Nothing of it is shared with the recursive filters of Live's devices, whose responses are warped towards
 * half the sample rate and turn the phase.
 *
 * The curve must be smooth on the scale of 10 Hz. The result is new, of the same length.
 */
export function filteredByCurve(signal: StereoSignal, gainDb: GainCurve): StereoSignal {
  const { sampleRateHz, left, right } = signal;
  const fft = new ComplexFft(FFT_FRAMES);
  const response = responseOf(gainDb, sampleRateHz, fft);
  const wet = { sampleRateHz, left: new Float32Array(left.length), right: new Float32Array(left.length) };
  const re = new Float64Array(FFT_FRAMES);
  const im = new Float64Array(FFT_FRAMES);
  for (let start = 0; start < left.length; start += BLOCK_FRAMES) {
    const end = Math.min(left.length, start + BLOCK_FRAMES);
    re.fill(0);
    im.fill(0);
    re.set(left.subarray(start, end));
    im.set(right.subarray(start, end));
    fft.forward(re, im);
    for (let bin = 0; bin < FFT_FRAMES; bin++) {
      re[bin] *= response[bin];
      im[bin] *= response[bin];
    }
    fft.inverse(re, im);
    // The response reaches to both sides of each sample, so what comes before the block stands at the array's end.
    const from = Math.max(-HALF_TAPS, -start);
    const to = Math.min(end - start + HALF_TAPS, left.length - start);
    for (let n = from; n < to; n++) {
      const at = n < 0 ? n + FFT_FRAMES : n;
      wet.left[start + n] += re[at];
      wet.right[start + n] += im[at];
    }
  }
  return wet;
}

const FFT_FRAMES: Frames = 32768;
const HALF_TAPS: Frames = 4095;
const BLOCK_FRAMES: Frames = FFT_FRAMES - 2 * HALF_TAPS;

/** The real spectrum of the curve's impulse response, cut to ±`HALF_TAPS` under a Blackman window. */
function responseOf(gainDb: GainCurve, sampleRateHz: Hertz, fft: ComplexFft): Float64Array {
  const re = new Float64Array(FFT_FRAMES);
  const im = new Float64Array(FFT_FRAMES);
  for (let bin = 0; bin <= FFT_FRAMES / 2; bin++) {
    re[bin] = 10 ** (gainDb((Math.max(bin, 0.5) * sampleRateHz) / FFT_FRAMES) / 20);
    re[(FFT_FRAMES - bin) % FFT_FRAMES] = re[bin];
  }
  fft.inverse(re, im);
  for (let lag = 0; lag <= FFT_FRAMES / 2; lag++) {
    const x = (Math.PI * lag) / HALF_TAPS;
    const window = lag >= HALF_TAPS ? 0 : 0.42 + 0.5 * Math.cos(x) + 0.08 * Math.cos(2 * x);
    re[lag] *= window;
    if (lag > 0 && lag < FFT_FRAMES / 2) re[FFT_FRAMES - lag] *= window;
  }
  im.fill(0);
  fft.forward(re, im);
  return re;
}

import type { StereoSignal } from '../../audio/audio-source.ts';
import { ComplexFft } from '../../dsp/fft.ts';
import type { Decibels, Frames, Hertz } from '../../dsp/units.ts';

/**
 * Filters with a gain over frequency and no phase at all: a symmetric impulse response of 16 383 taps by fast
 * convolution (overlap-save). Left and right travel as real and imaginary part of one transform. The curve must be
 * smooth on the scale of 5 Hz.
 */
export function zeroPhaseFilter(signal: StereoSignal, gainDb: (hz: Hertz) => Decibels): StereoSignal {
  const { left, right, sampleRateHz } = signal;
  const fft = new ComplexFft(FFT_FRAMES);
  const response = responseOf(gainDb, sampleRateHz, fft);
  const out = { sampleRateHz, left: new Float32Array(left.length), right: new Float32Array(left.length) };
  const re = new Float64Array(FFT_FRAMES);
  const im = new Float64Array(FFT_FRAMES);
  const valid = FFT_FRAMES - 2 * HALF_TAPS;
  for (let start = 0; start < left.length; start += valid) {
    load(re, left, start - HALF_TAPS);
    load(im, right, start - HALF_TAPS);
    fft.forward(re, im);
    for (let bin = 0; bin < FFT_FRAMES; bin += 1) {
      re[bin] *= response[bin];
      im[bin] *= response[bin];
    }
    fft.inverse(re, im);
    const count = Math.min(valid, left.length - start);
    out.left.set(re.subarray(HALF_TAPS, HALF_TAPS + count), start);
    out.right.set(im.subarray(HALF_TAPS, HALF_TAPS + count), start);
  }
  return out;
}

/** Half the response on either side, and transforms four times as long as the whole of it. */
const FFT_FRAMES: Frames = 65536;
const HALF_TAPS: Frames = 8191;

/** Real spectrum of the wanted curve after its impulse response has been cut to ±`HALF_TAPS` under a Hann window. */
function responseOf(gainDb: (hz: Hertz) => Decibels, sampleRateHz: Hertz, fft: ComplexFft): Float64Array {
  const re = new Float64Array(FFT_FRAMES);
  const im = new Float64Array(FFT_FRAMES);
  for (let bin = 0; bin <= FFT_FRAMES / 2; bin += 1) {
    // Half of the first bin's frequency stands for 0 Hz, where a curve over log frequency has no value.
    const gain = 10 ** (gainDb((Math.max(bin, 0.5) * sampleRateHz) / FFT_FRAMES) / 20);
    re[bin] = gain;
    re[(FFT_FRAMES - bin) % FFT_FRAMES] = gain;
  }
  fft.inverse(re, im);
  for (let lag = 0; lag <= FFT_FRAMES / 2; lag += 1) {
    const window = lag > HALF_TAPS ? 0 : Math.cos((Math.PI * lag) / (2 * HALF_TAPS + 2)) ** 2;
    re[lag] *= window;
    if (lag > 0 && lag < FFT_FRAMES / 2) re[FFT_FRAMES - lag] *= window;
  }
  im.fill(0);
  fft.forward(re, im);
  return re;
}

/** Copies a stretch of a channel that may reach beyond its ends, where there is silence. */
function load(target: Float64Array, samples: Float32Array, start: Frames): void {
  target.fill(0);
  const from = Math.max(0, start);
  target.set(samples.subarray(from, Math.max(from, Math.min(samples.length, start + target.length))), from - start);
}

import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import { ComplexFft } from '../../../../src/dsp/fft.ts';
import type { Decibels, Frames, Hertz, Seconds } from '../../../../src/dsp/units.ts';
import { hannWindow } from '../../../../src/dsp/window.ts';

/** Distances between two mixes that no solver here optimises. Both signals are first brought to the same power. */
export interface SpectralDistance {
  /**
   * Multi-resolution STFT distance (Yamamoto, Song, Kim 2020): over windows of 512, 2048 and 8192, spectral convergence
   * ‖|X|−|Y|‖/‖Y‖ plus the mean of |ln|X|−ln|Y||, mid and side each; the mean of all six.
   */
  stft: number;
  /** Mean |ΔdB| of 64 mel bands in mid and side, of cells within 60 dB of the loudest. */
  melDb: Decibels;
}

/** Compares over some stretches of a few seconds each, which stand for the whole. */
export function spectralDistance(
  mix: StereoSignal,
  truth: StereoSignal,
  stretches: readonly { startSeconds: Seconds; endSeconds: Seconds }[],
): SpectralDistance {
  const scale = Math.sqrt(powerIn(truth, stretches) / Math.max(powerIn(mix, stretches), Number.MIN_VALUE));
  const parts = WINDOWS.map((size) => compare(mix, truth, scale, size, stretches));
  return {
    stft: parts.reduce((sum, { stft }) => sum + stft, 0) / parts.length,
    melDb: parts[MEL_WINDOW].melDb,
  };
}

const WINDOWS: readonly Frames[] = [512, 2048, 8192];
const MEL_WINDOW = 1;
const MEL_BANDS = 64;
/** Amplitude under which a logarithm says nothing: −60 dB from full scale in a bin of a Hann window. */
const LEAST_MAGNITUDE = 1e-3;
const LEAST_SHARE = 1e-6;

function compare(
  mix: StereoSignal,
  truth: StereoSignal,
  scale: number,
  size: Frames,
  stretches: readonly { startSeconds: Seconds; endSeconds: Seconds }[],
): SpectralDistance {
  const fft = new ComplexFft(size);
  const window = hannWindow(size);
  const bands = size === WINDOWS[MEL_WINDOW] ? melBands(truth.sampleRateHz, size) : [];
  // Sums for mid and side.
  const [difference, total, logs, cells] = [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ];
  const mels: [own: number, wanted: number][] = [];
  for (const { startSeconds, endSeconds } of stretches) {
    const end = Math.min(truth.left.length, mix.left.length, Math.round(endSeconds * truth.sampleRateHz)) - size;
    // No overlap: neighbouring frames say nearly the same.
    for (let at = Math.round(startSeconds * truth.sampleRateHz); at <= end; at += size) {
      const own = magnitudes(mix, at, scale, window, fft);
      const wanted = magnitudes(truth, at, 1, window, fft);
      for (const channel of [0, 1]) {
        for (let bin = 1; bin < size / 2; bin++) {
          const [x, y] = [own[channel][bin], wanted[channel][bin]];
          difference[channel] += (x - y) ** 2;
          total[channel] += y * y;
          logs[channel] += Math.abs(Math.log((x + LEAST_MAGNITUDE) / (y + LEAST_MAGNITUDE)));
          cells[channel]++;
        }
        for (const band of bands) mels.push([powerOf(own[channel], band), powerOf(wanted[channel], band)]);
      }
    }
  }
  const channels = [0, 1].filter((channel) => total[channel] > 0);
  const stft = channels.map((c) => Math.sqrt(difference[c] / total[c]) + logs[c] / cells[c]);
  return { stft: stft.reduce((sum, one) => sum + one, 0) / Math.max(1, stft.length), melDb: melDistance(mels) };
}

function melDistance(mels: readonly (readonly [number, number])[]): Decibels {
  const floor = mels.reduce((most, [, wanted]) => Math.max(most, wanted), 0) * LEAST_SHARE;
  const heard = mels.filter(([own, wanted]) => own > floor || wanted > floor);
  const sum = heard.reduce(
    (all, [own, wanted]) => all + Math.abs(10 * Math.log10((own + floor) / (wanted + floor))),
    0,
  );
  return heard.length === 0 ? 0 : sum / heard.length;
}

/** Magnitudes of mid and side of one frame. */
function magnitudes(
  { left, right }: StereoSignal,
  at: Frames,
  scale: number,
  window: Float64Array,
  fft: ComplexFft,
): [Float64Array, Float64Array] {
  const re = new Float64Array(fft.size);
  const im = new Float64Array(fft.size);
  for (let n = 0; n < fft.size; n++) {
    re[n] = (scale * window[n] * (left[at + n] + right[at + n])) / 2;
    im[n] = (scale * window[n] * (left[at + n] - right[at + n])) / 2;
  }
  fft.forward(re, im);
  const half = fft.size / 2;
  const [mid, side] = [new Float64Array(half), new Float64Array(half)];
  for (let bin = 1; bin < half; bin++) {
    const mirror = fft.size - bin;
    mid[bin] = Math.hypot(re[bin] + re[mirror], im[bin] - im[mirror]) / 2;
    side[bin] = Math.hypot(im[bin] + im[mirror], re[mirror] - re[bin]) / 2;
  }
  return [mid, side];
}

/**
 * First and last bin of each of 64 bands of equal width on the mel scale, 2595·log10(1 + f/700), from 30 Hz to 16 kHz.
 */
function melBands(sampleRateHz: Hertz, size: Frames): (readonly [number, number])[] {
  const mel = (hz: Hertz): number => 2595 * Math.log10(1 + hz / 700);
  const [low, high] = [mel(30), mel(16_000)];
  const edges = Array.from({ length: MEL_BANDS + 1 }, (_, i) => {
    const hz = 700 * (10 ** ((low + (i * (high - low)) / MEL_BANDS) / 2595) - 1);
    return Math.min(size / 2 - 1, Math.max(1, Math.round((hz * size) / sampleRateHz)));
  });
  return edges.slice(1).map((edge, i) => [edges[i], Math.max(edges[i], edge - 1)] as const);
}

function powerOf(magnitudes: Float64Array, [first, last]: readonly [number, number]): number {
  let power = 0;
  for (let bin = first; bin <= last; bin++) power += magnitudes[bin] ** 2;
  return power;
}

function powerIn(
  { sampleRateHz, left, right }: StereoSignal,
  stretches: readonly { startSeconds: Seconds; endSeconds: Seconds }[],
): number {
  let power = 0;
  for (const { startSeconds, endSeconds } of stretches) {
    const end = Math.min(left.length, Math.round(endSeconds * sampleRateHz));
    for (let n = Math.round(startSeconds * sampleRateHz); n < end; n++) power += left[n] ** 2 + right[n] ** 2;
  }
  return power;
}

import { ComplexFft } from '../../dsp/fft.ts';
import type { BinWeights } from '../../dsp/third-octaves.ts';
import type { Frames } from '../../dsp/units.ts';

export interface MelRowsPlan {
  /** One row each `hop` samples. */
  hop: Frames;
  rows: number;
  /** Multiplies the samples of a row; shorter than the transform, it is followed by zeros. */
  window: Float64Array;
  transform: Frames;
  /** What stands before the first sample and behind the last. */
  beyond: 'zeros' | 'mirror';
  /** What is summed under the filters: |X| or |X|². */
  sums: 'magnitude' | 'power';
  filters: readonly BinWeights[];
}

/**
 * Sums of short-time spectra under filters, row after row: row r is centred on sample r·hop. Two rows go through one
 * complex transform, as its real and its imaginary part.
 *
 * @param samples a mirror needs more of them than half a window; NaN spreads over the rows it lies in and their
 *   partners
 */
export function melRows(samples: Float32Array, plan: MelRowsPlan): Float32Array {
  const { hop, rows, window, transform, sums, filters } = plan;
  const out = new Float32Array(rows * filters.length);
  const fft = new ComplexFft(transform);
  const [re, im] = [new Float64Array(transform), new Float64Array(transform)];
  const [spectrumA, spectrumB] = [new Float64Array(transform / 2 + 1), new Float64Array(transform / 2 + 1)];
  const lead = Math.floor((window.length + 1) / 2);
  for (let row = 0; row < rows; row += 2) {
    re.fill(0);
    im.fill(0);
    windowed(samples, row * hop - lead, plan, re);
    if (row + 1 < rows) windowed(samples, (row + 1) * hop - lead, plan, im);
    fft.forward(re, im);
    powersOfTwo(re, im, spectrumA, spectrumB);
    for (const [offset, spectrum] of [spectrumA, spectrumB].entries()) {
      if (row + offset >= rows) break;
      if (sums === 'magnitude') for (let k = 0; k < spectrum.length; k++) spectrum[k] = Math.sqrt(spectrum[k]);
      filters.forEach(({ firstBin, weights }, band) => {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i] * spectrum[firstBin + i];
        out[(row + offset) * filters.length + band] = sum;
      });
    }
  }
  return out;
}

/** Rows of Essentia's frame cutter: the last one is the first whose centre lies at or behind the end. */
export function rowsToTheEnd(samples: Frames, hop: Frames): number {
  return samples === 0 ? 0 : Math.ceil(samples / hop) + 1;
}

function windowed(samples: Float32Array, start: number, { window, beyond }: MelRowsPlan, into: Float64Array): void {
  for (let n = 0; n < window.length; n++) {
    const at = start + n;
    if (at >= 0 && at < samples.length) into[n] = window[n] * samples[at];
    else if (beyond === 'mirror') into[n] = window[n] * samples[mirrored(at, samples.length)];
  }
}

/** The ends themselves are not repeated. */
function mirrored(at: number, length: number): number {
  const folded = at < 0 ? -at : at;
  return folded < length ? folded : 2 * (length - 1) - folded;
}

/** Of two real signals transformed as one complex: X[k] and X*[N−k] hold their sum and difference. */
function powersOfTwo(re: Float64Array, im: Float64Array, a: Float64Array, b: Float64Array): void {
  const size = re.length;
  for (let k = 0; k < a.length; k++) {
    const mirror = (size - k) % size;
    const sumRe = (re[k] + re[mirror]) / 2;
    const sumIm = (im[k] - im[mirror]) / 2;
    const differenceRe = (im[k] + im[mirror]) / 2;
    const differenceIm = (re[mirror] - re[k]) / 2;
    a[k] = sumRe * sumRe + sumIm * sumIm;
    b[k] = differenceRe * differenceRe + differenceIm * differenceIm;
  }
}

import type { StereoSignal } from '../audio/audio-source.ts';
import { powerToDb } from '../dsp/decibels.ts';
import { ComplexFft } from '../dsp/fft.ts';
import { quantile } from '../dsp/statistics.ts';
import type { Decibels, Hertz, Power, Seconds } from '../dsp/units.ts';
import { hannWindow } from '../dsp/window.ts';

/**
 * How much further 2 to 5 kHz of a stem burst out than what lies below and above them: 95th percentile over median of
 * the band's level in blocks of about 20 ms, less the mean of the same of its two neighbours, in dB.
 *
 * What makes a stem louder, quieter or more open moves all three, or falls along them: notes, swells, a filter's
 * envelope. Only what is done to the band alone stands out of a line through its neighbours. Ordinary stems lie around
 * 0 or below; a voice has consonants there.
 *
 * Blocks in which the band lies more than 30 dB below its loud ones are left out.
 *
 * @returns NaN where nothing sounds there, or a neighbour lies more than 60 dB below the band: what is left is noise,
 * which stands still
 */
export function measureBurstExcess({ left, right, sampleRateHz }: StereoSignal): Decibels {
  const [below, band, above] = levelsOf(left, right, sampleRateHz);
  const loud = quantile(band, LOUD);
  if (!(loud > SILENT)) return NaN;
  const sounding = Array.from(band.keys()).filter((block) => band[block] > loud * SOUNDING_RANGE);
  const of = (powers: Float64Array): Float64Array => Float64Array.from(sounding, (block) => powers[block]);
  const [own, ...neighbours] = [band, below, above].map(of);
  const middle = quantile(own, 0.5);
  if (neighbours.some((powers) => quantile(powers, 0.5) < middle * NEIGHBOUR_RANGE)) return NaN;
  const [ownDb, belowDb, aboveDb] = [own, ...neighbours].map(burstOf);
  return ownDb - (belowDb + aboveDb) / 2;
}

/** The band, and its neighbours at a distance that keeps what leaks out of it away. */
const BANDS_HZ: readonly (readonly [Hertz, Hertz])[] = [
  [630, 1250],
  [2000, 5000],
  [7000, 14_000],
];
const BLOCK_SECONDS: Seconds = 0.02;
/** Of a stem that plays a few times only, a lower percentile would be the noise between. */
const LOUD = 0.99;
/** A burst that is heard comes more often than once in a hundred blocks. */
const BURST = 0.95;
/** −30 dB. */
const SOUNDING_RANGE = 1e-3;
/** −60 dB. */
const NEIGHBOUR_RANGE = 1e-6;
/** −80 dBFS: a tail, or the noise of a coder. */
const SILENT: Power = 1e-8;

function burstOf(powers: Float64Array): Decibels {
  return powerToDb(quantile(powers, BURST)) - powerToDb(quantile(powers, 0.5));
}

/** Power of both sides in each band, block by block. */
function levelsOf(left: Float32Array, right: Float32Array, sampleRateHz: Hertz): Float64Array[] {
  const size = 2 ** Math.round(Math.log2(BLOCK_SECONDS * sampleRateHz));
  const blocks = Math.floor(left.length / size);
  const fft = new ComplexFft(size);
  const window = hannWindow(size);
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  const levels = BANDS_HZ.map(() => new Float64Array(blocks));
  const bins = BANDS_HZ.map(([low, high]) =>
    [low, high].map((hz) => Math.min(size / 2 - 1, Math.round((hz * size) / sampleRateHz))),
  );
  const scale = 4 / (size * size);
  for (let block = 0; block < blocks; block++) {
    for (let n = 0; n < size; n++) {
      re[n] = window[n] * left[block * size + n];
      im[n] = window[n] * right[block * size + n];
    }
    fft.forward(re, im);
    bins.forEach(([first, last], band) => {
      let sum = 0;
      // The bins of both signs hold left and right together.
      for (let k = first; k <= last; k++) sum += re[k] ** 2 + im[k] ** 2 + re[size - k] ** 2 + im[size - k] ** 2;
      levels[band][block] = scale * sum;
    });
  }
  return levels;
}

import { powerToDb } from '../dsp/decibels.ts';
import { logSums } from '../dsp/log-sums.ts';
import type { FineSpectra } from '../dsp/meters.ts';
import { mean } from '../dsp/statistics.ts';
import { THIRD_OCTAVES, type BinWeights } from '../dsp/third-octaves.ts';
import type { Decibels, Hertz, Normal, Power } from '../dsp/units.ts';
import type { MeasuredFeature, Measurement } from './feature-catalogue.ts';
import {
  FINE_CROSSOVER_HZ,
  fineBins,
  type FrequencyBand,
  type MeanFineSpectra,
  type ScopedFineSpectra,
} from './fine-band-powers.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The shape of the spectrum of mid + side, bin by bin, in each scope:
 *
 * - `tone.rolloff85`, `tone.rolloff95`: the frequency below which 85 or 95 % of the power between 20 Hz and 20 kHz lies
 *   (Tzanetakis and Cook, 2002; Scheirer and Slaney, 1997)
 * - `tone.flatness.low`, `.mid`, `.high`: 10·log10 of the geometric over the arithmetic mean of the bins' power, as
 *   MPEG-7 defines flatness, in each third octave of the register, mean over these and over the seconds. Tilt hardly
 *   counts within a third octave: noise of any colour reads about 0 (−0.1 to −0.3: the scatter of a second), single
 *   tones −10 and less
 *
 * A value is missing in a scope without a whole second, and of a register in which nothing sounds.
 */
export function measureSpectralShape({ fine }: TrackFrames, scoped: readonly ScopedFineSpectra[]): Measurement {
  const flatness = REGISTERS.map(({ id, bands }) => ({ id, rows: flatnessOfRows(fine, bands) }));
  const features = scoped.flatMap((spectra): MeasuredFeature[] => {
    const { scope, ranges } = spectra;
    return [
      { id: 'tone.rolloff85', scope, value: rolloff(fine, spectra, 0.85) },
      { id: 'tone.rolloff95', scope, value: rolloff(fine, spectra, 0.95) },
      ...flatness.map(({ id, rows }) => {
        const values = ranges.flatMap(([from, to]) => Array.from(rows.subarray(from, to)));
        return { id, scope, value: mean(values.filter(Number.isFinite)) };
      }),
    ];
  });
  return { features: features.filter(({ value }) => Number.isFinite(value)), missing: [] };
}

/** Third octaves that hold enough bins to tell a tone from noise: below 80 Hz they do not. */
const REGISTERS: readonly { id: string; bands: readonly FrequencyBand[] }[] = [
  { id: 'tone.flatness.low', bands: thirdOctavesBetween(80, 315) },
  { id: 'tone.flatness.mid', bands: thirdOctavesBetween(400, 2500) },
  { id: 'tone.flatness.high', bands: thirdOctavesBetween(3150, 16_000) },
];

/** The band that is heard. */
const HEARING: FrequencyBand = { lowHz: 20, highHz: 20_000 };

/** −120 dBFS: a third octave with less in a second holds the rounding of the file. */
const SILENT_POWER: Power = 1e-12;

/** Keeps the logarithm of an empty bin finite; no bin that sounds comes near. */
const TINIEST_POWER: Power = 1e-20;

function thirdOctavesBetween(fromHz: Hertz, toHz: Hertz): readonly FrequencyBand[] {
  return THIRD_OCTAVES.filter(({ nominalHz }) => nominalHz >= fromHz && nominalHz <= toHz);
}

function rolloff(fine: TrackFrames['fine'], spectra: MeanFineSpectra, share: Normal): Hertz {
  const bins = fineBins(HEARING, fine);
  const stretches = (['low', 'main'] as const).map((name) => ({
    ...bins[name],
    ...spectra[name],
    startHz: name === 'low' ? HEARING.lowHz : FINE_CROSSOVER_HZ,
  }));
  const total = stretches.reduce((sum, stretch) => sum + powerBefore(stretch, stretch.weights.length), 0);
  let left = share * total;
  for (const stretch of stretches) {
    const { firstBin, weights, mid, side, hzPerBin, startHz } = stretch;
    let hz = startHz;
    for (let i = 0; i < weights.length; i++) {
      const power = weights[i] * (mid[firstBin + i] + side[firstBin + i]);
      const width = weights[i] * hzPerBin;
      if (power > 0 && power >= left) return hz + (width * left) / power;
      left -= power;
      hz += width;
    }
  }
  return NaN;
}

function powerBefore({ firstBin, weights, mid, side }: BinWeights & MeanFineSpectra['main'], count: number): Power {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i] * (mid[firstBin + i] + side[firstBin + i]);
  return sum;
}

/** One value a second, mean over the bands; `NaN` where none of them sounds. */
function flatnessOfRows(fine: TrackFrames['fine'], bands: readonly FrequencyBand[]): Float64Array {
  const bins = bands.map((band) => fineBins(band, fine));
  const isLow = ({ low, main }: (typeof bins)[number]): boolean => low.weights.length > main.weights.length;
  const [low, main] = [
    bins.filter(isLow).map((own) => own.low),
    bins.filter((own) => !isLow(own)).map((own) => own.main),
  ];
  const flatness = [flatnessDb(fine.low, low), flatnessDb(fine.main, main)];
  return Float64Array.from({ length: fine.rows }, (_, row) =>
    mean(flatness.flatMap((rows) => rows[row] ?? []).filter((value) => !Number.isNaN(value))),
  );
}

/** For each row the flatness of each band that has bins; `NaN` where it is silent. */
function flatnessDb(spectra: FineSpectra, bands: readonly BinWeights[]): Decibels[][] {
  const heard = bands.filter(({ weights }) => weights.length > 0);
  const sums = logSums().ofBands(spectra, heard, TINIEST_POWER);
  const widths = heard.map(({ weights }) => weights.reduce((sum, weight) => sum + weight, 0));
  return Array.from({ length: spectra.mid.length / spectra.bins }, (_, row) =>
    widths.map((width, band) => {
      const at = 2 * (row * widths.length + band);
      const [logs, power] = [sums[at], sums[at + 1]];
      return power < SILENT_POWER ? NaN : powerToDb(Math.exp(logs / width) / (power / width));
    }),
  );
}

import { powerToDb } from '../dsp/decibels.ts';
import { kWeightAt } from '../dsp/k-weighting.ts';
import type { Decibels, Hertz, Power } from '../dsp/units.ts';
import type { BandSpectrum } from '../store/analysis-document.ts';
import { FAINTEST_STEREO } from './band-feature-meter.ts';
import { BandIndex } from './band-index.ts';
import { nominalHzOf, OCTAVE_CENTRES } from './band-names.ts';
import type { MeasuredFeature } from './feature-catalogue.ts';

/**
 * `stereo.monoLoss…` of one scope, which people read and no fix is made for: 10·log10(mid / (mid + side)), the level
 * that (L + R)/2 on both speakers loses against stereo: 0 for mono, −3.01 for unrelated channels; of an octave, and
 * K-weighted of everything.
 *
 * @param bandCentreHz centres of the bands of `spectrum`, exact or nominal third octaves
 * @returns nothing in silence, nothing of an octave 30 dB below the loudness of the scope, whose place nobody hears
 */
export function monoLoss(spectrum: BandSpectrum, bandCentreHz: readonly Hertz[]): MeasuredFeature[] {
  const weights = bandCentreHz.map((hz) => (nominalHzOf(hz) === undefined ? 0 : kWeightAt(hz)));
  const everything = bandCentreHz.map((_, band) => band);
  const loudness = powersIn(spectrum, everything, weights);
  if (!(loudness.both > 0) || loudness.both === Infinity) return [];
  const index = new BandIndex(bandCentreHz);
  const { scope } = spectrum;
  const octaves = OCTAVE_CENTRES.flatMap(({ id, nominalHz }): MeasuredFeature[] => {
    const bands = index.octave(nominalHz);
    const powers = bands && powersIn(spectrum, bands);
    if (powers === undefined || !(powers.both > loudness.both * FAINTEST_STEREO)) return [];
    return [{ id: `stereo.monoLoss.${id}`, scope, value: monoLossDb(powers) }];
  });
  return [{ id: 'stereo.monoLoss', scope, value: monoLossDb(loudness) }, ...octaves];
}

/** Level that a mono sum has against stereo: 10·log10(mid / both), from 0 (mono) down to −40 (it cancels). */
export function monoLossDb({ mid, both }: { mid: Power; both: Power }): Decibels {
  return Math.min(LIMIT_DB, Math.max(-LIMIT_DB, powerToDb(Math.max(0, mid) / Math.max(0, both))));
}

/** A mono sum that cancels is held here, as widths are. */
const LIMIT_DB: Decibels = 40;

/** Sums over bands, each by its weight; 1 for each unless told. */
function powersIn(
  { mid, side }: BandSpectrum,
  bands: readonly number[],
  weights?: readonly number[],
): { mid: Power; both: Power } {
  const sum = (values: readonly number[]): number =>
    bands.reduce((total, band) => total + (weights?.[band] ?? 1) * values[band], 0);
  const middle = sum(mid);
  return { mid: middle, both: middle + sum(side) };
}

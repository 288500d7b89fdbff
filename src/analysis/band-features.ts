import type { Hertz } from '../dsp/units.ts';
import type { BandSpectrum } from '../store/analysis-document.ts';
import { BandFeatureMeter } from './band-feature-meter.ts';
import type { MeasuredFeature } from './feature-catalogue.ts';

/**
 * Every tone and stereo feature of one scope as a pure function of its band powers: a change predicted for the bands is
 * a change predicted for the features. The formulas stand at `BandFeatureMeter`, which is the thing to use in a loop.
 *
 * @param bandCentreHz centres of the bands of `spectrum`, exact or nominal third octaves
 * @returns the features that exist: none in silence, none above the Nyquist frequency, no width where nothing sounds
 */
export function bandFeatures(spectrum: BandSpectrum, bandCentreHz: readonly Hertz[]): MeasuredFeature[] {
  const meter = bandFeatureMeter(bandCentreHz);
  const values = meter.measure(spectrum, new Float64Array(meter.ids.length));
  return meter.ids
    .map((id, i) => ({ id, scope: spectrum.scope, value: values[i] }))
    .filter(({ value }) => !Number.isNaN(value));
}

const METERS = new WeakMap<readonly Hertz[], BandFeatureMeter>();

/** The meter of a set of bands, made once for each array of centres. */
export function bandFeatureMeter(bandCentreHz: readonly Hertz[]): BandFeatureMeter {
  const known = METERS.get(bandCentreHz);
  if (known !== undefined) return known;
  const meter = new BandFeatureMeter(bandCentreHz);
  METERS.set(bandCentreHz, meter);
  return meter;
}

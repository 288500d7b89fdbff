import { powerToLufs } from '../dsp/loudness.ts';
import type { Hertz } from '../dsp/units.ts';
import type { BandSpectrum, Scope } from '../store/analysis-document.ts';
import { bandFeatureMeter } from './band-features.ts';
import { bassLevelDb } from './bass-level.ts';
import { unmeasured, type Measurement, type MeasuredFeature } from './feature-catalogue.ts';

/**
 * The drops against the breakdowns, from the mean spectra of both:
 *
 * - `energy.contrast`: how much louder they are (LU)
 * - `energy.bassContrast`: how much fuller in the bass (dB, 31.5–125 Hz)
 * - `energy.brightnessContrast`: how much higher their energy balances (octaves of `tone.centroid`)
 * - `energy.widthContrast`: how much wider (dB of `stereo.width`)
 * - `energy.densityContrast`: how many more onsets a beat (`energy.onsets`)
 *
 * All are missing where the track lacks either kind of section, each where it is silent in one: no bass, no side.
 *
 * @param onsets the features `energy.onsets`, as far as they were measured; others are passed over
 */
export function measureEnergyContrast(
  spectra: readonly BandSpectrum[],
  bandCentreHz: readonly Hertz[],
  onsets: readonly MeasuredFeature[],
): Measurement {
  const spectrumOf = (scope: Scope): BandSpectrum | undefined => spectra.find((spectrum) => spectrum.scope === scope);
  const [drop, breakdown] = [spectrumOf('drop'), spectrumOf('breakdown')];
  if (drop === undefined || breakdown === undefined) {
    return unmeasured(ALL_IDS, `The track has no ${drop === undefined ? 'drop' : 'breakdown'} to compare with.`);
  }
  const meter = bandFeatureMeter(bandCentreHz);
  const featuresOf = (spectrum: BandSpectrum): Map<string, number> => {
    const values = meter.measure(spectrum, new Float64Array(meter.ids.length));
    return new Map(meter.ids.map((id, i) => [id, values[i]]));
  };
  const [inDrop, inBreakdown] = [featuresOf(drop), featuresOf(breakdown)];
  const onsetsIn = (scope: Scope): number =>
    onsets.find((feature) => feature.id === 'energy.onsets' && feature.scope === scope)?.value ?? NaN;
  const differenceOf = (id: string): number => (inDrop.get(id) ?? NaN) - (inBreakdown.get(id) ?? NaN);
  const values: Record<(typeof ALL_IDS)[number], number> = {
    'energy.contrast': powerToLufs(meter.kWeightedPower(drop)) - powerToLufs(meter.kWeightedPower(breakdown)),
    'energy.bassContrast': bassLevelDb(drop, bandCentreHz) - bassLevelDb(breakdown, bandCentreHz),
    'energy.brightnessContrast': Math.log2(
      (inDrop.get('tone.centroid') ?? NaN) / (inBreakdown.get('tone.centroid') ?? NaN),
    ),
    'energy.widthContrast': differenceOf('stereo.width'),
    'energy.densityContrast': onsetsIn('drop') - onsetsIn('breakdown'),
  };
  const measurement: Measurement = { features: [], missing: [] };
  for (const id of ALL_IDS) {
    if (Number.isFinite(values[id])) measurement.features.push({ id, scope: 'whole', value: values[id] });
    else measurement.missing.push({ id, why: 'The breakdown or the drop is silent there.' });
  }
  return measurement;
}

const ALL_IDS = [
  'energy.contrast',
  'energy.bassContrast',
  'energy.brightnessContrast',
  'energy.widthContrast',
  'energy.densityContrast',
] as const;

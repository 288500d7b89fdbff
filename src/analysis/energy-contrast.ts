import { powerToLufs } from '../dsp/loudness.ts';
import type { Hertz } from '../dsp/units.ts';
import type { BandSpectrum, Scope } from '../store/analysis-document.ts';
import { bandFeatureMeter } from './band-features.ts';
import { bassLevelDb } from './bass-level.ts';
import type { Measurement } from './feature-catalogue.ts';

/**
 * `energy.contrast` and `energy.bassContrast`: how much louder (LU) and how much fuller in the bass (dB, 31.5–125 Hz)
 * the drops are than the breakdowns, from the mean spectra of both. Missing where the track lacks either, or has no
 * bass in one.
 */
export function measureEnergyContrast(spectra: readonly BandSpectrum[], bandCentreHz: readonly Hertz[]): Measurement {
  const spectrumOf = (scope: Scope): BandSpectrum | undefined => spectra.find((spectrum) => spectrum.scope === scope);
  const [drop, breakdown] = [spectrumOf('drop'), spectrumOf('breakdown')];
  if (drop === undefined || breakdown === undefined) {
    const why = `The track has no ${drop === undefined ? 'drop' : 'breakdown'} to compare with.`;
    return {
      features: [],
      missing: [
        { id: 'energy.contrast', why },
        { id: 'energy.bassContrast', why },
      ],
    };
  }
  const meter = bandFeatureMeter(bandCentreHz);
  const loudness = powerToLufs(meter.kWeightedPower(drop)) - powerToLufs(meter.kWeightedPower(breakdown));
  const bass = bassLevelDb(drop, bandCentreHz) - bassLevelDb(breakdown, bandCentreHz);
  const measurement: Measurement = { features: [], missing: [] };
  for (const [id, value] of [
    ['energy.contrast', loudness],
    ['energy.bassContrast', bass],
  ] as const) {
    if (Number.isFinite(value)) measurement.features.push({ id, scope: 'whole', value });
    else measurement.missing.push({ id, why: 'The breakdown or the drop is silent there.' });
  }
  return measurement;
}

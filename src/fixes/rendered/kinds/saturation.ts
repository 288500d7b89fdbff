import type { DeviceSettings } from '../../../devices/device-model.ts';
import { SATURATOR } from '../../../devices/saturator.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels, Hertz } from '../../../dsp/units.ts';
import type { StemRole } from '../../../store/stem-map-document.ts';
import { roundTo } from '../../fix-kind.ts';
import { usableDevices } from '../../kinds/device-change.ts';
import { INAUDIBLE_DB, type StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind, RenderedScene } from '../rendered-kind.ts';
import { severityOf } from '../../../gap/yardstick.ts';
import { featureKey } from '../../../store/analysis-document.ts';
import { isHeard } from '../stem-evidence.ts';
import { settingsChanges } from './settings-changes.ts';

/**
 * What sounds richer with harmonics; drums and effects sound broken, and what is missing up there is not a bass's to
 * make: the one that was driven for it in a bench, by 18 dB, came out further from what it had been.
 */
const TONAL_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['acid', 'lead', 'pluck', 'pad', 'vocal']);
/** Least distance from the band, in spreads, that counts a band as missing … */
const LEAST_SEVERITY = 0.5;
/** … and how many third octaves of an octave and a half have to be. */
const LEAST_BANDS_MISSING = 3;
/** What lies below is the body that harmonics are made of. */
const LOWEST_HARMONICS_HZ: Hertz = 1500;
const STEP_DB: Decibels = 1;
/** Past full scale; more is a distortion pedal. */
const MOST_DB: Decibels = 15;
const TYPICAL_DB: Decibels = 6;
/** The device's own range. */
const MOST_DRIVE_DB: Decibels = 36;
const OUTPUT_STEP_DB: Decibels = 0.5;

/**
 * A dull or thin stem with nothing up there that an equaliser could raise: a Saturator, which makes harmonics of what
 * is there, as loud afterwards as before. The size is how far its peaks are driven past full scale.
 */
export const saturationKind: RenderedKind = {
  name: 'saturation',
  candidates(scene) {
    const missing = missingBands(scene);
    if (missing.length < LEAST_BANDS_MISSING) return [];
    return scene.stems
      .filter(({ role, devicesOpen }) => devicesOpen && TONAL_ROLES.has(role))
      .filter((stem) => isHeard(stem) && usableDevices(stem.track, SATURATOR).length === 0)
      .filter((stem) => isEmptyAt(stem, missing, scene.analysis.bandCentreHz))
      .flatMap((stem) => candidateOf(stem, scene));
  },
};

/** Third octaves above the body that are too quiet in the passage's kind of section. */
function missingBands({ rows, values, section }: RenderedScene): Hertz[] {
  return rows.flatMap((row) => {
    const { feature, scope } = row;
    if (!feature.id.startsWith('tone.band.') || scope !== section.stretch.kind) return [];
    const hz = Number(feature.id.slice('tone.band.'.length));
    const value = values.get(featureKey(feature.id, scope));
    return hz >= LOWEST_HARMONICS_HZ && value !== undefined && severityOf(row, value) <= -LEAST_SEVERITY ? [hz] : [];
  });
}

/** Where it is not heard in any of them, there is nothing to boost. */
function isEmptyAt({ audibilityDb }: StemContext, missing: readonly Hertz[], bandCentreHz: readonly Hertz[]): boolean {
  return bandCentreHz.every((hz, b) => !missing.includes(hz) || audibilityDb[b] < INAUDIBLE_DB);
}

function candidateOf(stem: StemContext, scene: RenderedScene): RenderedCandidate[] {
  const peakDb = scene.readings.factsOf(stem.index)?.samplePeakDb ?? -Infinity;
  if (!(peakDb > MOST_DB - MOST_DRIVE_DB)) return [];
  const known = new Map<number, DeviceSettings>();
  const settingsOf = (size: Decibels): DeviceSettings => {
    const bare = { Drive: roundTo(size - peakDb, OUTPUT_STEP_DB), Type: 'Analog Clip' };
    const lossDb = (): Decibels => scene.readings.lossOf([{ place: stem.index, model: SATURATOR, settings: bare }]);
    const settings = known.get(size) ?? { ...bare, Output: roundTo(Math.min(0, lossDb()), OUTPUT_STEP_DB) };
    known.set(size, settings);
    return settings;
  };
  return [
    {
      kind: 'saturation',
      stem: stem.index,
      track: stem.track.name,
      role: stem.role,
      grid: [TYPICAL_DB],
      step: STEP_DB,
      limits: [STEP_DB, MOST_DB],
      typicalSize: TYPICAL_DB,
      about: ['tone.band'],
      model: SATURATOR.name,
      devices: (size) => [{ place: stem.index, model: SATURATOR, settings: settingsOf(size) }],
      place: (size) => ({
        device: SATURATOR.name,
        insert: true,
        changes: settingsChanges({ model: SATURATOR, standing: undefined }, settingsOf(size)),
        spot: `Saturator, drive ${withUnit(Number(settingsOf(size).Drive), 'dB')}, output ${withUnit(Number(settingsOf(size).Output), 'dB')}`,
      }),
      phrase: (size) => `saturate, its peaks ${withUnit(size, 'dB')} past full scale`,
      risk: (size) => (size > TYPICAL_DB ? 'high' : 'medium'),
    },
  ];
}

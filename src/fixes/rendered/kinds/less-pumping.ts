import { COMPRESSOR } from '../../../devices/compressor.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels } from '../../../dsp/units.ts';
import { changedDucking } from '../../keyed-ducking.ts';
import { mayWrite } from '../../kinds/device-change.ts';
import type { StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind, RenderedScene } from '../rendered-kind.ts';
import { LEAST_SEVERITY, rowSeverity } from '../row-severity.ts';
import { duckingCompressor, shallowerThreshold, type DuckingCompressor } from './ducking-compressor.ts';
import { settingsChanges } from './settings-changes.ts';

const TYPICAL_DB: Decibels = 4;
/** What is left of a dip: less is no sidechain any more. */
const LEAST_LEFT_DB: Decibels = 2;

/**
 * A shallower dip under the kick, by the threshold of the Compressor that makes it. The size is by how much shallower.
 *
 * Its gain hangs on the kick alone, so that what it did to the stem can be taken back and done anew.
 */
export const lessPumpingKind: RenderedKind = {
  name: 'less pumping',
  candidates(scene) {
    if (rowSeverity(scene.rows, scene.values, 'pumping.depth') < LEAST_SEVERITY) return [];
    return scene.stems.flatMap((stem) => shallowerDuck(stem, scene) ?? []);
  },
};

/** Such a dip on one stem; `undefined` where no Compressor that may be turned is seen to make it. */
export function shallowerDuck(stem: StemContext, scene: RenderedScene): RenderedCandidate | undefined {
  const found = stem.devicesOpen ? duckingCompressor(stem, scene) : undefined;
  if (found === undefined || scene.kick === undefined || !mayWrite(found.device, 'Threshold')) return undefined;
  return found.depthDb > LEAST_LEFT_DB + 1 ? candidateOf(stem, found, scene.kick) : undefined;
}

function candidateOf(
  stem: StemContext,
  found: DuckingCompressor,
  kick: NonNullable<RenderedScene['kick']>,
): RenderedCandidate {
  const { device, settings: before, depthDb } = found;
  const thresholdAfter = (size: number): Decibels => shallowerThreshold(found, size);
  return {
    kind: 'less pumping',
    stem: stem.index,
    track: stem.track.name,
    role: stem.role,
    grid: [Math.min(TYPICAL_DB, depthDb - LEAST_LEFT_DB)],
    step: 1,
    limits: [1, Math.floor(depthDb - LEAST_LEFT_DB)],
    typicalSize: TYPICAL_DB,
    model: COMPRESSOR.name,
    devices: (size) => [
      {
        place: stem.index,
        model: changedDucking(before, { ...before, Threshold: thresholdAfter(size) }),
        settings: {},
        key: kick.index,
      },
    ],
    place: (size) => ({
      device: device.standing?.name ?? COMPRESSOR.name,
      insert: false,
      changes: settingsChanges(device, { Threshold: thresholdAfter(size) }),
      spot: `${device.standing?.name ?? COMPRESSOR.name}, sidechain`,
    }),
    standing: { settings: before, hears: kick.track },
    phrase: (size) => `duck by ${withUnit(size, 'dB')} less under the kick`,
    risk: (size) => (size > TYPICAL_DB ? 'medium' : 'low'),
  };
}

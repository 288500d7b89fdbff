import { isGridded } from '../../../analysis/beat-grid.ts';
import { COMPRESSOR } from '../../../devices/compressor.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels } from '../../../dsp/units.ts';
import { roundTo } from '../../fix-kind.ts';
import { changedDucking } from '../../keyed-ducking.ts';
import { mayWrite, shownIn, usableDevices, type DeviceInPlace } from '../../kinds/device-change.ts';
import type { StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind, RenderedScene } from '../rendered-kind.ts';
import { LEAST_SEVERITY, rowSeverity } from '../row-severity.ts';
import { duckOf } from './duck-settings.ts';
import { settingsChanges } from './settings-changes.ts';

/** Where the Compressor, hearing the kick, would dip this differently from the stem, it hears something else. */
const MOST_DISAGREEMENT_DB: Decibels = 4;
const TYPICAL_DB: Decibels = 4;
/** What is left of a dip: less is no sidechain any more. */
const LEAST_LEFT_DB: Decibels = 2;
const THRESHOLD_STEP_DB: Decibels = 0.5;

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

/** Such a dip on one stem; `undefined` where no Compressor on its track is seen to make it. */
export function shallowerDuck(
  stem: StemContext,
  { section, kick, readings }: RenderedScene,
): RenderedCandidate | undefined {
  const key = section.stems.find(({ index }) => index === kick?.index)?.signal;
  if (kick === undefined || key === undefined || !isGridded(section.grid) || section.stretch.bars === 0) {
    return undefined;
  }
  const device = keyedCompressor(stem);
  const ducking = readings.factsOf(stem.index)?.ducking;
  if (device === undefined || ducking === undefined || typeof ducking === 'string') return undefined;
  const { depthDb } = duckOf(settingsOf(device), key, section.grid);
  const isIt = Math.abs(depthDb - ducking.depthDb) < MOST_DISAGREEMENT_DB;
  return isIt && depthDb > LEAST_LEFT_DB + 1 ? candidateOf(stem, device, depthDb, kick) : undefined;
}

function candidateOf(
  stem: StemContext,
  device: DeviceInPlace,
  depthDb: Decibels,
  kick: NonNullable<RenderedScene['kick']>,
): RenderedCandidate {
  const before = settingsOf(device);
  const share = 1 - 1 / Number(before.Ratio);
  const thresholdAfter = (size: number): Decibels =>
    roundTo(Math.min(0, Number(before.Threshold) + size / share), THRESHOLD_STEP_DB);
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

/** The one Compressor on the track that listens to another track alone, and whose threshold is free. */
function keyedCompressor(stem: StemContext): DeviceInPlace | undefined {
  if (!stem.devicesOpen) return undefined;
  const keyed = usableDevices(stem.track, COMPRESSOR)
    .map((standing): DeviceInPlace => ({ model: COMPRESSOR, standing }))
    .filter((device) => shownIn(device, 'S/C On') === 'On');
  const [device] = keyed;
  const hearsKeyAlone = keyed.length === 1 && shownIn(device, 'S/C Mix') === 100 && shownIn(device, 'Dry/Wet') === 100;
  if (!hearsKeyAlone || !mayWrite(device, 'Threshold') || Number(shownIn(device, 'Ratio')) <= 1) return undefined;
  const isShut = Object.values(settingsOf(device)).some(
    (value) => typeof value === 'number' && !Number.isFinite(value),
  );
  return isShut ? undefined : device;
}

function settingsOf(device: DeviceInPlace): DeviceSettings {
  return Object.fromEntries(COMPRESSOR.parameters.map(({ name }) => [name, shownIn(device, name)]));
}

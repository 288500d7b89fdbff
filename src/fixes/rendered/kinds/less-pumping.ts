import { isGridded } from '../../../analysis/beat-grid.ts';
import { COMPRESSOR } from '../../../devices/compressor.ts';
import type { DeviceModel, DeviceSettings, KeySignal } from '../../../devices/device-model.ts';
import { withUnit } from '../../../dsp/spoken-units.ts';
import type { Decibels } from '../../../dsp/units.ts';
import { roundTo } from '../../fix-kind.ts';
import { mayWrite, shownIn, usableDevices, type DeviceInPlace } from '../../kinds/device-change.ts';
import type { StemContext } from '../../stem-context.ts';
import type { RenderedCandidate, RenderedKind } from '../rendered-kind.ts';
import { rowSeverity } from '../row-severity.ts';
import { duckOf } from './duck-settings.ts';
import { settingsChanges } from './settings-changes.ts';

/** Least distance from the band, in spreads, that asks for a change. */
const LEAST_SEVERITY = 0.5;
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
    const { section, kick, rows, values } = scene;
    const key = section.stems.find(({ index }) => index === kick?.index)?.signal;
    if (kick === undefined || key === undefined || !isGridded(section.grid) || section.stretch.bars === 0) return [];
    if (rowSeverity(rows, values, 'pumping.depth') < LEAST_SEVERITY) return [];
    return scene.stems.flatMap((stem) => {
      const device = keyedCompressor(stem);
      const ducking = scene.factsOf(stem.index)?.ducking;
      if (device === undefined || ducking === undefined || typeof ducking === 'string') return [];
      const { depthDb } = duckOf(settingsOf(device), key, section.grid);
      const isIt = Math.abs(depthDb - ducking.depthDb) < MOST_DISAGREEMENT_DB;
      return isIt && depthDb > LEAST_LEFT_DB + 1 ? [candidateOf(stem, device, depthDb, kick.index)] : [];
    });
  },
};

function candidateOf(stem: StemContext, device: DeviceInPlace, depthDb: Decibels, key: number): RenderedCandidate {
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
        model: changedDuck(before, { ...before, Threshold: thresholdAfter(size) }),
        settings: {},
        key,
      },
    ],
    place: (size) => ({
      device: device.standing?.name ?? COMPRESSOR.name,
      insert: false,
      changes: settingsChanges(device, { Threshold: thresholdAfter(size) }),
      spot: `${device.standing?.name ?? COMPRESSOR.name}, sidechain`,
    }),
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
  return hearsKeyAlone && mayWrite(device, 'Threshold') && Number(shownIn(device, 'Ratio')) > 1 ? device : undefined;
}

function settingsOf(device: DeviceInPlace): DeviceSettings {
  return Object.fromEntries(COMPRESSOR.parameters.map(({ name }) => [name, shownIn(device, name)]));
}

/** What turning a keyed Compressor changes: its new gain over its old one, moment by moment. */
function changedDuck(before: DeviceSettings, after: DeviceSettings): Pick<DeviceModel, 'createProcessor'> {
  return {
    createProcessor(_, sampleRateHz) {
      const [old, now] = [before, after].map((settings) => COMPRESSOR.createProcessor(settings, sampleRateHz));
      const gainOf = (processor: typeof old, frames: number, key: KeySignal | undefined): Float32Array => {
        const gain = new Float32Array(frames).fill(1);
        processor.process(gain, gain.slice(), frames, key);
        return gain;
      };
      return {
        latencyFrames: 0,
        process(left, right, frames, key) {
          const [from, to] = [gainOf(old, frames, key), gainOf(now, frames, key)];
          for (let n = 0; n < frames; n++) {
            left[n] *= to[n] / from[n];
            right[n] *= to[n] / from[n];
          }
        },
      };
    },
  };
}

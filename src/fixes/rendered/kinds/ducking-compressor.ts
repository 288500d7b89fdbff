import { isGridded } from '../../../analysis/beat-grid.ts';
import { COMPRESSOR } from '../../../devices/compressor.ts';
import type { DeviceSettings } from '../../../devices/device-model.ts';
import type { Decibels } from '../../../dsp/units.ts';
import { roundTo } from '../../fix-kind.ts';
import { shownIn, type DeviceInPlace } from '../../kinds/device-change.ts';
import type { StemContext } from '../../stem-context.ts';
import type { RenderedScene } from '../rendered-kind.ts';
import { duckOf } from './duck-settings.ts';
import { hearsKeyAlone, keyedCompressors, mayHear } from './keyed-compressors.ts';

/** Where the Compressor, hearing the kick, would dip this differently from the stem, something else makes the dip. */
const MOST_DISAGREEMENT_DB: Decibels = 4;
const THRESHOLD_STEP_DB: Decibels = 0.5;

/** A Compressor that hears the kick and makes the dip of a stem. */
export interface DuckingCompressor {
  device: DeviceInPlace;
  settings: DeviceSettings;
  /** The dip it makes. */
  depthDb: Decibels;
}

/**
 * The one Compressor on the track of a stem that is seen to make its dip: it listens to the kick alone, as far as the
 * set tells, and would dip as deep as the stem does.
 *
 * @returns `undefined` where none does, or nothing ducks in time with a beat
 */
export function duckingCompressor(
  stem: StemContext,
  { section, kick, readings }: RenderedScene,
): DuckingCompressor | undefined {
  const key = section.stems.find(({ index }) => index === kick?.index)?.signal;
  if (kick === undefined || key === undefined || !isGridded(section.grid) || section.stretch.bars === 0) {
    return undefined;
  }
  const [device, ...others] = keyedCompressors(stem);
  if (device === undefined || others.length > 0 || !hearsKeyAlone(device) || !mayHear(device, kick.track)) {
    return undefined;
  }
  const settings = settingsOf(device);
  const isShut = Object.values(settings).some((value) => typeof value === 'number' && !Number.isFinite(value));
  const ducking = readings.factsOf(stem.index)?.ducking;
  if (isShut || Number(settings.Ratio) <= 1 || ducking === undefined || typeof ducking === 'string') return undefined;
  const { depthDb } = duckOf(settings, key, section.grid);
  return Math.abs(depthDb - ducking.depthDb) < MOST_DISAGREEMENT_DB ? { device, settings, depthDb } : undefined;
}

/** Where its threshold has to stand for a dip that is shallower by so much: above it, 1 − 1/ratio of it is taken. */
export function shallowerThreshold({ settings }: DuckingCompressor, lessDb: Decibels): Decibels {
  const share = 1 - 1 / Number(settings.Ratio);
  return roundTo(Math.min(0, Number(settings.Threshold) + lessDb / share), THRESHOLD_STEP_DB);
}

function settingsOf(device: DeviceInPlace): DeviceSettings {
  return Object.fromEntries(COMPRESSOR.parameters.map(({ name }) => [name, shownIn(device, name)]));
}

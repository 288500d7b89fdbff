import type { DeviceModel, DeviceSettings } from '../../devices/device-model.ts';
import type { Decibels } from '../../dsp/units.ts';
import { deviceByClassName, deviceByName } from '../../devices/devices.ts';
import type { SetSnapshot, TrackSnapshot } from '../../live/live-set.ts';
import type { DisplayValue, Fix } from '../../store/plan-document.ts';
import { MAIN_INDEX, type StemContext } from '../stem-context.ts';
import { differenceOf } from '../steps-on-stems.ts';

/** A device at the end of what a stem was bounced through: its sound is the change that a fix makes. */
export interface AddedDevice {
  /** The stem's place in the mix model, or `MAIN_INDEX`. */
  place: number;
  model: Pick<DeviceModel, 'createProcessor'>;
  settings: DeviceSettings;
  /** The stem, by its place in the mix model, that its sidechain hears. */
  key?: number;
  /** On the main track: how much harder the master is driven that the bounce went through already. */
  driveDb?: Decibels;
}

/** A master that is driven harder or, below 0, less hard, with all else as it is. */
export function masterDrive(driveDb: Decibels): AddedDevice {
  const model = { createProcessor: () => ({ latencyFrames: 0, process: () => undefined }) };
  return { place: MAIN_INDEX, model, settings: {}, driveDb };
}

/**
 * The fixes of a plan as devices on the bounced stems. As in `stepsOnStems`, only the difference to what stood there is
 * to be heard; fixes that share a device on a track make one.
 *
 * Fixes on tracks that are no stem, and on devices that are not modelled, are left out: nobody could tell their sound.
 */
export function addedDevices(
  fixes: readonly Pick<Fix, 'track' | 'device' | 'changes' | 'advice'>[],
  stems: readonly StemContext[],
  snapshot: SetSnapshot,
): AddedDevice[] {
  const added = new Map<string, AddedDevice & { settings: Record<string, DisplayValue> }>();
  for (const { track, device, changes, advice } of fixes) {
    if (advice) continue;
    const found = snapshot.tracks.find(({ name }) => name === track);
    const place = found?.kind === 'main' ? MAIN_INDEX : stems.find((stem) => stem.track.name === track)?.index;
    const model = modelOf(device, found);
    if (place === undefined || model === undefined) continue;
    const key = `${String(place)} ${device}`;
    const entry = added.get(key) ?? { place, model, settings: {} };
    for (const change of changes) entry.settings[change.parameter] = differenceOf(change);
    added.set(key, entry);
  }
  return [...added.values()];
}

/** A person may have renamed the device; its class stays. */
function modelOf(device: string, track: TrackSnapshot | undefined): DeviceModel | undefined {
  const standing = track?.devices.find(({ name }) => name === device);
  if (standing !== undefined) return deviceByClassName(standing.className);
  return deviceByName(device);
}

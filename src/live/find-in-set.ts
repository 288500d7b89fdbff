import { deviceByClassName, deviceByName } from '../devices/devices.ts';
import type { DeviceModel } from '../devices/device-model.ts';
import { findParameter } from '../devices/device-settings.ts';
import { MIXER, MIXER_NAME } from '../devices/mixer.ts';
import { Failure } from '../store/failure.ts';
import type { DeviceSnapshot, ParameterSnapshot, SetSnapshot, TrackSnapshot } from './live-set.ts';

/** Objects of a set by the names a plan or a receipt gives them: the only handles that outlive a session. */

/** Names of the main track across versions of Live. */
const MAIN_NAMES = ['Main', 'Master'];

/**
 * The one track of a name; the main track answers to `Main` and `Master` whatever it is called.
 *
 * @throws Failure 'refused' where no track, or more than one, has the name.
 */
export function findTrack(set: SetSnapshot, name: string): TrackSnapshot {
  const wanted = name.normalize();
  let found = set.tracks.filter((track) => track.name.normalize() === wanted);
  if (found.length === 0 && MAIN_NAMES.includes(name)) found = set.tracks.filter((track) => track.kind === 'main');
  if (found.length === 1) return found[0];
  throw new Failure(
    'refused',
    found.length === 0
      ? `The set has no track "${name}"; rename the track in Live or make a new plan.`
      : `The set has ${found.length} tracks called "${name}"; give each its own name in Live, then make a new plan.`,
  );
}

/**
 * All devices of a track a name may mean: those called so, else those of the model of that name which a person renamed.
 */
export function devicesNamed(track: TrackSnapshot, name: string): readonly DeviceSnapshot[] {
  const called = track.devices.filter((device) => device.name === name);
  if (called.length > 0) return called;
  const className = deviceByName(name)?.className;
  return track.devices.filter((device) => device.className === className);
}

/**
 * The one device of a name on a track.
 *
 * @throws Failure 'refused' where there is none, or more than one.
 */
export function findDevice(track: TrackSnapshot, name: string): DeviceSnapshot {
  const found = devicesNamed(track, name);
  if (found.length === 1) return found[0];
  throw new Failure(
    'refused',
    found.length === 0
      ? `${track.name} has no device "${name}"; make a new plan for the set as it is now.`
      : `${track.name} has ${found.length} devices "${name}"; rename the one that is meant in Live, then make a new plan.`,
  );
}

/** A track's mixer or a device of it, as an owner of parameters. */
export interface ParameterOwner {
  label: string;
  model: DeviceModel | undefined;
  parameters: readonly ParameterSnapshot[];
}

/** What a step's device is on a track: `Mixer`, or a device. @throws Failure 'refused' as `findDevice` does. */
export function findOwner(track: TrackSnapshot, deviceName: string): ParameterOwner {
  if (deviceName !== MIXER_NAME) return ownerOf(track, findDevice(track, deviceName));
  return { label: `${track.name} › ${MIXER_NAME}`, model: MIXER, parameters: track.mixer };
}

export function ownerOf(track: TrackSnapshot, device: DeviceSnapshot): ParameterOwner {
  return {
    label: `${track.name} › ${device.name}`,
    model: deviceByClassName(device.className),
    parameters: device.parameters,
  };
}

/**
 * A parameter by the name it shows, its original name, or a name it has in another version of Live; never by its place.
 *
 * @throws Failure 'refused' where there is none.
 */
export function findOwnedParameter({ label, model, parameters }: ParameterOwner, name: string): ParameterSnapshot {
  const row = model && findParameter(model, name);
  const names = [name, ...(row ? [row.name, ...row.aliases] : [])];
  for (const one of names) {
    const found =
      parameters.find((parameter) => parameter.name === one) ??
      parameters.find((parameter) => parameter.originalName === one);
    if (found) return found;
  }
  throw new Failure('refused', `${label} has no parameter "${name}"; make a new plan for the set as it is now.`);
}

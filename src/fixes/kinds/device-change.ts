import type { DeviceModel } from '../../devices/device-model.ts';
import { defaultDisplay, findParameter } from '../../devices/device-settings.ts';
import type { DeviceSnapshot, ParameterSnapshot, TrackSnapshot } from '../../live/live-set.ts';
import type { DisplayValue, FixChange } from '../../store/plan-document.ts';
import { roundTo } from '../fix-kind.ts';

/** One change in the words of a plan. */
export function changeOf(parameter: string, from: DisplayValue, to: DisplayValue, unit: string): FixChange {
  return { parameter, from, to, unit };
}

/** A device that stands on the track, or one of Live's own that would be inserted at its defaults. */
export interface DeviceInPlace {
  model: DeviceModel;
  /** `undefined`: to be inserted. */
  standing: DeviceSnapshot | undefined;
}

/**
 * The devices of a model on a track that a plan may name without doubt: switched on, and no other of the same name
 * beside them.
 */
export function usableDevices(track: TrackSnapshot, model: DeviceModel): DeviceSnapshot[] {
  return track.devices.filter(
    (device) =>
      device.className === model.className &&
      device.active &&
      track.devices.filter(({ name }) => name === device.name).length === 1,
  );
}

/** A parameter of a standing device by any name the model knows it under. */
export function parameterOf({ model, standing }: DeviceInPlace, name: string): ParameterSnapshot | undefined {
  const row = findParameter(model, name);
  const names = row === undefined ? [name] : [row.name, ...row.aliases];
  return standing?.parameters.find(
    (parameter) => names.includes(parameter.name) || names.includes(parameter.originalName),
  );
}

/** Whether a parameter may be written: always on a device that is to be inserted. */
export function mayWrite(device: DeviceInPlace, name: string): boolean {
  if (device.standing === undefined) return true;
  const parameter = parameterOf(device, name);
  return parameter !== undefined && parameter.enabled && parameter.automation !== 'active';
}

/** What a parameter shows: as it stands, or as a fresh device shows it. */
export function shownIn(device: DeviceInPlace, name: string): DisplayValue {
  const parameter = parameterOf(device, name);
  if (parameter !== undefined) return parameter.display;
  const row = findParameter(device.model, name);
  const shown = row === undefined ? '' : defaultDisplay(row);
  return typeof shown === 'number' ? roundTo(Number(shown.toPrecision(3)), DISPLAY_DUST) : shown;
}

/** Display laws leave a rounding error; no display shows as little. */
const DISPLAY_DUST = 1e-6;

/** The changes that bring a device to these values; what already stands there is left out. */
export function changesTo(
  device: DeviceInPlace,
  wanted: readonly (readonly [string, DisplayValue, string])[],
): FixChange[] {
  return wanted.flatMap(([name, to, unit]) => {
    const from = shownIn(device, name);
    const value = typeof to === 'number' ? roundTo(to, 0.01) : to;
    const same =
      typeof from === 'number' && typeof value === 'number' ? Math.abs(from - value) < 0.005 : from === value;
    return same ? [] : [changeOf(parameterOf(device, name)?.name ?? name, from, value, unit)];
  });
}

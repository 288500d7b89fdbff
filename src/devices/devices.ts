import { COMPRESSOR } from './compressor.ts';
import type { DeviceModel } from './device-model.ts';
import { EQ_EIGHT } from './eq-eight.ts';
import { LIMITER } from './limiter.ts';
import { MIXER } from './mixer.ts';
import { UTILITY } from './utility.ts';

/** Live's own devices that are modelled, and that a plan may insert. */
export const DEVICES: readonly DeviceModel[] = [EQ_EIGHT, UTILITY, COMPRESSOR, LIMITER];

/** A modelled device, or the mixer, by the name Live's browser shows; undefined for anything else. */
export function deviceByName(name: string): DeviceModel | undefined {
  return [...DEVICES, MIXER].find((device) => device.name === name);
}

/** The same by `Device.class_name`, which stays when a person renames a device. */
export function deviceByClassName(className: string): DeviceModel | undefined {
  return [...DEVICES, MIXER].find((device) => device.className === className);
}

import { AUTO_FILTER } from './auto-filter.ts';
import { CHANNEL_EQ } from './channel-eq.ts';
import { COMPRESSOR } from './compressor.ts';
import type { DeviceModel } from './device-model.ts';
import { DRUM_BUSS } from './drum-buss.ts';
import { EQ_EIGHT } from './eq-eight.ts';
import { GLUE_COMPRESSOR } from './glue-compressor.ts';
import { LIMITER } from './limiter.ts';
import { MIXER } from './mixer.ts';
import { MULTIBAND_DYNAMICS } from './multiband-dynamics.ts';
import { SATURATOR } from './saturator.ts';
import { UTILITY } from './utility.ts';

/** Live's own devices that are modelled, and that a plan may insert. */
export const DEVICES: readonly DeviceModel[] = [
  EQ_EIGHT,
  CHANNEL_EQ,
  UTILITY,
  COMPRESSOR,
  GLUE_COMPRESSOR,
  LIMITER,
  MULTIBAND_DYNAMICS,
  SATURATOR,
  DRUM_BUSS,
  AUTO_FILTER,
];

/** A modelled device, or the mixer, by the name Live's browser shows; undefined for anything else. */
export function deviceByName(name: string): DeviceModel | undefined {
  return [...DEVICES, MIXER].find((device) => device.name === name);
}

/** The same by `Device.class_name`, which stays when a person renames a device. */
export function deviceByClassName(className: string): DeviceModel | undefined {
  return [...DEVICES, MIXER].find((device) => device.className === className);
}

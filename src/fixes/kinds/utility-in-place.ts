import { UTILITY } from '../../devices/utility.ts';
import type { Percent } from '../../dsp/units.ts';
import type { StemContext } from '../stem-context.ts';
import { mayWrite, shownIn, usableDevices, type DeviceInPlace } from './device-change.ts';

/** The Utility a fix would turn: the last one on the track whose parameter is free, else one to be inserted. */
export function utilityFor(
  stem: StemContext,
  parameter: string,
): (DeviceInPlace & { widthPercent: Percent }) | undefined {
  if (!stem.devicesOpen) return undefined;
  const standing = usableDevices(stem.track, UTILITY)
    .filter((device) => mayWrite({ model: UTILITY, standing: device }, parameter))
    .at(-1);
  const device: DeviceInPlace = { model: UTILITY, standing };
  const width = shownIn(device, 'Stereo Width');
  return { ...device, widthPercent: typeof width === 'number' ? width : 100 };
}

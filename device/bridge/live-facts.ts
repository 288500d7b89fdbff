import type { DevicePlace } from '../messages.ts';
import type { LiveCapabilities } from '../../src/live/live-set.ts';
import type { LiveObject, LiveObjects } from './live-objects.ts';
import { mixerOf } from './walk-set.ts';

export const MAIN_PATH = 'live_set master_track';

/** What this version of Live lets the bridge do, read from what Live says of its objects. */
export function capabilities(objects: LiveObjects): LiveCapabilities {
  const track = objects.at(MAIN_PATH);
  const insertDevice = track.hasFunction('insert_device');
  const displayValue = mixerOf(track)[0][1].hasProperty('display_value');
  return {
    liveVersion: liveVersion(objects),
    insertDevice,
    displayValue,
    misses: insertDevice ? [] : ['Live before 12.3 cannot insert devices'],
  };
}

/** Such as `12.3.5`. */
export function liveVersion(objects: LiveObjects): string {
  const app = objects.at('live_app');
  return ['get_major_version', 'get_minor_version', 'get_bugfix_version']
    .map((part) => String(app.call(part)))
    .join('.');
}

/** The track the device is on, however deep in racks. */
export function placeOf(objects: LiveObjects): DevicePlace {
  let track = objects.at('this_device');
  while (track.type !== 'Track') track = track.child('canonical_parent');
  return { kind: track.path === MAIN_PATH ? 'main' : 'track', track: track.text('name') };
}

/** `Bass › EQ Eight › 3 Gain A`, `Kick › Mixer › Volume`. */
export function labelOf(parameter: LiveObject): string {
  const names = [parameter.text('name')];
  for (let owner = parameter.child('canonical_parent'); ; owner = owner.child('canonical_parent')) {
    if (owner.type === 'MixerDevice') {
      const track = owner.child('canonical_parent');
      const shown = mixerOf(track).find(([, { id }]) => id === parameter.id)?.[0];
      return `${track.text('name')} › Mixer › ${shown ?? names[0]}`;
    }
    names.unshift(owner.text('name'));
    if (owner.type === 'Track') return names.join(' › ');
  }
}

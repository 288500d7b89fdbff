import type { DevicePlace } from '../messages.ts';
import type { LiveCapabilities } from '../../src/live/live-set.ts';
import type { LiveObject, LiveObjects } from './live-objects.ts';
import { mixerOf } from './walk-set.ts';

const MAIN_PATH = 'live_set master_track';

/** What this version of Live lets the bridge do, read from what Live says of its objects. */
export function capabilities(objects: LiveObjects): LiveCapabilities {
  const track = objects.at(MAIN_PATH);
  const insertDevice = track.hasFunction('insert_device');
  const displayValue = mixerOf(track)[0][1].hasProperty('display_value');
  return {
    liveVersion: liveVersion(objects),
    insertDevice,
    displayValue,
    // Every Live that runs this script has it; a single device without it is refused by name.
    routeSidechain: true,
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
  const track = trackOf(objects.at('this_device'));
  return { kind: track.path === MAIN_PATH ? 'main' : 'track', track: track.text('name') };
}

/** The track that a device is on, however deep in racks. */
export function trackOf(device: LiveObject): LiveObject {
  let owner = device;
  while (owner.type !== 'Track') owner = owner.child('canonical_parent');
  return owner;
}

/** The main track cannot be frozen, and Live faults whoever asks. */
export function isFrozen(track: LiveObject): boolean {
  return track.path !== MAIN_PATH && track.flag('is_frozen');
}

/** `Bass › EQ Eight › 3 Gain A`, `Kick › Mixer › Volume`; of a device `Bass › EQ Eight`. */
export function labelOf(object: LiveObject): string {
  const names = [object.text('name')];
  for (let owner = object.child('canonical_parent'); ; owner = owner.child('canonical_parent')) {
    if (owner.type === 'MixerDevice') {
      const track = owner.child('canonical_parent');
      const shown = mixerOf(track).find(([, { id }]) => id === object.id)?.[0];
      return `${track.text('name')} › Mixer › ${shown ?? names[0]}`;
    }
    names.unshift(owner.text('name'));
    if (owner.type === 'Track') return names.join(' › ');
  }
}

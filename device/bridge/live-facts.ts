import type { BridgePlace } from '../../src/live/bridge-protocol.ts';
import type { LiveCapabilities } from '../../src/live/live-set.ts';
import type { LiveObject, LiveObjects } from './live-objects.ts';
import { mixerOf, tracksOf } from './walk-set.ts';

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

/** The track the device is on, however deep in racks, and other devices of its name in the set. */
export function placeOf(objects: LiveObjects): BridgePlace {
  const device = objects.at('this_device');
  let track = device;
  while (track.type !== 'Track') track = track.child('canonical_parent');
  const { tracks, returns, main } = tracksOf(objects.at('live_set'));
  const name = device.text('name');
  const others = [...tracks, ...returns, main]
    .flatMap((one) => one.children('devices'))
    .filter((one) => one.id !== device.id && one.text('class_name') === M4L_CLASS && one.text('name') === name);
  return { kind: track.path === MAIN_PATH ? 'main' : 'track', track: track.text('name'), others: others.length };
}

/** Every Max audio effect has this class, whatever it does. */
const M4L_CLASS = 'MxDeviceAudioEffect';

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

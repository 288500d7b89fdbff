import { COMPRESSOR } from '../../../devices/compressor.ts';
import { isCalled, NO_INPUT } from '../../../live/sidechain-input.ts';
import { mayWrite, shownIn, usableDevices, type DeviceInPlace } from '../../kinds/device-change.ts';
import type { StemContext } from '../../stem-context.ts';

/** The Compressors on a track that are set to listen to another one. */
export function keyedCompressors(stem: StemContext): DeviceInPlace[] {
  return usableDevices(stem.track, COMPRESSOR)
    .map((standing): DeviceInPlace => ({ model: COMPRESSOR, standing }))
    .filter((device) => shownIn(device, 'S/C On') === 'On');
}

/** Whether nothing is routed into its sidechain; not where the set does not tell. */
export function isDeaf({ standing }: DeviceInPlace): boolean {
  return standing?.sidechain?.source === NO_INPUT;
}

/** Whether it may hear a track: it does, or the set does not tell. */
export function mayHear({ standing }: DeviceInPlace, track: string): boolean {
  return standing?.sidechain === undefined || isCalled(standing.sidechain.source, track);
}

/** Whether its gain hangs on what it hears alone, and all of the sound goes through it. */
export function hearsKeyAlone(device: DeviceInPlace): boolean {
  return shownIn(device, 'S/C Mix') === 100 && shownIn(device, 'Dry/Wet') === 100;
}

/** What a Compressor does with what it hears; the rest is its level, which stays. */
export const DUCKING_CONTROLS = [
  'Threshold',
  'Ratio',
  'Attack',
  'Release',
  'Auto Release On/Off',
  'Model',
  'Env Mode',
  'Knee',
  'LookAhead',
  'S/C EQ On',
  'S/C Gain',
] as const;

/**
 * The one Compressor on the track that was set to listen and hears nothing, as one does whose track was replaced: it
 * does nothing to the level until it is routed, so that it can be set anew. `undefined` where there is none, more than
 * one, one that would do something else as well, or one that stands at −∞ somewhere, which a plan cannot keep.
 */
export function deafCompressor(stem: StemContext): DeviceInPlace | undefined {
  const [device, ...others] = keyedCompressors(stem);
  if (device === undefined || others.length > 0 || !isDeaf(device) || !hearsKeyAlone(device)) return undefined;
  const isPlain =
    shownIn(device, 'Makeup') === 'Off' &&
    shownIn(device, 'S/C Listen') === 'Off' &&
    shownIn(device, 'Model') !== 'Expand';
  const mayBeSet = (name: string): boolean => {
    const shown = shownIn(device, name);
    return mayWrite(device, name) && (typeof shown === 'string' || Number.isFinite(shown));
  };
  return isPlain && DUCKING_CONTROLS.every(mayBeSet) ? device : undefined;
}

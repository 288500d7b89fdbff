import type { DeviceSnapshot } from './live-set.ts';

/** 64-bit FNV-1a. */
const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/**
 * Sixteen hex digits that change when any of a device's parameters does, so that undo can tell whether a person has
 * worked with a device since. Names and order of the parameters count; the device's own name does not.
 */
export function fingerprint(device: Pick<DeviceSnapshot, 'className' | 'parameters'>): string {
  const rows = device.parameters.map(({ originalName, raw }) => `${originalName}=${raw}`);
  let hash = FNV_OFFSET;
  for (const character of [device.className, ...rows].join('\n')) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * FNV_PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}

import type { Frames } from '../../dsp/units.ts';

/**
 * Whether the first element of an Apple Lossless packet tells of no more frames than packets of its track hold (as
 * Apple's own decoder reads it: a tag of 3 bits, an instance of 4, 12 that are 0, then a flag that a count of 32 bits
 * follows). The decoder believes any count, and goes round for minutes.
 *
 * @param cookie the track's description, which ends with an `ALACSpecificConfig` of 24 bytes
 */
export function isAlacPacketSound(packet: Uint8Array, cookie: Uint8Array): boolean {
  if (packet.length < HEADER_BYTES || !COUNTED_ELEMENTS.has(packet[0] >> 5)) return true;
  const hasCount = ((packet[2] >> 4) & 1) === 1;
  return !hasCount || bitsAt(packet, COUNT_AT_BIT) <= mostFrames(cookie);
}

/** Single channels, pairs, and the low-frequency channel. */
const COUNTED_ELEMENTS: ReadonlySet<number> = new Set([0, 1, 3]);
/** Tag, instance, reserved, flag, shift and escape. */
const COUNT_AT_BIT = 3 + 4 + 12 + 1 + 2 + 1;
const HEADER_BYTES = Math.ceil((COUNT_AT_BIT + 32) / 8);
const CONFIG_BYTES = 24;

/** The 32 bits from a place that is no byte's own. */
function bitsAt(bytes: Uint8Array, bit: number): number {
  let value = 0;
  for (let at = bit; at < bit + 32; at++) value = 2 * value + ((bytes[at >> 3] >> (7 - (at & 7))) & 1);
  return value;
}

function mostFrames(cookie: Uint8Array): Frames {
  return bitsAt(cookie, 8 * Math.max(0, cookie.length - CONFIG_BYTES));
}

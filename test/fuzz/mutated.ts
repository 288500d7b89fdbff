import type { Random } from '../../src/dsp/seeded-random.ts';

/** Most damage goes where formats keep their lengths and kinds. */
const HEAD_BYTES = 200;

/** What lengths, offsets and counts are at their worst. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/**
 * A copy of a file with one to eight kinds of damage: bits turned, bytes replaced, lengths set to extremes, pieces cut
 * out, doubled, moved in from another file, or the end cut off. The same random numbers give the same copy.
 */
export function mutated(seed: Uint8Array, other: Uint8Array, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  const times = 1 + Math.floor(8 * random() ** 2);
  for (let i = 0; i < times; i++) bytes = damaged(bytes, other, random);
  return bytes;
}

function damaged(bytes: Buffer, other: Uint8Array, random: Random): Buffer {
  const below = (limit: number): number => Math.floor(limit * random());
  const place = (): number => below(random() < 0.6 ? Math.min(HEAD_BYTES, bytes.length) : bytes.length);
  const at = place();
  const length = 1 + below(Math.max(1, Math.min(random() < 0.5 ? 16 : 4096, bytes.length - at)));
  switch (below(7)) {
    case 0:
      if (at < bytes.length) bytes[at] ^= 1 << below(8);
      return bytes;
    case 1:
      for (let i = at; i < Math.min(at + 4, bytes.length); i++) bytes[i] = below(256);
      return bytes;
    case 2: {
      if (at + 4 > bytes.length) return bytes;
      const extreme = EXTREMES[below(EXTREMES.length)];
      return random() < 0.5 ? (bytes.writeUInt32LE(extreme, at), bytes) : (bytes.writeUInt32BE(extreme, at), bytes);
    }
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 5: {
      const from = below(Math.max(1, other.length - length));
      return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + length), bytes.subarray(at)]);
    }
    default:
      return bytes.subarray(0, at);
  }
}

import { decoder as createDecoder, type GaplessWindow } from '@audio/decode-aac';
import { isAlacPacketSound } from './alac-packets.ts';
import type { Mp4AudioTrack } from './mp4-boxes.ts';
import { damagedFailure } from './opened-container.ts';

/** A running decoder of AAC or Apple Lossless; `free` it in the end. */
export type Decoder = Awaited<ReturnType<typeof createDecoder>>;

/**
 * Starts a decoder for the packets of a track.
 *
 * @param trim what it shall cut off its output by itself; nothing by default.
 * @throws Failure 'input' where the track's codec description is not valid.
 */
export async function startDecoder(
  file: string,
  { boxes: { asc, alac } }: Mp4AudioTrack,
  trim: GaplessWindow | null = null,
): Promise<Decoder> {
  try {
    return await createDecoder({ ...(asc && { asc }), ...(alac && { alac }), ...(trim && { gapless: trim }) });
  } catch (error) {
    throw damagedFailure(file, 'its codec description is not valid', error);
  }
}

/**
 * Decodes packets, in order.
 *
 * @param alac the track's description where it is Apple Lossless
 * @throws Failure 'input' where one does not decode.
 */
export function decoded(
  file: string,
  decoder: Decoder,
  packets: Uint8Array[],
  alac?: Uint8Array,
): ReturnType<Decoder['decode']> {
  if (alac !== undefined && !packets.every((packet) => isAlacPacketSound(packet, alac)))
    throw damagedFailure(file, 'a packet tells of more sound than it can hold');
  try {
    return decoder.decode(packets);
  } catch (error) {
    throw damagedFailure(file, 'a packet does not decode', error);
  }
}

import type { ByteSource } from './byte-source.ts';
import type { Mp4AudioTrack } from './mp4-boxes.ts';

/** Where each packet of a track lies in the file. */
export interface PacketLayout {
  offsets: readonly number[];
  sizes: readonly number[];
}

/** Packets read and decoded together: 1024 frames each in AAC, about 1.4 s. */
const PACKETS_A_BATCH = 64;
/**
 * Small packets are silence or nearly; many of them make up one batch, so that reading does not cost more than
 * decoding.
 */
const SMALL_BATCH_BYTES = 2048;
const MOST_PACKETS_A_BATCH = 256;

/** Where each packet lies: chunk offsets, packets in each chunk, and packet sizes (ISO/IEC 14496-12, 8.7). */
export function packetLayout({ sizes, chunkOffsets, packetsInChunk }: Mp4AudioTrack): PacketLayout {
  const offsets: number[] = [];
  let run = 0;
  for (let chunk = 0; chunk < chunkOffsets.length && offsets.length < sizes.length; chunk++) {
    while (run + 1 < packetsInChunk.length && packetsInChunk[run + 1].firstChunk <= chunk + 1) run++;
    let offset = chunkOffsets[chunk];
    for (let i = 0; i < packetsInChunk[run].packets && offsets.length < sizes.length; i++) {
      offsets.push(offset);
      offset += sizes[offsets.length - 1];
    }
  }
  return { offsets, sizes };
}

/** All packets from `first` on, in batches. */
export async function* packetBatches(
  source: ByteSource,
  packets: PacketLayout,
  first: number,
): AsyncGenerator<Uint8Array[]> {
  const { offsets, sizes } = packets;
  for (let from = first; from < offsets.length;) {
    let bytes = 0;
    let to = from;
    while (
      to < offsets.length &&
      to - from < MOST_PACKETS_A_BATCH &&
      (to - from < PACKETS_A_BATCH || bytes + sizes[to] <= SMALL_BATCH_BYTES)
    ) {
      bytes += sizes[to++];
    }
    yield await readPackets(source, packets, from, to);
    from = to;
  }
}

/** Reads packets `from` to `to` with one read where they lie together, as they nearly always do. */
export async function readPackets(
  source: ByteSource,
  packets: PacketLayout,
  from: number,
  to: number,
): Promise<Uint8Array[]> {
  const offsets = packets.offsets.slice(from, to);
  const ends = offsets.map((offset, i) => offset + packets.sizes[from + i]);
  const total = packets.sizes.slice(from, to).reduce((sum, size) => sum + size, 0);
  const start = Math.min(...offsets);
  // Interleaved with something else (chapters): reading across it would be a waste.
  if (Math.max(...ends) - start > 2 * total) {
    return Promise.all(offsets.map((offset, i) => source.read(offset, ends[i] - offset)));
  }
  const bytes = await source.read(start, Math.max(...ends) - start);
  return offsets.map((offset, i) => bytes.subarray(offset - start, ends[i] - start));
}

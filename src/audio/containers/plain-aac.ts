import { gapless } from '@audio/decode-aac';
import type { Frames, Hertz } from '../../dsp/units.ts';
import { decoded, startDecoder } from './aac-decoder.ts';
import type { ByteSource } from './byte-source.ts';
import type { Mp4AudioTrack } from './mp4-boxes.ts';
import { packetBatches, type PacketLayout } from './mp4-packets.ts';
import type { DecodedChunk } from './opened-container.ts';

/** Frames of a packet of plain AAC. */
const PACKET: Frames = 1024;
/** AAC LC in the AudioSpecificConfig's first five bits (ISO/IEC 14496-3, table 1.17). */
const LOW_COMPLEXITY = 2;

/**
 * Whether a packet's sound needs only the packet itself and the one before it: so it is in AAC LC; spectral band
 * replication and the other profiles carry more from packet to packet.
 */
export function isPlainAac({ boxes: { asc } }: Mp4AudioTrack, framesAPacket: Frames): boolean {
  return asc !== undefined && asc[0] >> 3 === LOW_COMPLEXITY && framesAPacket === PACKET;
}

/**
 * Decodes plain AAC from any frame on, without priming and padding. Stems are mostly silence, which encoders store as
 * one packet again and again: once such a packet has turned out to be silence, its repetitions are not decoded any
 * more.
 */
export async function* plainAacChunks(
  source: ByteSource,
  track: Mp4AudioTrack,
  packets: PacketLayout,
  { sampleRateHz, channels }: { sampleRateHz: Hertz; channels: number },
  startFrame: Frames,
): AsyncGenerator<DecodedChunk> {
  const window = gapless(track.boxes);
  // In frames of all packets. A decoder keeps the first one's sound back, as it overlaps with a packet that it never
  // saw.
  const zero = Math.max(PACKET, Math.round((window?.start ?? 0) * sampleRateHz));
  const start = zero + startFrame;
  const end = window?.duration === undefined ? Infinity : zero + Math.round(window.duration * sampleRateHz);
  const first = Math.floor(start / PACKET) - 1;
  let position = (first + 1) * PACKET;
  const inside = (chunk: DecodedChunk): DecodedChunk => {
    const from = Math.min(chunk.frames, Math.max(0, start - position));
    const to = Math.max(from, Math.min(chunk.frames, end - position));
    position += chunk.frames;
    return { channels: chunk.channels.map((samples) => samples.subarray(from, to)), frames: to - from };
  };
  const decoder = await startDecoder(source.file, track);
  try {
    const silence = new SilentPackets();
    for await (const batch of packetBatches(source, packets, first)) {
      if (position >= end) return;
      for (const { isSilent, group } of silence.split(batch)) {
        const chunk = isSilent ? silent(group.length, channels) : chunkOf(decoded(source.file, decoder, group));
        if (!isSilent) silence.learn(chunk);
        const part = inside(chunk);
        if (part.frames > 0) yield part;
      }
    }
  } finally {
    decoder.free();
  }
}

function chunkOf({ channelData }: { channelData: Float32Array[] }): DecodedChunk {
  return { channels: channelData, frames: channelData[0]?.length ?? 0 };
}

function silent(packets: number, channels: number): DecodedChunk {
  const samples = new Float32Array(packets * PACKET);
  return { channels: new Array<Float32Array>(channels).fill(samples), frames: samples.length };
}

/**
 * Tells packets that need no decoding. A packet's output depends on it and the one before: where a packet that repeats
 * the one before came out as zeros, so will every further pair of the same two, and what the decoder remembers stays
 * the same.
 */
class SilentPackets {
  #before: Uint8Array = new Uint8Array(0);
  /** The last packet given out to be decoded, if it repeats the one before it. */
  #repeated: Uint8Array | undefined;
  #silence: Uint8Array | undefined;

  /** Cuts a batch into groups to be decoded and groups that are silent. After each of the former `learn` is called. */
  *split(batch: readonly Uint8Array[]): Generator<{ isSilent: boolean; group: Uint8Array[] }> {
    let group: Uint8Array[] = [];
    let isGroupSilent = false;
    for (const packet of batch) {
      const isRepeated = areEqual(packet, this.#before);
      const isSilent = isRepeated && this.#silence !== undefined && areEqual(packet, this.#silence);
      if (isSilent !== isGroupSilent && group.length > 0) {
        yield { isSilent: isGroupSilent, group };
        group = [];
      }
      group.push(packet);
      isGroupSilent = isSilent;
      this.#before = packet;
      if (!isSilent) this.#repeated = isRepeated ? packet : undefined;
    }
    if (group.length > 0) yield { isSilent: isGroupSilent, group };
  }

  /** @param chunk what the last group was decoded to. */
  learn({ channels, frames }: DecodedChunk): void {
    if (this.#repeated === undefined || frames < PACKET) return;
    if (channels.every((samples) => samples.subarray(frames - PACKET).every((sample) => sample === 0))) {
      this.#silence = this.#repeated;
    }
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

import { decoder as createDecoder, gapless } from '@audio/decode-aac';
import type { Frames, Hertz } from '../../dsp/units.ts';
import type { ByteSource } from './byte-source.ts';
import { readMp4, type Mp4AudioTrack } from './mp4-boxes.ts';
import {
  cutShortFailure,
  damagedFailure,
  unsupportedFailure,
  type DecodedChunk,
  type OpenedContainer,
} from './opened-container.ts';
import { MOST_CHANNELS, speakersOf, type Speaker } from './speakers.ts';

/** Packets handed to the decoder at once: 1024 frames each, about 1.4 s. */
const PACKETS_A_BATCH = 64;
/** Packets to decode until rate and channels are certain: the first only primes the decoder. */
const PACKETS_TO_LEARN_FORMAT = 4;
/** The decoder holds one packet back: 1024 frames, 2048 with spectral band replication; a file may also lack a final one. */
const SLACK_PACKETS = 2;

/**
 * Opens M4A: AAC (LC, HE and HEv2) or Apple Lossless in MP4. The boxes are read here and the packets handed to the decoder in
 * batches, so a file is streamed wherever its index stands. The encoder's priming and padding, told by the edit list or by
 * iTunes' `iTunSMPB`, are taken off. A file's header does not reliably tell rate and channels of HE-AAC; the first
 * packets are decoded to learn them.
 *
 * @throws Failure 'input' where packets lie beyond the end of the file, the codec is another, or the file is fragmented or video.
 */
export async function openM4a(source: ByteSource): Promise<OpenedContainer> {
  const track = await readMp4(source);
  const packets = packetLayout(track);
  const wholeSeconds = track.mediaSeconds;
  const there = packets.offsets.findIndex((offset, i) => offset + packets.sizes[i] > source.size);
  if (there >= 0) throw cutShortFailure(source.file, (wholeSeconds * there) / packets.sizes.length, wholeSeconds);
  const learnt = await learnFormat(source, track, packets);
  if (learnt.channels > MOST_CHANNELS) {
    throw unsupportedFailure(
      source.file,
      `has ${learnt.channels} channels, more than the ${MOST_CHANNELS} with a known order`,
    );
  }
  const window = gapless(track.boxes);
  const seconds = window?.duration ?? wholeSeconds - (window?.start ?? 0);
  return {
    format: {
      container: 'm4a',
      codec: track.codec,
      sampleRateHz: learnt.sampleRateHz,
      channels: learnt.channels,
      statedFrames: Math.round(seconds * learnt.sampleRateHz),
    },
    speakers:
      learnt.channels === MOST_CHANNELS && track.codec === 'aac' ? AAC_EIGHT : speakersOf(learnt.channels, 'smpte'),
    slackFrames: SLACK_PACKETS * learnt.framesAPacket,
    chunks: () => packetChunks(source, track, packets),
  };
}

/** Channel configuration 7 of ISO/IEC 14496-3, the only order the decoder leaves as it is stored. */
const AAC_EIGHT: readonly Speaker[] = ['C', 'L', 'R', 'Ls', 'Rs', 'Lb', 'Rb', 'LFE'];

interface PacketLayout {
  offsets: readonly number[];
  sizes: readonly number[];
}

/** Where each packet lies: chunk offsets, packets in each chunk, and packet sizes (ISO/IEC 14496-12, 8.7). */
function packetLayout({ sizes, chunkOffsets, packetsInChunk }: Mp4AudioTrack): PacketLayout {
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

async function learnFormat(
  source: ByteSource,
  track: Mp4AudioTrack,
  packets: PacketLayout,
): Promise<{ sampleRateHz: Hertz; channels: number; framesAPacket: Frames }> {
  const decoder = await startDecoder(source.file, track);
  try {
    const count = Math.min(PACKETS_TO_LEARN_FORMAT, packets.sizes.length);
    const { channelData, sampleRate } = decoded(source.file, decoder, await readPackets(source, packets, 0, count));
    if (channelData.length === 0) throw new EmptyStart();
    // One packet fewer comes out than goes in, so this rounds down to at least a packet's length.
    return {
      sampleRateHz: sampleRate,
      channels: channelData.length,
      framesAPacket: Math.ceil(channelData[0].length / Math.max(1, count - 1)),
    };
  } catch (error) {
    if (error instanceof EmptyStart) throw damagedFailure(source.file, 'its first packets do not decode');
    throw error;
  } finally {
    decoder.free();
  }
}

class EmptyStart extends Error {}

type Decoder = Awaited<ReturnType<typeof createDecoder>>;

async function startDecoder(
  file: string,
  { boxes: { asc, alac } }: Mp4AudioTrack,
  trim?: ReturnType<typeof gapless>,
): Promise<Decoder> {
  try {
    return await createDecoder({ ...(asc && { asc }), ...(alac && { alac }), ...(trim && { gapless: trim }) });
  } catch (error) {
    throw damagedFailure(file, 'its codec description is not valid', error);
  }
}

function decoded(file: string, decoder: Decoder, packets: Uint8Array[]): ReturnType<Decoder['decode']> {
  try {
    return decoder.decode(packets);
  } catch (error) {
    throw damagedFailure(file, 'a packet does not decode', error);
  }
}

async function* packetChunks(
  source: ByteSource,
  track: Mp4AudioTrack,
  packets: PacketLayout,
): AsyncGenerator<DecodedChunk> {
  const decoder = await startDecoder(source.file, track, gapless(track.boxes));
  try {
    for (let at = 0; at < packets.offsets.length; at += PACKETS_A_BATCH) {
      const batch = await readPackets(source, packets, at, Math.min(at + PACKETS_A_BATCH, packets.offsets.length));
      const { channelData } = decoded(source.file, decoder, batch);
      if (channelData.length > 0 && channelData[0].length > 0) {
        yield { channels: channelData, frames: channelData[0].length };
      }
    }
  } finally {
    decoder.free();
  }
}

/** Reads packets `from` to `to` with one read where they lie together, as they nearly always do. */
async function readPackets(source: ByteSource, packets: PacketLayout, from: number, to: number): Promise<Uint8Array[]> {
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

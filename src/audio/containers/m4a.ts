import { gapless } from '@audio/decode-aac';
import type { Frames, Hertz } from '../../dsp/units.ts';
import { decoded, startDecoder } from './aac-decoder.ts';
import type { ByteSource } from './byte-source.ts';
import { readMp4, type Mp4AudioTrack } from './mp4-boxes.ts';
import { packetBatches, packetLayout, readPackets, type PacketLayout } from './mp4-packets.ts';
import {
  cutShortFailure,
  damagedFailure,
  unsupportedFailure,
  type DecodedChunk,
  type OpenedContainer,
} from './opened-container.ts';
import { isPlainAac, plainAacChunks } from './plain-aac.ts';
import { MOST_CHANNELS, speakersOf, type Speaker } from './speakers.ts';

/** Packets to decode until rate and channels are certain: the first only primes the decoder. */
const PACKETS_TO_LEARN_FORMAT = 4;
/**
 * The decoder holds one packet back: 1024 frames, 2048 with spectral band replication; a file may also lack a final
 * one.
 */
const SLACK_PACKETS = 2;

/**
 * Opens M4A: AAC (LC, HE and HEv2) or Apple Lossless in MP4. The boxes are read here and the packets handed to the
 * decoder in batches, so a file is streamed wherever its index stands. The encoder's priming and padding, told by the
 * edit list or by iTunes' `iTunSMPB`, are taken off. A file's header does not reliably tell rate and channels of
 * HE-AAC; the first packets are decoded to learn them.
 *
 * @throws Failure 'input' where packets lie beyond the end of the file, the codec is another, or the file is fragmented
 *   or video.
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
  const isPlain = isPlainAac(track, learnt.framesAPacket);
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
    alwaysNumbers: false,
    startsAnywhere: isPlain,
    chunks: (again, startFrame) =>
      isPlain ? plainAacChunks(again, track, packets, learnt, startFrame) : packetChunks(again, track, packets),
  };
}

/** Channel configuration 7 of ISO/IEC 14496-3, the only order the decoder leaves as it is stored. */
const AAC_EIGHT: readonly Speaker[] = ['C', 'L', 'R', 'Ls', 'Rs', 'Lb', 'Rb', 'LFE'];

async function learnFormat(
  source: ByteSource,
  track: Mp4AudioTrack,
  packets: PacketLayout,
): Promise<{ sampleRateHz: Hertz; channels: number; framesAPacket: Frames }> {
  const decoder = await startDecoder(source.file, track);
  try {
    const count = Math.min(PACKETS_TO_LEARN_FORMAT, packets.sizes.length);
    const first = await readPackets(source, packets, 0, count);
    const { channelData, sampleRate } = decoded(source.file, decoder, first, track.boxes.alac);
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

async function* packetChunks(
  source: ByteSource,
  track: Mp4AudioTrack,
  packets: PacketLayout,
): AsyncGenerator<DecodedChunk> {
  const decoder = await startDecoder(source.file, track, gapless(track.boxes));
  try {
    for await (const batch of packetBatches(source, packets, 0)) {
      const { channelData } = decoded(source.file, decoder, batch, track.boxes.alac);
      if (channelData.length > 0 && channelData[0].length > 0) {
        yield { channels: channelData, frames: channelData[0].length };
      }
    }
  } finally {
    decoder.free();
  }
}

import type { Seconds } from '../../dsp/units.ts';
import type { ByteSource } from './byte-source.ts';
import { cutShortFailure, damagedFailure, unsupportedFailure } from './opened-container.ts';
import { spokenCode } from './spoken-code.ts';
import { Failure } from '../../store/failure.ts';

/** The audio track of an MP4 file, as its index (`moov`) describes it. */
export interface Mp4AudioTrack {
  codec: 'aac' | 'alac';
  /** Length of all packets, priming and padding included. */
  mediaSeconds: Seconds;
  /** Size of each packet in bytes. */
  sizes: readonly number[];
  chunkOffsets: readonly number[];
  /** From chunk `firstChunk` (counted from 1) on, each chunk holds `packets`. */
  packetsInChunk: readonly { firstChunk: number; packets: number }[];
  /** Bodies of the boxes that tell what to trim, and the codec's own description. */
  boxes: GaplessBoxes;
}

interface GaplessBoxes {
  elst?: Uint8Array;
  mdhd?: Uint8Array;
  stts?: Uint8Array;
  mvhd?: Uint8Array;
  ilst?: Uint8Array;
  asc?: Uint8Array;
  alac?: Uint8Array;
}

/** An index longer than this is not one: a day of AAC needs 16 MB. */
const LONGEST_INDEX = 2 ** 26;
/** Pictures that ride along as a video track: covers and chapter images. */
const STILL_PICTURES = new Set(['jpeg', 'png ', 'mjpa', 'mjpb', 'text']);

/**
 * Reads the index of an MP4, M4A or QuickTime file (ISO/IEC 14496-12), wherever it stands, and finds its audio track.
 *
 * @throws Failure 'input' where there is no index, no audio track, moving pictures, a codec other than AAC and ALAC, or
 *   more packets of one size than the file can hold.
 */
export async function readMp4(source: ByteSource): Promise<Mp4AudioTrack> {
  const moov = await readIndex(source);
  const tracks = childrenOf(moov, 'trak');
  const audio = tracks.find((track) => handlerOf(track) === 'soun');
  if (tracks.some((track) => handlerOf(track) === 'vide' && !STILL_PICTURES.has(sampleEntry(track)?.type ?? ''))) {
    throw new Failure('input', `"${source.file}" is a video, not audio: export its sound as WAV, AIFF or FLAC.`);
  }
  if (audio === undefined) throw new Failure('input', `"${source.file}" has no sound in it: name an audio file.`);
  const entry = sampleEntry(audio);
  const description = entry && codecDescription(entry);
  if (entry === undefined || description === undefined) {
    throw unsupportedFailure(
      source.file,
      `holds sound with a codec this program does not read ("${spokenCode(entry?.type ?? '')}")`,
    );
  }
  const table = ['mdia', 'minf', 'stbl'];
  const mdhd = descend(audio, ['mdia', 'mdhd']);
  const stsz = descend(audio, [...table, 'stsz']);
  const stts = descend(audio, [...table, 'stts']);
  const wholeSeconds = mdhd === undefined ? 0 : mediaSeconds(mdhd, stts);
  const bytes = bytesOfEqualPackets(stsz);
  if (bytes > source.size) throw cutShortFailure(source.file, (wholeSeconds * source.size) / bytes, wholeSeconds);
  const sizes = packetSizes(stsz);
  const chunkOffsets = offsetsOf(descend(audio, [...table, 'stco']), descend(audio, [...table, 'co64']));
  const packetsInChunk = chunkRuns(descend(audio, [...table, 'stsc']));
  if (mdhd === undefined || chunkOffsets.length === 0 || packetsInChunk.length === 0 || sizes.length === 0) {
    if (childrenOf(moov, 'mvex').length > 0)
      throw unsupportedFailure(source.file, 'is a fragmented MP4, as streaming services use it');
    throw new Failure('input', `"${source.file}" holds no samples: export it again.`);
  }
  const elst = descend(audio, ['edts', 'elst']);
  const boxes = Object.entries({
    ...description,
    mdhd,
    stts: stts && withTrueCount(stts, 8),
    elst: elst && withTrueCount(elst, elst[0] === 1 ? 20 : 12),
    mvhd: descend(moov, ['mvhd']),
    ilst: tagList(moov),
  }).filter((named): named is [string, Buffer] => named[1] !== undefined);
  return {
    codec: description.alac === undefined ? 'aac' : 'alac',
    mediaSeconds: wholeSeconds,
    sizes,
    chunkOffsets,
    packetsInChunk,
    boxes: Object.fromEntries(boxes),
  };
}

/**
 * A table with as many entries as it holds, whatever it says: who reads the boxes that tell what to trim believes it,
 * and counts to four thousand millions.
 */
function withTrueCount(table: Buffer, entryBytes: number): Buffer | undefined {
  if (table.length < TABLE_HEADER_BYTES) return undefined;
  const most = Math.floor((table.length - TABLE_HEADER_BYTES) / entryBytes);
  if (table.readUInt32BE(4) <= most) return table;
  const mended = Buffer.from(table);
  mended.writeUInt32BE(most, 4);
  return mended;
}

/** Version, flags and the number of entries. */
const TABLE_HEADER_BYTES = 8;

async function readIndex(source: ByteSource): Promise<Buffer> {
  for (let position = 0; position + 8 <= source.size;) {
    const header = Buffer.from(await source.read(position, 16));
    const type = header.toString('latin1', 4, 8);
    let size = header.readUInt32BE(0);
    let headerBytes = 8;
    if (size === 1 && header.length === 16) {
      size = Number(header.readBigUInt64BE(8));
      headerBytes = 16;
    }
    if (size === 0) size = source.size - position;
    if (size < headerBytes) break;
    if (type === 'moov' && position + size <= source.size && size <= LONGEST_INDEX) {
      return Buffer.from(await source.read(position + headerBytes, size - headerBytes));
    }
    position += size;
  }
  throw damagedFailure(source.file, 'its index is missing, so it is cut short or was never finished');
}

interface Box {
  type: string;
  body: Buffer;
}

function* boxesIn(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at) || bytes.length - at;
    if (size < 8 || at + size > bytes.length) return;
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) };
    at += size;
  }
}

function childrenOf(bytes: Buffer, type: string): Buffer[] {
  return [...boxesIn(bytes)].filter((box) => box.type === type).map((box) => box.body);
}

function descend(bytes: Buffer, path: readonly string[]): Buffer | undefined {
  return path.reduce<Buffer | undefined>((inside, type) => inside && childrenOf(inside, type)[0], bytes);
}

/** iTunes' tags; `meta` has four bytes of version in front of its boxes. */
function tagList(moov: Buffer): Buffer | undefined {
  const meta = descend(moov, ['udta', 'meta']);
  return meta && descend(meta.subarray(4), ['ilst']);
}

function handlerOf(track: Buffer): string {
  return descend(track, ['mdia', 'hdlr'])?.toString('latin1', 8, 12) ?? '';
}

function sampleEntry(track: Buffer): Box | undefined {
  const description = descend(track, ['mdia', 'minf', 'stbl', 'stsd']);
  return description && [...boxesIn(description.subarray(8))][0];
}

/** The AudioSpecificConfig of AAC or the cookie of ALAC; `undefined` for another codec. */
function codecDescription({
  type,
  body,
}: Box): { asc: Buffer; alac?: undefined } | { alac: Buffer; asc?: undefined } | undefined {
  if ((type !== 'mp4a' && type !== 'alac') || body.length < 28) return undefined;
  // QuickTime's versions 1 and 2 of the entry are longer than MP4's.
  const version = body.readUInt16BE(8);
  const inside = body.subarray(version === 1 ? 44 : version === 2 ? 64 : 28);
  if (type === 'alac') {
    const alac = descend(inside, ['alac']) ?? descend(inside, ['wave', 'alac']);
    return alac && { alac };
  }
  const esds = descend(inside, ['esds']) ?? descend(inside, ['wave', 'esds']);
  const asc = esds && audioSpecificConfig(esds);
  return asc && { asc };
}

/** Descriptor tags of ISO/IEC 14496-1 (7.2.6) on the way to the decoder's own description. */
const ES_DESCRIPTOR = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC = 5;

function audioSpecificConfig(esds: Buffer): Buffer | undefined {
  for (let at = 4; at + 1 < esds.length;) {
    const tag = esds[at++];
    let length = 0;
    let byte: number;
    do {
      byte = esds[at++];
      length = length * 128 + (byte & 0x7f);
    } while (byte >= 0x80 && at < esds.length);
    if (tag === DECODER_SPECIFIC) return length > 1 ? esds.subarray(at, at + length) : undefined;
    if (tag === ES_DESCRIPTOR) at += 3;
    else if (tag === DECODER_CONFIG) at += 13;
    else at += length;
  }
  return undefined;
}

/** The tables behind a box's version and flags: a count, then that many entries; never more than the box holds. */
function entries<T>(table: Buffer | undefined, start: number, entryBytes: number, read: (at: number) => T): T[] {
  if (table === undefined || table.length < start) return [];
  const count = Math.min(table.readUInt32BE(start - 4), Math.floor((table.length - start) / entryBytes));
  return Array.from({ length: count }, (_, i) => read(start + i * entryBytes));
}

/** What packets take that are all of one size; 0 where each has its own. */
function bytesOfEqualPackets(stsz: Buffer | undefined): number {
  return stsz === undefined || stsz.length < 12 ? 0 : stsz.readUInt32BE(4) * stsz.readUInt32BE(8);
}

function packetSizes(stsz: Buffer | undefined): number[] {
  if (stsz === undefined || stsz.length < 12) return [];
  const common = stsz.readUInt32BE(4);
  if (common === 0) return entries(stsz, 12, 4, (at) => stsz.readUInt32BE(at));
  return new Array<number>(Math.min(stsz.readUInt32BE(8), LONGEST_INDEX)).fill(common);
}

function offsetsOf(stco: Buffer | undefined, co64: Buffer | undefined): number[] {
  if (stco !== undefined) return entries(stco, 8, 4, (at) => stco.readUInt32BE(at));
  return entries(co64, 8, 8, (at) => Number(co64?.readBigUInt64BE(at)));
}

function chunkRuns(stsc: Buffer | undefined): { firstChunk: number; packets: number }[] {
  return entries(stsc, 8, 12, (at) => ({
    firstChunk: stsc?.readUInt32BE(at) ?? 0,
    packets: stsc?.readUInt32BE(at + 4) ?? 0,
  }));
}

function mediaSeconds(mdhd: Buffer, stts: Buffer | undefined): Seconds {
  const timescale = mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12);
  const durations = entries(stts, 8, 8, (at) => (stts ? stts.readUInt32BE(at) * stts.readUInt32BE(at + 4) : 0));
  return timescale === 0 ? 0 : durations.reduce((sum, ticks) => sum + ticks, 0) / timescale;
}

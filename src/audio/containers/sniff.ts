import type { AudioFormat } from '../audio-source.ts';
import type { ByteSource } from './byte-source.ts';
import { findMpegFrames } from './mpeg-frames.ts';

/** What a file is by its first bytes: a container this program reads and where it starts, or another thing in words. */
export type Sniffed = { container: AudioFormat['container']; start: number } | { other: string };

/** How far junk may reach before the first MPEG frame: some taggers pad, some cutters leave half a frame. */
const MPEG_SEARCH_BYTES = 65536;
/** Headers in a row that make MPEG audio certain. */
const MPEG_FRAMES_WANTED = 3;
const ID3_HEADER_BYTES = 10;

/** Other things people keep beside their audio, by the bytes they start with. */
const OTHERS: readonly { at: number; bytes: string; what: string }[] = [
  { at: 0, bytes: 'PK\x03\x04', what: 'a ZIP archive' },
  { at: 0, bytes: 'Rar!', what: 'a RAR archive' },
  { at: 0, bytes: "7z\xbc\xaf'\x1c", what: 'a 7-Zip archive' },
  { at: 0, bytes: '\x1f\x8b', what: 'a gzip file (such as a Live set)' },
  { at: 0, bytes: '\x1aE\xdf\xa3', what: 'a Matroska or WebM video' },
  { at: 8, bytes: 'AVI ', what: 'an AVI video' },
  { at: 0, bytes: '%PDF', what: 'a PDF document' },
  { at: 0, bytes: '\x89PNG', what: 'a PNG picture' },
  { at: 0, bytes: '\xff\xd8\xff', what: 'a JPEG picture' },
  { at: 0, bytes: 'MThd', what: 'a MIDI file' },
  { at: 0, bytes: 'MAC ', what: "Monkey's Audio, which is not read" },
  { at: 0, bytes: 'wvpk', what: 'WavPack, which is not read' },
  { at: 0, bytes: '0&\xb2u', what: 'Windows Media, which is not read' },
  { at: 0, bytes: 'caff', what: 'Core Audio Format, which is not read' },
  { at: 0, bytes: 'RIFX', what: 'a big-endian WAV (RIFX), which is not read' },
];

/** Looks at a file's bytes, never at its name. */
export async function sniff(source: ByteSource): Promise<Sniffed> {
  const start = await endOfId3(source);
  const bytes = Buffer.from(await source.read(start, MPEG_SEARCH_BYTES));
  const text = (at: number, length: number) => bytes.toString('latin1', at, at + length);
  const form = text(0, 4);
  if (['RIFF', 'RF64', 'BW64'].includes(form) && text(8, 4) === 'WAVE') return { container: 'wav', start };
  if (form === 'FORM' && ['AIFF', 'AIFC'].includes(text(8, 4))) return { container: 'aiff', start };
  if (form === 'fLaC') return { container: 'flac', start };
  if (form === 'OggS') return { container: 'ogg', start };
  if (['ftyp', 'moov', 'mdat', 'wide'].includes(text(4, 4))) return { container: 'm4a', start };
  const other = OTHERS.find(({ at, bytes: mark }) => text(at, mark.length) === mark);
  if (other !== undefined) return { other: other.what };
  const first = findMpegFrames(
    bytes,
    0,
    Math.min(MPEG_FRAMES_WANTED, bytes.length < MPEG_SEARCH_BYTES ? 2 : MPEG_FRAMES_WANTED),
  );
  if (first >= 0) return { container: 'mp3', start: start + first };
  if (bytes[0] === 0xff && (bytes[1] & 0xf6) === 0xf0) return { other: 'a bare AAC stream without a container' };
  return { other: isText(bytes) ? 'text' : 'of no kind this program knows' };
}

/** Length of an ID3v2 tag in front of everything else; its size is stored in 7-bit bytes (ID3v2.4, 3.1). */
async function endOfId3(source: ByteSource): Promise<number> {
  const header = await source.read(0, ID3_HEADER_BYTES);
  if (header.length < ID3_HEADER_BYTES || String.fromCharCode(header[0], header[1], header[2]) !== 'ID3') return 0;
  const body = header.subarray(6).reduce((size, byte) => size * 128 + (byte & 0x7f), 0);
  const hasFooter = (header[5] & 0x10) !== 0;
  return ID3_HEADER_BYTES + body + (hasFooter ? ID3_HEADER_BYTES : 0);
}

function isText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 512);
  return start.length > 0 && start.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
}

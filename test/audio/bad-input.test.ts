import { afterAll, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAudio } from '../../src/audio/open-audio.ts';
import { Failure } from '../../src/store/failure.ts';
import { aiff, chunk, formatChunk, int16, riff, wav16 } from './riff.ts';
import { temporaryFolder } from './signals.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const fixture = (name: string) => readFileSync(join(__dirname, 'fixtures', name));
const firstPart = (bytes: Buffer, share: number) => bytes.subarray(0, Math.round(bytes.length * share));
const stereo = { tag: 1, channels: 2, sampleRateHz: 44100, bits: 16 };
const second = new Array<number>(88200).fill(1000);

/** Apple Lossless whose first packet tells of four thousand million frames. */
function endlessAlac(): Buffer {
  const bytes = Buffer.from(fixture('two-sines-alac.m4a'));
  const packet = bytes.indexOf('mdat') + 4;
  // The flag that a count follows, and its 32 bits from bit 23 on.
  bytes[packet + 2] |= 0x11;
  bytes.fill(0xff, packet + 3, packet + 7);
  return bytes;
}

/** What the file holds, and what the user is told after its name. */
const TABLE: readonly [what: string, bytes: Buffer, sentence: RegExp][] = [
  ['nothing', Buffer.alloc(0), /is empty \(0 bytes\): export it again\.$/],
  [
    'text',
    Buffer.from('This is a note about the mix.\n'.repeat(50)),
    /is text: name a WAV, AIFF, FLAC, MP3, M4A or OGG file\.$/,
  ],
  ['a ZIP archive', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(500)]), /is a ZIP archive: name/],
  ['a PNG picture', Buffer.concat([Buffer.from('\x89PNG\r\n', 'latin1'), Buffer.alloc(500)]), /is a PNG picture: name/],
  [
    'a Live set',
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), Buffer.alloc(500)]),
    /is a gzip file \(such as a Live set\): name/,
  ],
  ['a MIDI file', Buffer.concat([Buffer.from('MThd'), Buffer.alloc(50)]), /is a MIDI file: name/],
  [
    'random bytes',
    Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)),
    /is of no kind this program knows: name/,
  ],
  ['Apple Lossless without end', endlessAlac(), /is damaged: a packet tells of more sound than it can hold;/],
  ['a video', fixture('video.mp4'), /is a video, not audio: export its sound as WAV, AIFF or FLAC\.$/],
  ['Opus', fixture('opus.ogg'), /is OGG with the Opus codec, which is not read: export it as/],
  [
    'a WAV cut short',
    firstPart(wav16(second), 0.5),
    /is cut short: 0\.50 s of 1\.00 s are there; copy or export it again\.$/,
  ],
  [
    'a WAV of a header alone',
    riff([formatChunk(stereo), chunk('data', Buffer.alloc(0))]),
    /holds no samples: export it again\.$/,
  ],
  ['a WAV without data', riff([formatChunk(stereo)]), /is damaged: it has no data chunk; copy/],
  [
    'a WAV without a format',
    riff([chunk('data', int16(second))]),
    /is damaged: its samples come before a description of their format/,
  ],
  ['a WAV without chunks', riff([]), /is damaged: its header ends before the format is described/],
  [
    'a WAV of no channels',
    riff([formatChunk({ ...stereo, channels: 0 }), chunk('data', int16(second))]),
    /says it has no channels/,
  ],
  [
    'a WAV of twelve channels',
    wav16(second, 44100, 12),
    /has 12 channels, more than the 8 with a known order: export it as/,
  ],
  [
    'an A-law WAV',
    riff([formatChunk({ ...stereo, tag: 6, bits: 8 }), chunk('data', int16(second))]),
    /codec this program does not read \(number 6, 8 bits\)/,
  ],
  [
    'a rate too low',
    wav16(second, 8000),
    /has a sample rate of 8000 Hz, and 22050 to 192000 Hz can be measured: export it at 44100 or 48000 Hz\.$/,
  ],
  ['a rate too high', wav16(second, 384000), /has a sample rate of 384000 Hz/],
  [
    'NaN',
    riff([
      formatChunk({ ...stereo, tag: 3, bits: 32 }),
      chunk('data', Buffer.from(new Float32Array([0, 0, NaN, 0]).buffer)),
    ]),
    /holds samples that are not numbers \(NaN or infinite\) near 0\.0 s/,
  ],
  [
    'infinity',
    riff([
      formatChunk({ ...stereo, tag: 3, bits: 32 }),
      chunk('data', Buffer.from(new Float32Array([0, 0, 0, -Infinity]).buffer)),
    ]),
    /holds samples that are not numbers/,
  ],
  [
    'an AIFF cut short',
    firstPart(aiff({ channels: 2, frames: 44100, bits: 16, sampleRateHz: 44100, sound: int16(second) }), 0.25),
    /is cut short: 0\.25 s of 1\.00 s are there/,
  ],
  [
    'an AIFC with a compressed codec',
    aiff({ channels: 1, frames: 4, bits: 16, sampleRateHz: 44100, codec: 'ima4', sound: int16([0]) }),
    /is an AIFC with a codec this program does not read \("ima4", 16 bits\)/,
  ],
  [
    'an AIFC whose codec is no word',
    aiff({ channels: 1, frames: 4, bits: 16, sampleRateHz: 44100, codec: '\u0007Â\n·', sound: int16([0]) }),
    /is an AIFC with a codec this program does not read \("\?\?\?\?", 16 bits\): export it as WAV, AIFF or FLAC\.$/,
  ],
  [
    'an AIFF without sound',
    firstPart(aiff({ channels: 2, frames: 4, bits: 16, sampleRateHz: 44100, sound: Buffer.alloc(0) }), 0.7),
    /is damaged: it has no sound chunk/,
  ],
  ['a FLAC cut short', firstPart(fixture('two-sines.flac'), 0.6), /is cut short: 0\.\d\d s of 0\.50 s are there/],
  [
    'an OGG FLAC cut short',
    firstPart(fixture('two-sines-flac.ogg'), 0.6),
    /is damaged: a FLAC frame does not decode; copy or export it again/,
  ],
  ['an MP3 cut short', firstPart(fixture('two-sines.mp3'), 0.6), /is cut short: 0\.\d\d s of 0\.50 s are there/],
  [
    'an OGG cut short',
    firstPart(fixture('two-sines.ogg'), 0.9),
    /is cut short: it ends without its closing part after 0\.\d\d s/,
  ],
  [
    'an M4A cut short, index first',
    firstPart(fixture('two-sines-index-first.m4a'), 0.6),
    /is cut short: 0\.\d\d s of 0\.5\d s are there/,
  ],
  [
    'an M4A cut short, index last',
    firstPart(fixture('two-sines.m4a'), 0.6),
    /is damaged: its index is missing, so it is cut short or was never finished/,
  ],
];

describe('one clear sentence for each bad file', () => {
  test.each(TABLE)('%s', async (what, bytes, sentence) => {
    const file = folder.path(`${what}.wav`);
    writeFileSync(file, bytes);
    await expectFailure(file, sentence);
  });

  test('no file', () =>
    expectFailure(folder.path('missing.wav'), /^There is no file ".*missing\.wav": check the path\.$/));

  test('a folder', () => expectFailure(folder.path('.'), /is a folder: name an audio file inside it\.$/));

  test('a file below a file', async () => {
    writeFileSync(folder.path('file.txt'), 'x');
    await expectFailure(folder.path('file.txt/inside.wav'), /^There is no file/);
  });
});

/** Opens and decodes, as every user of a file does, and expects one sentence that names the file. */
async function expectFailure(file: string, sentence: RegExp) {
  const attempt = async () => {
    for await (const block of (await openAudio(file)).blocks()) expect(block.frames).toBeGreaterThan(0);
  };
  const error: unknown = await attempt().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Failure);
  const { kind, message } = error as Failure;
  expect(kind).toBe('input');
  expect(message).toContain(`"${file}"`);
  expect(message).toMatch(sentence);
}

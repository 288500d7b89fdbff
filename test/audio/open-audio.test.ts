import { afterAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AudioBlock } from '../../src/audio/audio-source.ts';
import { openAudio } from '../../src/audio/open-audio.ts';
import { readSignal } from '../../src/audio/read-signal.ts';
import { Failure } from '../../src/store/failure.ts';
import { aiff, chunk, formatChunk, int16, riff, wav16 } from './riff.ts';
import { temporaryFolder, toneAndRest } from './signals.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const fixture = (name: string) => join(__dirname, 'fixtures', name);

/** Writes bytes into the test's folder and reads them as audio. */
async function read(bytes: Buffer, name = 'file.bin') {
  writeFileSync(folder.path(name), bytes);
  return readSignal(folder.path(name));
}

async function formatOf(bytes: Buffer) {
  writeFileSync(folder.path('format.bin'), bytes);
  return (await openAudio(folder.path('format.bin'))).format;
}

describe('WAV', () => {
  const samples = [0, 16384, -32768, 32767, 1, -1];
  const expected = { left: [0, -1, 2 ** -15], right: [0.5, 1 - 2 ** -15, -(2 ** -15)] };
  const plain = { tag: 1, channels: 2, sampleRateHz: 44100, bits: 16 };

  async function expectSamples(bytes: Buffer) {
    const { left, right } = await read(bytes);
    expect({ left: [...left], right: [...right] }).toEqual(expected);
  }

  test('16-bit PCM is divided by 2^15', () => expectSamples(wav16(samples)));

  test.each([
    ['8-bit unsigned', 1, 8, Buffer.from([0x80, 0xc0, 0x00, 0xff])],
    ['24-bit', 1, 24, Buffer.from([0, 0, 0, 0, 0, 0x40, 0, 0, 0x80, 0xff, 0xff, 0x7f])],
    ['32-bit', 1, 32, int16([0, 0, 0, 0x4000, 0, -0x8000, -1, 0x7fff])],
    ['32-bit float', 3, 32, Buffer.from(new Float32Array([0, 0.5, -1, 1]).buffer)],
    ['64-bit float', 3, 64, Buffer.from(new Float64Array([0, 0.5, -1, 1]).buffer)],
  ])('%s', async (_, tag, bits, data) => {
    for (const mask of [undefined, 3]) {
      const { left, right } = await read(
        riff([
          formatChunk({ tag, bits, channels: 2, sampleRateHz: 48000, ...(mask && { mask }) }),
          chunk('data', data),
        ]),
      );
      expect([left[0], right[0], left[1]]).toEqual([0, 0.5, -1]);
      // The largest positive value is one step short of full scale.
      expect(right[1]).toBeCloseTo(1, bits === 8 ? 1.5 : 6);
    }
  });

  test('RF64 and BW64 take the size from ds64', async () => {
    for (const form of ['RF64', 'BW64']) {
      const ds64 = Buffer.alloc(28);
      ds64.writeBigUInt64LE(BigInt(2 * samples.length), 8);
      const trailing = chunk('LIST', Buffer.from('abcd'));
      await expectSamples(
        riff(
          [
            chunk('ds64', ds64),
            formatChunk(plain),
            chunk('data', int16(samples), { statedSize: 0xffff_ffff }),
            trailing,
          ],
          form,
        ),
      );
    }
  });

  test('odd and unknown chunks before the data, padded or not', async () => {
    for (const padded of [true, false]) {
      const odd = chunk('junk', Buffer.from('odd'), { padded });
      await expectSamples(
        riff([odd, formatChunk(plain), chunk('LIST', Buffer.from('12345'), { padded }), chunk('data', int16(samples))]),
      );
    }
  });

  test('chunks after the data are not sound', () =>
    expectSamples(riff([formatChunk(plain), chunk('data', int16(samples)), chunk('LIST', Buffer.alloc(400, 0x55))])));

  test.each([0, 0xffff_ffff, 0x7fff_ffff, 0x7fff_f000, 13, 4001])(
    'a data size of %i is read as "to the end"',
    (statedSize) => expectSamples(riff([formatChunk(plain), chunk('data', int16(samples), { statedSize })])),
  );

  test('mono sounds from both sides', async () => {
    const { left, right } = await read(wav16([100, -200], 44100, 1));
    expect([...left]).toEqual([100 / 32768, -200 / 32768]);
    expect(right).toEqual(left);
  });

  test('5.1 is folded down by BS.775: centre and surrounds at −3 dB, no LFE', async () => {
    const fold = async (channel: number) => {
      const frame = Array.from({ length: 6 }, (_, i) => (i === channel ? 16384 : 0));
      const { left, right } = await read(wav16(frame, 48000, 6));
      return [left[0] * 2, right[0] * 2].map((gain) => Number(gain.toFixed(3)));
    };
    expect(await fold(0)).toEqual([1, 0]);
    expect(await fold(1)).toEqual([0, 1]);
    expect(await fold(2)).toEqual([0.707, 0.707]);
    expect(await fold(3)).toEqual([0, 0]);
    expect(await fold(4)).toEqual([0.707, 0]);
    expect(await fold(5)).toEqual([0, 0.707]);
  });

  test('5.1 hands its own channels on with their weights in loudness (BS.1770-5), stereo and mono do not', async () => {
    const open = async (channels: number, samples: readonly number[], mask?: number) => {
      writeFileSync(
        folder.path('many.wav'),
        riff([formatChunk({ ...plain, channels, ...(mask !== undefined && { mask }) }), chunk('data', int16(samples))]),
      );
      const source = await openAudio(folder.path('many.wav'));
      const blocks: (readonly number[] | undefined)[] = [];
      for await (const { channels } of source.blocks()) blocks.push(channels?.map((samples) => samples[0]));
      return { weights: source.loudnessWeights, blocks };
    };
    const frame = [1, 2, 3, 4, 5, 6];
    const expected = [frame.map((value) => value / 2 ** 15)];
    expect(await open(6, frame)).toEqual({ weights: [1, 1, 1, 0, 1.41, 1.41], blocks: expected });
    // 5.1 with its surrounds called "back", and 7.1, where those behind the listener count like the front.
    expect((await open(6, frame, 0x3f)).weights).toEqual([1, 1, 1, 0, 1.41, 1.41]);
    expect((await open(8, [...frame, 7, 8], 0x63f)).weights).toEqual([1, 1, 1, 0, 1, 1, 1.41, 1.41]);
    expect(await open(2, [1, 2])).toEqual({ weights: undefined, blocks: [undefined] });
    expect((await open(1, [1])).weights).toBeUndefined();
  });

  test('a channel mask says which channel is which', async () => {
    // Left, right, back centre: the mono surround of BS.775's 3/1, at −6 dB on both sides.
    const bytes = riff([formatChunk({ ...plain, channels: 3, mask: 0x103 }), chunk('data', int16([0, 0, 16384]))]);
    const { left, right } = await read(bytes);
    expect([left[0], right[0]]).toEqual([0.25, 0.25]);
  });

  test('states its format', async () => {
    expect(await formatOf(wav16(samples, 96000))).toEqual({
      container: 'wav',
      codec: 'pcm16',
      sampleRateHz: 96000,
      channels: 2,
      statedFrames: 3,
    });
  });
});

describe('AIFF', () => {
  const fields = { channels: 2, frames: 2, sampleRateHz: 48000 };
  const big = int16([0, 16384, -32768, 32767]).swap16();

  test.each([
    ['AIFF 16', 16, undefined, big],
    ['NONE', 16, 'NONE', big],
    ['twos', 16, 'twos', big],
    ['sowt', 16, 'sowt', int16([0, 16384, -32768, 32767])],
    ['in24', 24, 'in24', Buffer.from([0, 0, 0, 0x40, 0, 0, 0x80, 0, 0, 0x7f, 0xff, 0xff])],
    ['AIFF 24', 24, undefined, Buffer.from([0, 0, 0, 0x40, 0, 0, 0x80, 0, 0, 0x7f, 0xff, 0xff])],
    ['AIFF 8', 8, undefined, Buffer.from([0, 0x40, 0x80, 0x7f])],
    ['fl32', 32, 'fl32', Buffer.from(new Float32Array([0, 0.5, -1, 1]).buffer).swap32()],
    ['fl64', 64, 'fl64', Buffer.from(new Float64Array([0, 0.5, -1, 1]).buffer).swap64()],
  ])('%s', async (_, bits, codec, sound) => {
    const { left, right, sampleRateHz } = await read(aiff({ ...fields, bits, sound, ...(codec && { codec }) }));
    expect(sampleRateHz).toBe(48000);
    expect([left[0], right[0], left[1]]).toEqual([0, 0.5, -1]);
    expect(right[1]).toBeCloseTo(1, bits === 8 ? 1.5 : 4);
  });

  test('no stated frames: the sound chunk is read to the end', async () => {
    expect((await read(aiff({ ...fields, frames: 0, bits: 16, sound: big }))).left).toHaveLength(2);
  });
});

describe('compressed formats', () => {
  test.each([
    ['two-sines.flac', 'flac', 'flac', -70],
    ['two-sines-flac.ogg', 'flac', 'flac', -70],
    ['two-sines.mp3', 'mp3', 'mp3', -35],
    ['two-sines.ogg', 'ogg', 'vorbis', -35],
    ['two-sines.m4a', 'm4a', 'aac', -35],
    ['two-sines-index-first.m4a', 'm4a', 'aac', -35],
  ])('%s is as long as before encoding and has each sine on its side', async (name, container, codec, restDb) => {
    const { format } = await openAudio(fixture(name));
    expect(format).toMatchObject({ container, codec, sampleRateHz: 44100, channels: 2, statedFrames: 22050 });
    const { left, right } = await readSignal(fixture(name));
    expect(left).toHaveLength(22050);
    const middle = (samples: Float32Array) => samples.subarray(4410, 4410 + 13230);
    for (const [samples, frequency] of [
      [left, 1000],
      [right, 2500],
    ] as const) {
      const { toneDb, restDb: rest } = toneAndRest(middle(samples), frequency, 44100);
      expect(Math.abs(toneDb - 20 * Math.log10(0.25))).toBeLessThan(0.6);
      expect(rest).toBeLessThan(restDb);
    }
  });

  test('every codec puts the sine where it was, sample by sample', async () => {
    for (const [name, tolerance] of [
      ['two-sines.flac', 1.6e-5],
      ['two-sines-alac.m4a', 1.6e-5],
      ['two-sines.mp3', 0.03],
      ['two-sines.m4a', 0.03],
      ['two-sines.ogg', 0.03],
    ] as const) {
      const { left } = await readSignal(fixture(name));
      const middle = Math.floor(left.length / 2);
      for (let i = middle; i < middle + 500; i++) {
        expect(Math.abs(left[i] - 0.25 * Math.sin((2 * Math.PI * 1000 * i) / 44100))).toBeLessThan(tolerance);
      }
    }
  });

  test('an MP3 without an encoder note has an unknown length and keeps its padding', async () => {
    const source = await openAudio(fixture('two-sines-untagged.mp3'));
    expect(source.format.statedFrames).toBeUndefined();
    expect((await readSignal(source.file)).left.length % 1152).toBe(0);
  });

  test('5.1 Vorbis has its centre second and its LFE last', async () => {
    const centre = await readSignal(fixture('centre-only.ogg'));
    const { toneDb } = toneAndRest(centre.left.subarray(4800, 9600), 1000, 48000);
    expect(toneDb).toBeCloseTo(20 * Math.log10(0.25 * Math.SQRT1_2), 0);
    expect(centre.right).toEqual(centre.left);
    const lfe = await readSignal(fixture('lfe-only.ogg'));
    expect(Math.max(...lfe.left)).toBeLessThan(0.01);
  });

  test('an ID3 tag in front is passed over', async () => {
    const tag = Buffer.concat([Buffer.from('ID3\x04\x00\x00\x00\x00\x01\x00', 'latin1'), Buffer.alloc(128)]);
    for (const name of ['two-sines.mp3', 'two-sines.flac']) {
      expect((await read(Buffer.concat([tag, readFileSync(fixture(name))]))).left).toHaveLength(22050);
    }
  });

  test.each(['two-sines.mp3', 'two-sines.flac'])('%s: a tag behind the last frame is passed over', async (name) => {
    const tag = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 0x20)]);
    const { left, right } = await readSignal(fixture(name));
    expect(await read(Buffer.concat([readFileSync(fixture(name)), tag]))).toMatchObject({ left, right });
  });

  test.each(['two-sines.flac', 'two-sines-flac.ogg', 'two-sines.ogg'])(
    '%s: the decoder that a file has left decodes the next, and one that broke off does not',
    async (name) => {
      const whole = readFileSync(fixture(name));
      const before = await readSignal(fixture(name));
      // Node has more of it than the kernels need, for which it is declared.
      const webAssembly = WebAssembly as unknown as { instantiate: () => Promise<unknown> };
      const started = jest.spyOn(webAssembly, 'instantiate');
      // It begins anew behind each file, which is a start of its own.
      expect(await readSignal(fixture(name))).toEqual(before);
      expect(started).toHaveBeenCalledTimes(1);
      for await (const block of (await openAudio(fixture(name))).blocks()) if (block.frames > 0) break;
      await read(whole.subarray(0, whole.length / 2), name).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Failure);
      });
      expect(await readSignal(fixture(name))).toEqual(before);
      const sideBySide = await Promise.all([1, 2, 3].map(() => readSignal(fixture(name))));
      for (const signal of sideBySide) expect(signal).toEqual(before);
      started.mockRestore();
    },
  );

  test('the content tells the kind, not the name', async () => {
    copyFileSync(fixture('two-sines.flac'), folder.path('really-flac.wav'));
    expect((await openAudio(folder.path('really-flac.wav'))).format.container).toBe('flac');
  });
});

describe('blocks', () => {
  test('can be asked for again, and stop when cancelled', async () => {
    writeFileSync(folder.path('long.wav'), wav16(new Array<number>(200_000).fill(1000)));
    const source = await openAudio(folder.path('long.wav'));
    for (let pass = 0; pass < 2; pass++) {
      let frames = 0;
      for await (const block of source.blocks()) {
        expect(block.frames).toBeLessThanOrEqual(65536);
        expect(block.left).toHaveLength(block.frames);
        frames += block.frames;
      }
      expect(frames).toBe(100_000);
    }
    const controller = new AbortController();
    const cancelled = async () => {
      for await (const block of source.blocks(controller.signal)) if (block.frames > 0) controller.abort();
    };
    await expect(cancelled()).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('blocksFrom', () => {
  const files: [string, () => string][] = [
    ['WAV', () => written('from.wav', wav16(Array.from({ length: 160_000 }, (_, i) => (i % 65536) - 32768)))],
    [
      'AIFF',
      () => {
        const sound = int16(Array.from({ length: 40_001 }, (_, i) => i % 32768));
        return written('from.aiff', aiff({ channels: 1, frames: 40_001, bits: 16, sampleRateHz: 44100, sound }));
      },
    ],
    // Not `two-sines.m4a`: its encoder put noise in, which every decoder makes up anew.
    ['plain AAC', () => fixture('two-bursts.m4a')],
  ];

  const written = (name: string, bytes: Buffer): string => {
    writeFileSync(folder.path(name), bytes);
    return folder.path(name);
  };

  test.each(files)('%s: from any frame on the same comes as from the start', async (_, fileOf) => {
    const source = await openAudio(fileOf());
    const whole = await joined(source.blocks());
    const frames = whole.left.length / 4;
    expect(frames).toBeGreaterThan(40_000);
    await fc.assert(
      fc.asyncProperty(fc.nat(frames + 2000), async (start) => {
        const rest = await joined(source.blocksFrom?.(start) ?? []);
        expect(rest.left.equals(whole.left.subarray(4 * start))).toBe(true);
        expect(rest.right.equals(whole.right.subarray(4 * start))).toBe(true);
      }),
      { numRuns: 25, examples: [[0], [1], [1023], [1024], [frames - 1], [frames]] },
    );
  });

  test('is not offered where everything before has to be decoded', async () => {
    for (const name of ['two-sines.flac', 'two-sines.mp3', 'two-sines.ogg', 'two-sines-alac.m4a']) {
      expect((await openAudio(fixture(name))).blocksFrom).toBeUndefined();
    }
  });

  async function joined(blocks: AsyncIterable<AudioBlock> | Iterable<AudioBlock>) {
    const parts: Record<'left' | 'right', Buffer[]> = { left: [], right: [] };
    for await (const { left, right } of blocks) {
      // Silence from a decoder may be −0, which is 0 to the ear but not to the comparison.
      parts.left.push(Buffer.from(left.map((sample) => sample + 0).buffer));
      parts.right.push(Buffer.from(right.map((sample) => sample + 0).buffer));
    }
    return { left: Buffer.concat(parts.left), right: Buffer.concat(parts.right) };
  }
});

test('AAC is decoded in time and whole after silence that is passed by', async () => {
  const { left, sampleRateHz } = await readSignal(fixture('two-bursts.m4a'));
  expect(left).toHaveLength(4 * sampleRateHz);
  const part = (start: number, end: number) => left.subarray(start * sampleRateHz, end * sampleRateHz);
  // A packet and its neighbour smear a little before the burst and after it.
  expect(part(0.25, 2.95).every((sample) => sample === 0)).toBe(true);
  expect(part(3.25, 4).every((sample) => sample === 0)).toBe(true);
  for (const start of [0.05, 3.05]) {
    const { toneDb, restDb } = toneAndRest(part(start, start + 0.1), 1000, sampleRateHz);
    // The encoder itself is off by a tenth of a decibel.
    expect(Math.abs(toneDb - 20 * Math.log10(0.25))).toBeLessThan(0.2);
    expect(restDb).toBeLessThan(toneDb - 20);
  }
});

describe('readSignal', () => {
  test('any stretch is that stretch of the whole', async () => {
    writeFileSync(folder.path('ramp.wav'), wav16(Array.from({ length: 60_000 }, (_, i) => (i % 65536) - 32768)));
    const whole = await readSignal(folder.path('ramp.wav'));
    await fc.assert(
      fc.asyncProperty(fc.nat(29_000), fc.integer({ min: 1, max: 40_000 }), async (start, length) => {
        const part = await readSignal(folder.path('ramp.wav'), {
          startSeconds: start / 44100,
          endSeconds: (start + length) / 44100,
        });
        expect(part.left).toEqual(whole.left.slice(start, start + length));
        expect(part.right).toEqual(whole.right.slice(start, start + length));
      }),
      { numRuns: 20 },
    );
  });

  test('a stretch beyond the end is refused', async () => {
    writeFileSync(folder.path('short.wav'), wav16([1, 2, 3, 4]));
    await expect(readSignal(folder.path('short.wav'), { startSeconds: 5 })).rejects.toThrow(
      /ends at 0.00 s, before 5.00 s/,
    );
  });
});

describe('damage', () => {
  test('an M4A whose packets are all larger than the file is cut short', async () => {
    const bytes = readFileSync(fixture('two-sines.m4a'));
    // Behind the name, version and flags: the size of every packet, 0 where each has its own.
    bytes[bytes.indexOf('stsz') + 8] = 0x40;
    await expect(read(bytes, 'large packets.m4a')).rejects.toThrow(/is cut short: 0\.00 s of 0\.\d\d s are there/);
  });

  test.each(['elst', 'stts'])('an M4A whose table %s says that it has two thousand million entries', async (table) => {
    for (const name of ['two-sines.m4a', 'two-sines-alac.m4a']) {
      const bytes = readFileSync(fixture(name));
      const at = bytes.indexOf(table);
      expect(at).toBeGreaterThan(0);
      // Behind the name, version and flags.
      bytes[at + 8] = 0x7f;
      expect(await read(bytes, name)).toEqual(await readSignal(fixture(name)));
    }
  });

  test.each([
    'two-sines.flac',
    'two-sines.mp3',
    'two-sines.ogg',
    'two-sines.m4a',
    'two-sines-alac.m4a',
    'two-sines-flac.ogg',
  ])('%s with bytes overwritten decodes or is refused in a sentence, and never hangs', async (name) => {
    const whole = readFileSync(fixture(name));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }), async (at, noise) => {
        const bytes = Buffer.from(whole);
        bytes.set(noise.subarray(0, bytes.length - at), at);
        try {
          expect((await read(bytes, name)).left.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).message).toContain(name);
        }
      }),
      { numRuns: 40 },
    );
  });
});

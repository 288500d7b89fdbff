import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ContentHash, contentHashOf } from '../../src/audio/content-hash.ts';
import { openAudio } from '../../src/audio/open-audio.ts';
import { writeWav } from '../../src/audio/write-wav.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'content-hash-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function fileOf(name: string, bytes: string | Buffer): string {
  const file = join(FOLDER, name);
  writeFileSync(file, bytes);
  return file;
}

describe('content hash', () => {
  test('is SHA-256: the standard examples of FIPS 180-4', async () => {
    expect(await contentHashOf(fileOf('abc', 'abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(await contentHashOf(fileOf('million', 'a'.repeat(1_000_000)))).toBe(
      'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
    );
  });

  test('does not depend on the name, and is of no file that is not there', async () => {
    expect(await contentHashOf(fileOf('one', 'x'))).toBe(await contentHashOf(fileOf('two', 'x')));
    await expect(contentHashOf(join(FOLDER, 'none'))).rejects.toThrow('ENOENT');
  });

  test('stops when it is told to', async () => {
    const cancelled = AbortSignal.abort();
    await expect(contentHashOf(fileOf('abc', 'abc'), cancelled)).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test('is taken while a file is decoded, of what its container adds, too', async () => {
    const file = join(FOLDER, 'tone.wav');
    const tone = Float32Array.from({ length: 150_000 }, (_, n) => Math.sin(n / 7) / 2);
    await writeWav(
      file,
      { sampleRateHz: 44100, left: tone, right: tone.map((sample) => -sample) },
      { format: 'pcm24' },
    );
    appendFileSync(file, Buffer.concat([Buffer.from('LIST'), Buffer.from([6, 0, 0, 0]), Buffer.from('INFOxy')]));
    const hash = new ContentHash();
    let frames = 0;
    for await (const block of (await openAudio(file)).blocks(undefined, hash)) frames += block.frames;
    expect(frames).toBe(tone.length);
    expect(hash.digest()).toBe(await contentHashOf(file));
  });

  test('takes every byte once, in whatever pieces and places a file is read', () => {
    const bytes = Buffer.from(Array.from({ length: 500 }, (_, i) => (i * i) % 251));
    const whole = new ContentHash();
    whole.update(bytes, 0);
    const expected = whole.digest();
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 40 }), (places) => {
        const hash = new ContentHash();
        for (const place of places) {
          // A read behind a gap is left out; the reader fills the gap first.
          hash.update(bytes.subarray(place, place + 37), place);
          if (place > hash.taken) hash.update(bytes.subarray(hash.taken, place + 9), hash.taken);
        }
        hash.update(bytes.subarray(hash.taken), hash.taken);
        expect(hash.digest()).toBe(expected);
      }),
    );
  });
});

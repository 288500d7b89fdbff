import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readSignal } from '../../src/audio/read-signal.ts';
import { WavWriter } from '../../src/audio/wav-writer.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { differenceDb, sine, temporaryFolder } from './signals.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

describe('writeWav', () => {
  test('float32 gives back every bit, above full scale too', async () => {
    const signal = sine(997, 0.5, 48000, 1.7);
    await writeWav(folder.path('float.wav'), signal, { format: 'float32' });
    expect(await readSignal(folder.path('float.wav'))).toEqual(signal);
  });

  test('pcm24 is off by half a step at most and clips at full scale', async () => {
    const signal = {
      sampleRateHz: 44100,
      left: new Float32Array([0.1, -0.3, 2]),
      right: new Float32Array([1e-7, -1, -2]),
    };
    await writeWav(folder.path('24.wav'), signal, { format: 'pcm24' });
    const read = await readSignal(folder.path('24.wav'));
    expect(Math.abs(read.left[0] - 0.1)).toBeLessThanOrEqual(2 ** -24);
    expect(read.left[2]).toBe(1 - 2 ** -23);
    expect([...read.right.subarray(1)]).toEqual([-1, -1]);
  });

  test('pcm16 is dithered: a tone below one step survives, and the error has the power of triangular dither', async () => {
    const quiet = sine(1000, 2, 44100, 0.25 / 32768);
    await writeWav(folder.path('16.wav'), quiet, { format: 'pcm16' });
    const read = await readSignal(folder.path('16.wav'));
    // Rounding (1/12) and triangular dither (2/12) together: a variance of a quarter of a step squared.
    const expected = 10 * Math.log10(0.25 / 32768 ** 2);
    expect(differenceDb(read.left, quiet.left)).toBeCloseTo(expected, 0);
    const correlation = read.left.reduce((sum, value, i) => sum + value * quiet.left[i], 0);
    const energy = quiet.left.reduce((sum, value) => sum + value * value, 0);
    expect(correlation / energy).toBeGreaterThan(0.9);
  });

  test('the same sound gives the same bytes', async () => {
    const signal = sine(440, 0.1);
    await writeWav(folder.path('a.wav'), signal, { format: 'pcm16' });
    await writeWav(folder.path('b.wav'), signal, { format: 'pcm16' });
    expect(readFileSync(folder.path('a.wav'))).toEqual(readFileSync(folder.path('b.wav')));
  });

  test('an older file survives a failed write, and nothing is left behind', async () => {
    const file = folder.path('kept.wav');
    writeFileSync(file, 'older');
    const bad = { sampleRateHz: 44100, left: new Float32Array([0, NaN]), right: new Float32Array(2) };
    await expect(writeWav(file, bad, { format: 'pcm24' })).rejects.toThrow(RangeError);
    expect(readFileSync(file, 'utf8')).toBe('older');
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('a missing folder is a failure that names the file', async () => {
    await expect(writeWav(folder.path('no/such.wav'), sine(440, 0.1), { format: 'pcm16' })).rejects.toThrow(
      /such\.wav" could not be written/,
    );
  });
});

describe('WavWriter', () => {
  test('pieces of any length add up to the whole, and the file appears only at the end', async () => {
    const whole = sine(300, 0.2, 22050, 0.9);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.left.length), { maxLength: 5 }), async (cuts) => {
        const file = folder.path('pieces.wav');
        const edges = [0, ...cuts.sort((a, b) => a - b), whole.left.length];
        const writer = await WavWriter.create(folder.path('pieces.new.wav'), {
          sampleRateHz: 22050,
          format: 'float32',
        });
        for (let i = 1; i < edges.length; i++) {
          await writer.write(whole.left.subarray(edges[i - 1], edges[i]), whole.right.subarray(edges[i - 1], edges[i]));
        }
        expect(existsSync(file)).toBe(false);
        await writer.close();
        expect(await readSignal(writer.file)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  test('a discarded file leaves nothing', async () => {
    const writer = await WavWriter.create(folder.path('gone.wav'), { sampleRateHz: 44100, format: 'pcm16' });
    await writer.write(new Float32Array(10), new Float32Array(10));
    await writer.discard();
    expect(readdirSync(dirname(folder.path('x'))).filter((name) => name.startsWith('gone'))).toEqual([]);
  });

  test('channels of different length are refused', async () => {
    const writer = await WavWriter.create(folder.path('odd.wav'), { sampleRateHz: 44100, format: 'pcm16' });
    await expect(writer.write(new Float32Array(3), new Float32Array(4))).rejects.toThrow(RangeError);
    await writer.discard();
  });
});

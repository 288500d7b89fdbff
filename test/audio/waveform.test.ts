import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readWaveform } from '../../src/audio/waveform.ts';
import { writeWav } from '../../src/audio/write-wav.ts';

const RATE = 44_100;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-waveform-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(left: Float32Array, right = left): Promise<string> {
  const file = join(folder, 'signal.wav');
  await writeWav(file, { sampleRateHz: RATE, left, right }, { format: 'float32' });
  return file;
}

describe('readWaveform', () => {
  test('a ramp is a staircase of as many columns as are asked for', async () => {
    const ramp = Float32Array.from({ length: 128 * 100 }, (_, n) => n / (128 * 100));
    const { min, max, durationSeconds } = await readWaveform(await fileOf(ramp), 10);
    expect(durationSeconds).toBeCloseTo(12_800 / RATE, 9);
    expect(min).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(max).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });

  test('both channels are in it, and a single click is never lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 1, max: 400 }), async (at, columns) => {
        const [left, right] = [new Float32Array(100_000), new Float32Array(100_000)];
        left[at] = 0.5;
        right[99_999 - at] = -0.25;
        const { min, max } = await readWaveform(await fileOf(left, right), columns);
        expect(Math.max(...max)).toBe(0.5);
        expect(Math.min(...min)).toBe(-0.25);
        expect(max).toHaveLength(columns);
      }),
      { numRuns: 8 },
    );
  });

  test('silence is a line, and a file of a few samples has a column', async () => {
    expect(await readWaveform(await fileOf(new Float32Array(RATE)), 4)).toMatchObject({ min: [0, 0, 0, 0] });
    expect((await readWaveform(await fileOf(new Float32Array(5).fill(0.1)), 1000)).max).toEqual([0.1]);
  });

  test('what is no audio is told', async () => {
    await expect(readWaveform(join(folder, 'none.wav'), 10)).rejects.toThrow(/none\.wav/);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadSoundEncoder } from '../src/similarity/sound-encoder.ts';
import { PATCH_VALUES } from '../src/similarity/sound-patches.ts';

/** A Python that has what the training needs; without one there is nothing to try. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import torch, scipy']).status === 0,
);
const OUT = mkdtempSync(join(tmpdir(), 'train-encoder-'));
const SCRIPT = join(__dirname, '..', 'scripts', 'train-encoder', 'train_encoder.py');
const TEN_MINUTES_MS = 600_000;

afterAll(() => rmSync(OUT, { recursive: true, force: true }));

interface Summary {
  frontEnd: string;
  steps: number;
  losses: number[];
}

/** Runs the training in small; tells what it printed. */
function trained(...options: string[]): string {
  const { status, stderr } = spawnSync(
    PYTHON as string,
    [SCRIPT, '--smoke', '--out', OUT, '--processes', String(Math.min(4, cpus().length)), ...options],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stderr;
}

(PYTHON === undefined ? describe.skip : describe)('the training of the encoder, in small', () => {
  test(
    'learns, and writes a network that the program can use',
    async () => {
      trained();
      const { steps, losses } = JSON.parse(readFileSync(join(OUT, 'training.json'), 'utf8')) as Summary;
      expect(losses).toHaveLength(steps);
      const mean = (values: readonly number[]): number => values.reduce((sum, loss) => sum + loss, 0) / values.length;
      expect(mean(losses.slice(-5))).toBeLessThan(mean(losses.slice(0, 5)) - 0.3);
      const encoder = await loadSoundEncoder(readFileSync(join(OUT, 'encoder.onnx')));
      expect(encoder?.dimensions).toBe(320);
      expect((await encoder?.encode(new Float32Array(2 * PATCH_VALUES)))?.every(Number.isFinite)).toBe(true);
    },
    TEN_MINUTES_MS,
  );

  test(
    'goes on where it was stopped, without rendering again',
    () => {
      expect(trained()).toContain('going on from step 20');
    },
    TEN_MINUTES_MS,
  );
});

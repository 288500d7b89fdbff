import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';

/** A Python that has what the fitting needs; without one there is nothing to try. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import numpy']).status === 0,
);
const OUT = mkdtempSync(join(tmpdir(), 'fit-metric-'));
const SCRIPT = join(__dirname, '..', 'scripts', 'train-encoder', 'fit_metric.py');

afterAll(() => rmSync(OUT, { recursive: true, force: true }));

/**
 * Two generators of 24 recipes in families of four, four songs each. A recipe shows in the first two numbers alone; what a
 * song does anew moves all four together, and each a little by itself.
 */
const SONGS = `
import json, sys
import numpy as np
rng = np.random.default_rng(3)
recipe = np.repeat(np.arange(24), 4)
values = []
for generator in range(2):
    of_recipe, of_song = rng.normal(size=(24, 2))[recipe], rng.normal(size=(96, 1))
    rows = of_song * np.ones(4) + 0.2 * rng.normal(size=(96, 4))
    rows[:, :2] += of_recipe
    values.append(rows)
layout = [{"name": "mix.measured", "ids": list("abcd"), "jnds": [0.01] * 4}]
np.savez(sys.argv[1], values=np.vstack(values), generator=np.repeat([0, 1], 96), recipe=np.tile(recipe, 2),
         family=np.tile(recipe // 4, 2), layout=json.dumps(layout))
`;

interface Metric {
  maps: { part: string; ids: string[]; rows: number; columns: number; scale: number; values: string }[];
}

function run(...command: string[]): string {
  const { status, stdout, stderr } = spawnSync(PYTHON as string, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

(PYTHON === undefined ? describe.skip : describe)('the fitting of the metric', () => {
  const songs = join(OUT, 'songs.npz');

  test('keeps what tells recipes apart and drops what their songs do anew, in the same file each time', () => {
    run('-c', SONGS, songs);
    const [first, again] = ['first.json', 'again.json'].map((name) => {
      run(SCRIPT, '--songs', songs, '--out', join(OUT, name));
      return readFileSync(join(OUT, name), 'utf8');
    });
    expect(again).toBe(first);
    const [{ part, ids, rows, columns, scale, values }] = (JSON.parse(first) as Metric).maps;
    expect({ part, ids, rows, columns }).toEqual({
      part: 'mix.measured',
      ids: ['a', 'b', 'c', 'd'],
      rows: 4,
      columns: 4,
    });
    const bytes = Buffer.from(values, 'base64');
    const image = (...z: number[]): number =>
      Math.hypot(...z.map((_, j) => z.reduce((sum, value, i) => sum + value * scale * bytes.readInt16LE(2 * (4 * i + j)), 0))); // prettier-ignore
    // The same step in a number that tells, and in all of them.
    expect(image(1, 0, 0, 0)).toBeGreaterThan(3 * image(0.5, 0.5, 0.5, 0.5));
  });

  test('tells what is found on a generator that was left out, and there it finds more', () => {
    const told = run(SCRIPT, '--songs', songs, '--leave-out');
    const lines = [...told.matchAll(/generator (\d) left out: ([\d.]+) to ([\d.]+)/g)];
    expect(lines.map(([, generator]) => generator)).toEqual(['0', '1']);
    for (const [, , plain, learnt] of lines) expect(Number(learnt)).toBeGreaterThan(Number(plain) + 0.1);
  });
});

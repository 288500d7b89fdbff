import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { composeSong } from '../../src/demo/compose-song.ts';
import { renderSong } from '../../src/demo/render-song.ts';
import { writeSong } from '../../src/demo/write-song.ts';

const whole = renderSong(composeSong({ seed: 2, style: 'psy', bars: 24 }));
/** Three stems stand for all. */
const rendered = { ...whole, stems: whole.stems.slice(0, 3) };
const { title } = rendered.song;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-demo-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('writeSong', () => {
  test('names master and stems as Live does and writes the truth beside them', async () => {
    const written = await writeSong(join(folder, 'all'), rendered, { master: true, stems: true });
    const names = rendered.stems.map(({ name }) => `${title} ${name}.wav`);
    expect((await readdir(join(folder, 'all'))).sort()).toEqual(
      [`${title}.wav`, `${title} truth.json`, ...names].sort(),
    );
    expect(written.stems).toHaveLength(rendered.stems.length);
    expect(JSON.parse(await readFile(written.truth, 'utf8'))).toEqual(JSON.parse(JSON.stringify(rendered.truth)));
  });

  test('writes 24-bit stereo, sample for sample what was rendered', async () => {
    const { master } = await writeSong(join(folder, 'master'), rendered, { master: true, stems: false });
    expect(await readdir(join(folder, 'master'))).toHaveLength(2);
    const bytes = await readFile(master ?? '');
    const format = bytes.indexOf('fmt ') + 8;
    expect([bytes.readUInt16LE(format + 2), bytes.readUInt32LE(format + 4), bytes.readUInt16LE(format + 14)]).toEqual([
      2, 44100, 24,
    ]);
    const data = bytes.indexOf('data') + 8;
    expect(bytes.readUInt32LE(data - 4)).toBe(rendered.mix.left.length * 6);
    for (let frame = 0; frame < rendered.mix.left.length; frame += 1013) {
      const right = bytes.readIntLE(data + frame * 6 + 3, 3) / 2 ** 23;
      expect(Math.abs(right - rendered.mix.right[frame])).toBeLessThan(2 ** -23);
    }
  });

  test('says so when the folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeSong(join(folder, 'file', 'in'), rendered, { master: true, stems: false })).rejects.toThrow(
      /cannot be made/,
    );
  });
});

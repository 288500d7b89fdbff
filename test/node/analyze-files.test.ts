import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeWav } from '../../src/audio/write-wav.ts';
import { analysisDocument, type AnalysisDocument } from '../../src/store/analysis-document.ts';
import { runProgram, type Ended } from './run-program.ts';

/** A name with everything that XML and shells mind, which Windows allows too. */
const NAME = "Tom & Jerry's 100 % «Night».wav";
const RATE_HZ = 44_100;

let folder: string;
let ended: Ended;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'analyze-files-'));
  const tone = (hz: number): Float32Array =>
    Float32Array.from({ length: 12 * RATE_HZ }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / RATE_HZ));
  await writeWav(at(NAME), { sampleRateHz: RATE_HZ, left: tone(1000), right: tone(1000) }, { format: 'float32' });
  ended = await runProgram([
    ...['analyze', at(NAME), '--json', '--home', at('home')],
    ...['--csv', at('table.csv'), '--png', at('picture.png')],
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

function rowsOf(csv: string): string[][] {
  return csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
}

describe('analyze with files to write', () => {
  let analysis: AnalysisDocument;
  beforeAll(() => {
    expect(ended).toMatchObject({ code: 0 });
    analysis = analysisDocument.parse(JSON.parse(ended.stdout));
  });

  test('writes every measurement into the table', async () => {
    const [head, ...rows] = rowsOf(await readFile(at('table.csv'), 'utf8'));
    expect(head).toEqual(['kind', 'id', 'scope', 'second', 'value', 'unit']);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([6]));
    const features = rows.filter(([kind]) => kind === 'feature');
    expect(features.map(([, id, scope, , value]) => [id, scope, Number(value)])).toEqual(
      analysis.features.map(({ id, scope, value }) => [id, scope, Number(value.toPrecision(9))]),
    );
  });

  test('has the tone at its level in the one band it lies in, and nothing in the side', async () => {
    const rows = rowsOf(await readFile(at('table.csv'), 'utf8'));
    const levelOf = (id: string): string => rows.find((row) => row[1] === id && row[2] === 'whole')?.[4] as string;
    // Both channels at half of full scale: mid is √2 higher, and a sine's mean square is half its peak's.
    expect(Number(levelOf('spectrum.mid.1000'))).toBeCloseTo(20 * Math.log10(0.5), 1);
    expect(Number(levelOf('spectrum.mid.4000'))).toBeLessThan(-80);
    // Single precision lets a little of mid through.
    expect(Number(levelOf('spectrum.side.1000'))).toBeLessThan(-120);
  });

  test('draws the picture', async () => {
    const png = await readFile(at('picture.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1600, 1200]);
    expect(png.length).toBeGreaterThan(30_000);
  });

  test('leaves a recording alone that is named by mistake', async () => {
    const before = (await stat(at(NAME))).mtimeMs;
    const refused = await runProgram(['analyze', at(NAME), '--png', at(NAME), '--home', at('home')]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('It must end in .png.');
    expect((await stat(at(NAME))).mtimeMs).toBe(before);
  });

  test('says where it cannot write', async () => {
    const refused = await runProgram(['analyze', at(NAME), '--csv', join(at(NAME), 'x.csv'), '--home', at('home')]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/x\.csv cannot be written because .*; choose another/);
  });
});

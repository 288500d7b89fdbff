import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeWav } from '../../src/audio/write-wav.ts';
import { firstBars, loudSectionOfSignals, loudSectionRequest, readLoudSection } from '../../src/fixes/loud-section.ts';
import { chooseLoudStretch } from '../../src/fixes/loud-stretch.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { analysisOf, BEAT, danceStems, DROP_FRAME, RATE, sumOf } from './rendered/dance-mix.ts';

const stems = danceStems();
const mix = sumOf(stems);
const analysis = analysisOf(mix);

/** A song of so many bars of each kind, at 140 BPM, with the loudest bar as told. */
function songOf(
  kinds: readonly (readonly ['intro' | 'breakdown' | 'drop', number])[],
  loudestBar: number,
): AnalysisDocument {
  const barSeconds = (4 * BEAT) / RATE;
  let startBar = 0;
  const sections = kinds.map(([kind, bars]) => {
    const section = {
      kind,
      bars,
      startBar,
      startSeconds: startBar * barSeconds,
      endSeconds: (startBar + bars) * barSeconds,
    };
    startBar += bars;
    return section;
  });
  const kicks = kinds.flatMap(([kind, bars]) => new Array<number>(bars).fill(kind === 'breakdown' ? 0 : 4));
  const perBar = {
    ...analysis.curves.perBar,
    kicks,
    energyDb: kicks.map((_, bar) => -20 - Math.abs(bar - loudestBar)),
  };
  return { ...analysis, sections, durationSeconds: startBar * barSeconds, curves: { ...analysis.curves, perBar } };
}

describe('chooseLoudStretch', () => {
  test('sixteen bars of the drop, from a line of four bars, around its loudest', () => {
    const song = songOf(
      [
        ['breakdown', 16],
        ['drop', 32],
      ],
      39,
    );
    const stretch = chooseLoudStretch(song);
    expect(stretch).toMatchObject({ kind: 'drop', bars: 16 });
    expect((stretch?.startSeconds ?? 0) / ((4 * BEAT) / RATE)).toBeCloseTo(32, 6);
    expect(stretch?.rest?.endSeconds).toBeCloseTo((16 * 4 * BEAT) / RATE, 6);
  });

  test('a short drop is taken whole; no steady beat gives the middle of it without bars', () => {
    expect(chooseLoudStretch(analysis)).toMatchObject({ kind: 'drop', bars: 8, startSeconds: DROP_FRAME / RATE });
    const free = { ...analysis, grid: { ...analysis.grid, steady: false } };
    expect(chooseLoudStretch(free)).toMatchObject({ kind: 'drop', bars: 0, rest: undefined });
  });

  test('the loudest moment is told where it lies elsewhere, with a second before it', () => {
    const loudestAt = (atSeconds: number): AnalysisDocument => ({
      ...analysis,
      features: [{ id: 'loudness.shortTermMax', scope: 'whole', value: -8, unit: 'LUFS', atSeconds }],
    });
    expect(chooseLoudStretch(loudestAt(5))?.summit).toEqual({ startSeconds: 2.5, endSeconds: 6.5 });
    expect(chooseLoudStretch(loudestAt(1))?.summit).toEqual({ startSeconds: 0, endSeconds: 2.5 });
    expect(chooseLoudStretch(loudestAt(DROP_FRAME / RATE + 1))?.summit).toBeUndefined();
    expect(chooseLoudStretch({ ...analysis, features: [] })?.summit).toBeUndefined();
  });

  test('of every other kind a second and the loudest bars, two with a kick and four without', () => {
    const song = songOf(
      [
        ['intro', 8],
        ['breakdown', 16],
        ['drop', 32],
      ],
      20,
    );
    const barSeconds = (4 * BEAT) / RATE;
    const inBars = chooseLoudStretch(song)?.elsewhere.map(({ kind, startSeconds, endSeconds }) => [
      kind,
      (startSeconds + 1) / barSeconds,
      (endSeconds - startSeconds - 1) / barSeconds,
    ]);
    expect(inBars).toEqual([
      ['intro', expect.closeTo(6), expect.closeTo(2)],
      ['breakdown', expect.closeTo(18), expect.closeTo(4)],
    ]);
  });

  test('nothing where no section lasts six seconds', () => {
    const sections = analysis.sections.map((one) => ({ ...one, endSeconds: one.startSeconds + 5 }));
    expect(chooseLoudStretch({ ...analysis, sections })).toBeUndefined();
  });
});

describe('a loud section', () => {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'loud-'));
    await writeWav(path.join(folder, 'mix.wav'), mix, { format: 'float32' });
    for (const { track, signal } of stems) {
      await writeWav(path.join(folder, `${track}.wav`), signal, { format: 'float32' });
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('read from files it is sample for sample that of the signals; a mono stem is kept once', async () => {
    const files = stems.map(({ track }) => ({ track, file: path.join(folder, `${track}.wav`) }));
    const request = loudSectionRequest(files, path.join(folder, 'mix.wav'), analysis);
    const read = request && (await readLoudSection(request));
    const kept = await loudSectionOfSignals(
      stems.map(({ signal }) => signal),
      mix,
      analysis,
    );
    expect(read?.stems.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    read?.stems.forEach(({ index, signal }) => {
      expect(isSame(signal.left, stems[index].signal.left.subarray(DROP_FRAME))).toBe(true);
      expect(isSame(signal.right, kept?.stems[index].signal.right)).toBe(true);
    });
    const kick = read?.stems[0].signal;
    expect(kick !== undefined && kick.left === kick.right).toBe(true);
    expect(read?.bounce).toEqual(kept?.bounce);
    expect([...(read?.rest?.stems.keys() ?? [])]).toEqual([1, 2, 3]);
  });

  test('the stems of a loudest moment elsewhere are read too, though it reaches into the passage', async () => {
    const atSeconds = DROP_FRAME / RATE - 1;
    const song: AnalysisDocument = {
      ...analysis,
      features: [{ id: 'loudness.shortTermMax', scope: 'whole', value: -8, unit: 'LUFS', atSeconds }],
    };
    const files = stems.map(({ track }) => ({ track, file: path.join(folder, `${track}.wav`) }));
    const request = loudSectionRequest(files, path.join(folder, 'mix.wav'), song);
    const section = request && (await readLoudSection(request));
    const start = Math.round((atSeconds - 2.5) * RATE);
    expect(section?.summit?.frames).toBe(4 * RATE);
    expect(section?.summit?.stems.length).toBe(stems.length);
    for (const { index, signal } of section?.summit?.stems ?? []) {
      expect(isSame(signal.left, stems[index].signal.left.subarray(start, start + 4 * RATE))).toBe(true);
    }
    section?.stems.forEach(({ index, signal }) => {
      expect(isSame(signal.left, stems[index].signal.left.subarray(DROP_FRAME))).toBe(true);
    });
  });

  test('silent stems are left out, and the first bars share the sound', async () => {
    const silent = { ...mix, left: new Float32Array(mix.left.length), right: new Float32Array(mix.left.length) };
    const section = await loudSectionOfSignals([silent, stems[1].signal], mix, analysis);
    expect(section?.stems.map(({ index }) => index)).toEqual([1]);
    const short = section && firstBars(section, 2);
    expect(short?.frames).toBe(8 * BEAT);
    expect(short?.stems[0].signal.left.buffer === section?.stems[0].signal.left.buffer).toBe(true);
  });

  test('of more stems than there is room for, the quietest are one sum', async () => {
    const many = Array.from({ length: 20 }, () => stems[2].signal);
    const long = { ...stems[2].signal, left: mix.left.map((x) => x / 1000), right: mix.right.map((x) => x / 1000) };
    const section = await loudSectionOfSignals([...many, long], mix, { ...analysis, sections: [wholeSong] });
    const bytes = section?.stems.reduce((sum, { signal }) => sum + signal.left.byteLength + signal.right.byteLength, 0);
    expect(bytes).toBeLessThanOrEqual(150e6);
    expect(section?.stems.some(({ index }) => index === 20)).toBe(false);
    expect(section?.others?.left.some((sample) => sample !== 0)).toBe(true);
    const parts = [...(section?.stems.map(({ signal }) => signal) ?? []), section?.others];
    for (const n of [DROP_FRAME, DROP_FRAME + 1000, DROP_FRAME + 5 * BEAT]) {
      const sum = parts.reduce((of, part) => of + (part?.right[n] ?? NaN), 0);
      expect(section?.sum.right[n]).toBeCloseTo(sum, 4);
    }
  });
});

const wholeSong = { ...analysis.sections[1], startSeconds: 0, startBar: 0, bars: 12 };

/** Comparing a million samples one by one in an expectation takes a minute. */
function isSame(a: Float32Array, b: Float32Array | undefined): boolean {
  return a.length === b?.length && a.every((sample, n) => sample === b[n]);
}

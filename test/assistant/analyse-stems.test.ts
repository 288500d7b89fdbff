import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { analyseStems } from '../../src/assistant/analyse-stems.ts';
import { mapStems } from '../../src/assistant/stem-map.ts';
import { weighStems } from '../../src/assistant/weigh-stems.ts';
import type { Workers } from '../../src/assistant/workers.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { composeSong } from '../../src/demo/compose-song.ts';
import { renderSong } from '../../src/demo/render-song.ts';
import type { SongTruth } from '../../src/demo/song.ts';
import { writeSong } from '../../src/demo/write-song.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import {
  stemAnalysisDocument,
  type AnalysedStem,
  type StemAnalysisDocument,
} from '../../src/store/stem-analysis-document.ts';

let folder: string;
let truth: SongTruth;
let measured: StemAnalysisDocument;
let workshop: Workshop;
let mix: string;
let asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'analyse-stems-'));
  const stems = join(folder, 'Stems');
  const rendered = renderSong(composeSong({ seed: 7, style: 'uplifting', bars: 40 }));
  ({ truth } = rendered);
  const { master } = await writeSong(stems, rendered, { master: true, stems: true });
  mix = master as string;
  const own = new SameThread();
  const workers: Workers = {
    size: 1,
    run: (name, input, signal) => {
      asked.push(name);
      return own.run(name, input, signal);
    },
  };
  workshop = {
    home: await openHome(join(folder, 'home')),
    workers,
    progress: SILENT,
    signal: undefined,
    now: () => new Date(0),
  };
  measured = await analyseStems(workshop, { mix, stems });
});
afterAll(() => rm(folder, { recursive: true }));

function stemOf(track: string): AnalysedStem {
  const stem = measured.stems.find((one) => one.track === track);
  if (stem === undefined) throw new Error(`${track} was not measured.`);
  return stem;
}

describe('the stems of a song', () => {
  test('are a document of its schema, with every stem that sounds', () => {
    expect(stemAnalysisDocument.parse(JSON.parse(JSON.stringify(measured)))).toEqual(measured);
    for (const { leftOut, loudnessLufs, masked } of measured.stems) {
      expect(leftOut === '').toBe(loudnessLufs !== undefined && masked !== undefined);
    }
  });

  test('duck as deep as they were made to, where it can be told', () => {
    const told = truth.ducking.filter(({ stem }) => stemOf(stem).ducking !== undefined);
    expect(told.length).toBeGreaterThanOrEqual(2);
    for (const { stem, depthDb } of told) {
      expect(Math.abs((stemOf(stem).ducking?.depthDb ?? NaN) - depthDb)).toBeLessThan(1.5);
    }
    for (const { track, ducking, duckingUnknown } of measured.stems) {
      expect([track, ducking === undefined]).toEqual([track, duckingUnknown !== undefined]);
    }
  });

  test('show the supersaw as it is tuned, and drums none', () => {
    const { detuneCents, voices = '' } = stemOf(truth.supersaw.stem).supersaw ?? {};
    expect(Math.abs((detuneCents ?? NaN) / truth.supersaw.detuneCents - 1)).toBeLessThan(0.2);
    expect(voices).toBe(truth.supersaw.voices >= 7 ? '7+' : '4–6');
    for (const { role, supersaw, acid } of measured.stems) {
      if (['kick', 'snare', 'hats', 'percussion'].includes(role))
        expect([supersaw, acid]).toEqual([undefined, undefined]);
    }
  });

  test('cover each other, the worst first', () => {
    const losses = measured.masking.map(({ lost }) => lost);
    expect(losses.length).toBeGreaterThan(0);
    expect([...losses].sort((a, b) => b - a)).toEqual(losses);
    for (const { masker, masked } of measured.masking) expect(masker).not.toBe(masked);
  });

  test('leave a plan nothing to measure of the files but the sound it renders', async () => {
    expect(asked).toContain('sectionGram');
    asked = [];
    const { sections, sampleRate } = measured.analysis;
    const { used } = await mapStems(workshop, {
      folder: measured.folder,
      mix,
      tracks: undefined,
      correctedMap: undefined,
      sections,
    });
    const model = await weighStems(workshop, used, mix, { sections, sampleRate });
    expect(model.stems).toEqual(used.map(({ track }) => track));
    expect(asked).toEqual([]);
  });
});

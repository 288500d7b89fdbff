import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyseSignal, analyseTrack, ENGINE_VERSION } from '../../src/analysis/analyse-track.ts';
import { bandFeatures } from '../../src/analysis/band-features.ts';
import { FEATURES } from '../../src/analysis/features.ts';
import { tranceScore } from '../../src/analysis/trance-score.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { contentHashOf } from '../../src/audio/content-hash.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { analysisDocument, type AnalysisDocument, type Scope } from '../../src/store/analysis-document.ts';
import { pinkNoise, RATE_HZ, sine, stereo, whiteNoise } from './signals.ts';
import { renderSynth } from './synth.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'analyse-track-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** 48 bars at 138 BPM: 83 seconds. */
const SONG = renderSynth({
  tempoBpm: 138,
  tonic: 9,
  duck: { depthDb: 6, releaseSeconds: 0.12 },
  parts: [
    { bars: 8, kick: true, hats: true },
    { bars: 8, pad: true, lead: true },
    { bars: 8, pad: true, riser: true },
    { bars: 16, kick: true, clap: true, hats: true, bass: 'offbeat', pad: true, lead: true },
    { bars: 8, kick: true, hats: true },
  ],
});

/** Fifteen seconds of its drop. */
const EXCERPT: StereoSignal = {
  ...SONG,
  left: SONG.left.subarray(45 * RATE_HZ, 60 * RATE_HZ),
  right: SONG.right.subarray(45 * RATE_HZ, 60 * RATE_HZ),
};

function valueOf({ features }: AnalysisDocument, id: string, scope: Scope = 'whole'): number | undefined {
  return features.find((feature) => feature.id === id && feature.scope === scope)?.value;
}

describe('the analysis of a song', () => {
  let analysis: AnalysisDocument;
  beforeAll(() => {
    analysis = analyseSignal(SONG, 'song');
  });

  test('is a document of its schema, made of numbers alone, and survives being written down', () => {
    expect(analysisDocument.parse(JSON.parse(JSON.stringify(analysis)))).toEqual(analysis);
    expect(analysis.engine).toBe(ENGINE_VERSION);
  });

  test('has every feature of the catalogue, in its order, or says why not', () => {
    const found = [...new Set(analysis.features.map(({ id }) => id))];
    const order = FEATURES.map(({ id }) => id).filter((id) => found.includes(id));
    expect(found).toEqual(order);
    expect([...found, ...analysis.missing.map(({ id }) => id)].sort()).toEqual(FEATURES.map(({ id }) => id).sort());
    for (const { why } of analysis.missing) expect(why).toMatch(/^[A-Z].*\.$/);
  });

  test('finds tempo, form and key', () => {
    expect(valueOf(analysis, 'rhythm.tempo')).toBeCloseTo(138, 1);
    expect(analysis.sections.some(({ kind }) => kind === 'breakdown')).toBe(true);
    expect(analysis.sections.find(({ kind }) => kind === 'drop')?.startBar).toBe(24);
    expect([analysis.key.tonic, analysis.key.mode]).toEqual(['A', 'minor']);
  });

  test('has one row of spectra a scope, and the tone and stereo features are a function of it', () => {
    const scopes = new Set(analysis.features.map(({ scope }) => scope));
    expect(analysis.spectra.map(({ scope }) => scope).sort()).toEqual([...scopes].sort());
    for (const spectrum of analysis.spectra) {
      for (const { id, value, scope } of bandFeatures(spectrum, analysis.bandCentreHz)) {
        expect(valueOf(analysis, id, scope)).toBe(value);
      }
    }
  });

  test('measures sections apart: the drop has the bass, the breakdown has not', () => {
    const bass = (scope: Scope): number => valueOf(analysis, 'tone.bass', scope) as number;
    expect(bass('drop')).toBeGreaterThan(bass('breakdown') + 10);
    expect(valueOf(analysis, 'energy.bassContrast')).toBeGreaterThan(10);
  });

  test('knows it for trance', () => {
    expect(tranceScore(analysis).score).toBeGreaterThan(0.7);
  });

  test('does not change from one run to the next', () => {
    expect(analyseSignal(SONG, 'song')).toEqual(analysis);
  });
});

describe('files', () => {
  test('give what their samples give in memory', async () => {
    const file = join(FOLDER, 'excerpt.wav');
    await writeWav(file, EXCERPT, { format: 'float32' });
    const fromFile = await analyseTrack(file);
    const fromMemory = analyseSignal(EXCERPT, file);
    expect({ ...fromFile, contentHash: '' }).toEqual({ ...fromMemory, contentHash: '' });
    expect(fromFile.contentHash).toBe(await contentHashOf(file));
  });

  test('that are no audio are refused in one sentence', async () => {
    const file = join(FOLDER, 'notes.wav');
    writeFileSync(file, 'kick louder');
    await expect(analyseTrack(file)).rejects.toMatchObject({ name: 'Failure', kind: 'input' });
    await expect(analyseTrack(join(FOLDER, 'none.wav'))).rejects.toMatchObject({ name: 'Failure', kind: 'input' });
  });

  test('are left when the signal fires', async () => {
    const file = join(FOLDER, 'cancelled.wav');
    await writeWav(file, EXCERPT, { format: 'pcm16' });
    await expect(analyseTrack(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('sound that is no song', () => {
  test('silence and an empty signal are refused', () => {
    for (const seconds of [0, 2]) {
      const silence = new Float32Array(seconds * RATE_HZ);
      expect(() => analyseSignal(stereo(silence), 'silence')).toThrow(expect.objectContaining({ kind: 'input' }));
    }
  });

  test.each<[string, StereoSignal]>([
    ['one sample', stereo(new Float32Array([0.5]))],
    ['a constant', stereo(new Float32Array(3 * RATE_HZ).fill(0.25))],
    ['a sine', stereo(sine(440, 6))],
    ['white noise', stereo(whiteNoise(12, 1), whiteNoise(12, 2))],
    ['mono noise', stereo(pinkNoise(12, 3))],
    ['the left channel alone', stereo(pinkNoise(6, 4), new Float32Array(6 * RATE_HZ))],
  ])('%s gives a document all the same', (_, signal) => {
    const analysis = analyseSignal(signal, 'sound');
    expect(analysisDocument.parse(analysis)).toEqual(analysis);
    const ids = [...new Set(analysis.features.map(({ id }) => id)), ...analysis.missing.map(({ id }) => id)];
    expect(ids.sort()).toEqual(FEATURES.map(({ id }) => id).sort());
    expect(tranceScore(analysis).score).toBeLessThan(0.5);
  });
});

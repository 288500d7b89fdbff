import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyseSignal, analyseTrack } from '../../src/analysis/analyse-track.ts';
import { featureById } from '../../src/analysis/features.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { featureKey, featureValues, type AnalysisDocument } from '../../src/store/analysis-document.ts';
import { twelveBars } from './twelve-bars.ts';

const FIXTURES = join(__dirname, '../audio/fixtures');
const FOLDER = mkdtempSync(join(tmpdir(), 'coding-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const SONG = twelveBars();
let original: AnalysisDocument;
beforeAll(() => {
  original = analyseSignal(SONG, 'twelve bars');
});

/**
 * Values that differ by more than so many just-noticeable differences, or that only one of the two has.
 *
 * @param narrowestDb widths below it count as this
 */
function noticeable(other: AnalysisDocument, differences: number, narrowestDb = -Infinity): string[] {
  const [before, after] = [original, other].map((analysis) => {
    return new Map([...featureValues(analysis)].map(([key, value]) => [key, heldAbove(narrowestDb, key, value)]));
  });
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => {
    const jnd = featureById(key.split('@')[0])?.jnd ?? NaN;
    const change = Math.abs((before.get(key) ?? NaN) - (after.get(key) ?? NaN));
    return !(change <= differences * jnd);
  });
}

function heldAbove(narrowestDb: number, key: string, value: number): number {
  return key.startsWith('stereo.width') ? Math.max(narrowestDb, value) : value;
}

describe('a lossy copy', () => {
  /** Coding noise is not the same left and right: where a band was mono, a coder leaves a side of this level. */
  const CODING_NOISE_WIDTH_DB = -18;
  /** What every coder changes: without the lowest bits of each wave, peaks overshoot. */
  const CODERS_OWN = [featureKey('loudness.truePeak', 'whole')];

  test.each(['mp3', 'm4a', 'ogg'])('in %s sounds the same to every measurement', async (ending) => {
    const copy = await analyseTrack(join(FIXTURES, `twelve-bars.${ending}`));
    expect(noticeable(copy, 1, CODING_NOISE_WIDTH_DB).filter((key) => !CODERS_OWN.includes(key))).toEqual([]);
    expect(copy.durationSeconds).toBeCloseTo(original.durationSeconds, 1);
    expect(copy.grid.firstDownbeatSeconds).toBeCloseTo(original.grid.firstDownbeatSeconds, 2);
    expect([copy.key.tonic, copy.key.mode]).toEqual([original.key.tonic, original.key.mode]);
  });
});

describe('a lossless copy', () => {
  test.each(['pcm16', 'pcm24', 'float32'] as const)('in %s measures the same', async (format) => {
    const file = join(FOLDER, `${format}.wav`);
    await writeWav(file, SONG, { format });
    expect(noticeable(await analyseTrack(file), format === 'pcm16' ? 0.05 : 0.01)).toEqual([]);
  });
});

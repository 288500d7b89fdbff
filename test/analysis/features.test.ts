import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { featureDocs } from '../../scripts/feature-docs.ts';
import { featureById, FEATURES } from '../../src/analysis/features.ts';

describe('the feature catalogue', () => {
  test('names every feature once, and finds it by its name', () => {
    expect(new Set(FEATURES.map(({ id }) => id)).size).toBe(FEATURES.length);
    for (const row of FEATURES) expect(featureById(row.id)).toBe(row);
    expect(featureById('tone.band.201')).toBeUndefined();
  });

  test.each([
    ['loudness', 11 + 2],
    ['tone', 6 + 29 + 2 + 3 + 1],
    ['stereo', 3 + 2 * 10 + 2 * 10 + 1 + 3],
    ['rhythm', 5],
    ['pumping', 4],
    ['low end', 7],
    ['harmony', 2],
    ['energy', 8],
    ['masking', 2],
    ['character', 4],
  ])('has all rows of %s', (group, count) => {
    expect(FEATURES.filter((row) => row.group === group)).toHaveLength(count);
  });

  test('gives each row a smallest difference, words for both sides, somebody who can change it, and a source', () => {
    for (const row of FEATURES) {
      expect(row.jnd).toBeGreaterThan(0);
      for (const text of [row.label, row.tooLow, row.tooHigh, row.source, row.meaning]) expect(text).not.toBe('');
      expect(row.tooLow).not.toBe(row.tooHigh);
      expect(row.meaning).toMatch(/^[A-Z].*\.$/);
      expect(row.levers.length).toBeGreaterThan(0);
    }
  });

  test('calls bands as people do', () => {
    expect(featureById('tone.band.31.5')?.label).toBe('Level at 31.5 Hz');
    expect(featureById('tone.band.1250')?.tooHigh).toBe('too much at 1.25 kHz');
    expect(featureById('stereo.width.16000')?.tooLow).toBe('too narrow at 16 kHz');
  });

  test('is the page docs/features.md', () => {
    const page = readFileSync(join(__dirname, '../../docs/features.md'), 'utf8');
    expect(page.replaceAll('\r\n', '\n')).toBe(featureDocs(FEATURES));
  });
});

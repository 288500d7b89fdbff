import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FEATURES } from '../../src/analysis/features.ts';
import { buildProfile, WHOLE_LIBRARY } from '../../src/profile/build-profile.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { profileDocument, type ProfileDocument } from '../../src/store/profile-document.ts';
import { styleMeans, syntheticAnalysis, syntheticLibrary, withValues } from '../synthetic-analyses.ts';

const CREATED = '2026-01-01T00:00:00.000Z';

function profileOf(analyses: AnalysisDocument[], skipped: { file: string; why: string }[] = []): ProfileDocument {
  return buildProfile({ name: 'test', folder: '/library', analyses, skipped, seed: 1, createdAt: CREATED });
}

const FAST = styleMeans(146, { stereo: 2, bright: 2.5 });
const SLOW = styleMeans(130, { stereo: -2, bright: -2.5 });
const PUMPING = styleMeans(138, { pumping: 4, loudness: 3, bass: 4 });

describe('the document', () => {
  const profile = profileOf(syntheticLibrary(20, 1));

  test('fits its schema and holds one vector a reference, a column an entry', () => {
    expect(profileDocument.parse(profile)).toEqual(profile);
    expect(profile.references).toHaveLength(20);
    for (const { vector } of profile.references) expect(vector).toHaveLength(profile.columns.length);
  });

  test('every catalogue row is there, in every scope the tracks have', () => {
    const wanted = FEATURES.reduce((count, { scope }) => count + (scope === 'whole' ? 1 : 4), 0);
    expect(profile.library.features).toHaveLength(wanted);
  });

  test('medians and spreads find the distribution the tracks were drawn from', () => {
    const big = profileOf(syntheticLibrary(150, 2, { spreadJnds: 2, means: { 'stereo.width': 3 } }));
    const width = big.library.features.find(({ id, scope }) => id === 'stereo.width' && scope === 'drop');
    const jnd = FEATURES.find(({ id }) => id === 'stereo.width')?.jnd ?? NaN;
    // Standard error of a median of 150: 1.25 σ / √150 = 0.2 jnd.
    expect(Math.abs((width?.median ?? NaN) - 3)).toBeLessThan(0.6 * jnd);
    expect(width?.spread ?? NaN).toBeGreaterThan(1.6 * jnd);
    expect(width?.spread ?? NaN).toBeLessThan(2.4 * jnd);
    // On average over all features the bands are the 86 % ones: ±1.476 σ.
    const halfWidths = big.library.features.map(({ id, band }) => {
      const row = FEATURES.find((feature) => feature.id === id);
      return (band[1] - band[0]) / 2 / (2 * (row?.jnd ?? NaN));
    });
    const mean = halfWidths.reduce((sum, x) => sum + x, 0) / halfWidths.length;
    expect(mean).toBeGreaterThan(1.4);
    expect(mean).toBeLessThan(1.56);
  });

  test('the order in which the tracks come does not matter', () => {
    const tracks = [...syntheticLibrary(8, 3, { means: FAST }, 'a'), ...syntheticLibrary(8, 4, { means: SLOW }, 'b')];
    const wanted = profileOf(tracks);
    fc.assert(
      fc.property(fc.shuffledSubarray(tracks, { minLength: tracks.length }), (shuffled) => {
        expect(profileOf(shuffled)).toEqual(wanted);
      }),
      { numRuns: 4 },
    );
  });

  test('values that are not numbers, and features no catalogue knows, do not get in', () => {
    const [odd, ...rest] = syntheticLibrary(6, 5);
    odd.features.push({ id: 'future.feature', scope: 'whole', unit: '', value: 1 });
    const spoiled = withValues(odd, (id, value) => (id === 'loudness.integrated' ? NaN : value));
    const made = profileOf([spoiled, ...rest]);
    expect(made.columns.some(({ id }) => id === 'future.feature')).toBe(false);
    expect(made.library.features.find(({ id }) => id === 'loudness.integrated')?.count).toBe(5);
    expect(profileDocument.parse(made)).toEqual(made);
  });

  test('no track at all is an input failure', () => {
    expect(() => profileOf([])).toThrow(/\/library holds no track/);
  });

  test.each([1, 2, 3])('%d track(s) give a profile with wide bands and a warning', (count) => {
    const small = profileOf(syntheticLibrary(count, 6));
    expect(profileDocument.parse(small)).toEqual(small);
    expect(small.clusters).toHaveLength(1);
    expect(small.validation[0]).toMatchObject({ check: 'too-few-tracks', level: 'warning' });
    for (const { id, band } of small.library.features) {
      const jnd = FEATURES.find((row) => row.id === id)?.jnd ?? NaN;
      expect(band[1] - band[0]).toBeGreaterThan(2 * 2.5 * jnd);
    }
  });
});

describe('clusters', () => {
  test('two styles are found, every track in its own, and named by what sets them apart', () => {
    const tracks = [...syntheticLibrary(14, 7, { means: FAST }, 'a'), ...syntheticLibrary(9, 8, { means: SLOW }, 'b')];
    const profile = profileOf(tracks);
    expect(profile.clusters).toHaveLength(2);
    for (const { members } of profile.clusters) {
      expect(new Set(members.map((file) => file.includes('/a '))).size).toBe(1);
    }
    const fast = profile.clusters.find(({ members }) => members.length === 14);
    expect(fast?.name).toContain('fast');
    expect(fast?.name).toMatch(/14\d BPM$/);
    expect(fast?.summary).toMatch(/faster.* than the rest/);
    expect(fast?.exemplars).toHaveLength(3);
    for (const exemplar of fast?.exemplars ?? []) expect(fast?.members).toContain(exemplar);
    expect(profile.clustering.stability).toBeGreaterThan(0.9);
  });

  test('three styles are three', () => {
    const tracks = [
      ...syntheticLibrary(10, 9, { means: FAST }, 'a'),
      ...syntheticLibrary(10, 10, { means: SLOW }, 'b'),
      ...syntheticLibrary(10, 11, { means: PUMPING }, 'c'),
    ];
    expect(profileOf(tracks).clusters).toHaveLength(3);
  });

  test('one style is not split: at most one false alarm in twelve libraries', () => {
    const split = Array.from({ length: 12 }, (_, i) => profileOf(syntheticLibrary(24, 20 + i))).filter(
      ({ clusters }) => clusters.length > 1,
    );
    expect(split.length).toBeLessThanOrEqual(1);
  });

  test('a single cluster is the library itself', () => {
    const profile = profileOf(syntheticLibrary(6, 40));
    expect(profile.clusters).toMatchObject([{ name: WHOLE_LIBRARY }]);
    expect(profile.clusters[0].features).toEqual(profile.library.features);
    expect(profile.clustering).toEqual({ silhouette: 0, stability: 1 });
  });

  test('tracks that are all the same neither fail nor split', () => {
    const one = syntheticAnalysis({ file: '/library/one.wav', seed: 1 });
    const copies = Array.from({ length: 10 }, (_, i) => ({ ...one, file: `/library/${i}.wav` }));
    const profile = profileOf(copies);
    expect(profile.clusters).toHaveLength(1);
    expect(profileDocument.parse(profile)).toEqual(profile);
    for (const { spread } of profile.library.features) expect(spread).toBeGreaterThan(0);
  });
});

describe('style scores of the references', () => {
  test('a typical member scores 80–95, whatever the size of the library', () => {
    for (const count of [5, 12, 60]) {
      const scores = profileOf(syntheticLibrary(count, 50 + count))
        .references.map(({ styleScore }) => styleScore)
        .sort((a, b) => a - b);
      expect(scores[count >> 1]).toBeGreaterThan(80);
      expect(scores[count >> 1]).toBeLessThan(95);
    }
  });

  test('a track of another genre in the folder is low and reported as an outlier', () => {
    const foreign = syntheticAnalysis({
      file: '/library/ballad.wav',
      seed: 99,
      means: Object.fromEntries(FEATURES.map(({ id, jnd }) => [id, 14 * jnd])),
    });
    const profile = profileOf([...syntheticLibrary(15, 60), foreign]);
    const row = profile.references.find(({ file }) => file === foreign.file);
    expect(row?.styleScore).toBeLessThan(15);
    expect(profile.validation.find(({ check }) => check === 'outlier')?.files).toEqual([foreign.file]);
  });
});

describe('validation', () => {
  const checks = (profile: ProfileDocument): string[] => profile.validation.map(({ check }) => check);

  test('a sound library of one style says only that its ranges hold', () => {
    const { validation } = profileOf(syntheticLibrary(40, 70));
    expect(validation).toMatchObject([{ check: 'cross-validation', level: 'info' }]);
    const percent = Number(/(\d+) %/.exec(validation[0].sentence)?.[1]);
    expect(percent).toBeGreaterThanOrEqual(82);
    expect(percent).toBeLessThanOrEqual(90);
  });

  test('the same track twice is named, be it a copy or another master of it', () => {
    const tracks = syntheticLibrary(16, 71);
    const copy = { ...tracks[0], file: '/library/copy.wav' };
    const remaster = {
      ...withValues(tracks[1], (_id, value) => value + 0.001),
      file: '/library/re.wav',
      contentHash: 'x',
    };
    const found = profileOf([...tracks, copy, remaster]).validation.filter(({ check }) => check === 'near-duplicate');
    expect(found.map(({ files }) => [...files].sort())).toEqual(
      expect.arrayContaining([[copy.file, tracks[0].file].sort(), [remaster.file, tracks[1].file].sort()]),
    );
    expect(found).toHaveLength(2);
  });

  test('a feature that never changes is told', () => {
    const tracks = syntheticLibrary(16, 72).map((track) =>
      withValues(track, (id, value) => (id === 'rhythm.swing' ? 0 : value)),
    );
    const found = profileOf(tracks).validation.find(({ check }) => check === 'zero-variance');
    expect(found?.sentence).toContain('Swing');
  });

  test('skipped files are counted and named', () => {
    const skipped = [{ file: '/library/broken.wav', why: 'is cut short' }];
    const found = profileOf(syntheticLibrary(16, 73), skipped).validation.find(
      ({ check }) => check === 'skipped-files',
    );
    expect(found).toMatchObject({ files: ['/library/broken.wav'], level: 'info' });
    expect(found?.sentence).toContain('broken.wav');
  });

  test('worst comes first', () => {
    const { validation } = profileOf(syntheticLibrary(3, 74), [{ file: 'x.wav', why: 'y' }]);
    const levels = validation.map(({ level }) => ['error', 'warning', 'info'].indexOf(level));
    expect(levels).toEqual([...levels].sort());
    expect(checks(profileOf(syntheticLibrary(3, 74)))).toContain('too-few-tracks');
  });
});

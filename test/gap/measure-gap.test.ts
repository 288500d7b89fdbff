import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FEATURES } from '../../src/analysis/features.ts';
import { GROUP_WEIGHTS } from '../../src/gap/group-weights.ts';
import { measureGap } from '../../src/gap/measure-gap.ts';
import { yardstickOf, type YardstickTarget } from '../../src/gap/yardstick-of.ts';
import { SEVERITY_CAP } from '../../src/gap/yardstick.ts';
import { buildProfile } from '../../src/profile/build-profile.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { gapDocument, type GapDocument } from '../../src/store/gap-document.ts';
import type { ProfileDocument } from '../../src/store/profile-document.ts';
import { styleMeans, syntheticAnalysis, syntheticLibrary, withValues } from '../synthetic-analyses.ts';

function profileOf(analyses: AnalysisDocument[]): ProfileDocument {
  return buildProfile({
    name: 'test',
    folder: '/library',
    analyses,
    skipped: [],
    seed: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
  });
}

function gapOf(
  mix: AnalysisDocument,
  profile: ProfileDocument,
  target: Parameters<typeof yardstickOf>[1] = {},
): GapDocument {
  return measureGap(mix, yardstickOf(profile, target, mix), { tranceScore: 0.7 });
}

const LIBRARY = syntheticLibrary(40, 1);
const PROFILE = profileOf(LIBRARY);
const TYPICAL = medianTrack(PROFILE);
const jndOf = (id: string): number => FEATURES.find((row) => row.id === id)?.jnd ?? NaN;

/** A track on the median of everything. */
function medianTrack(profile: ProfileDocument): AnalysisDocument {
  const track = syntheticAnalysis({ file: '/mix.wav', seed: 5 });
  return {
    ...track,
    features: track.features.map((feature) => ({
      ...feature,
      value:
        profile.library.features.find(({ id, scope }) => id === feature.id && scope === feature.scope)?.median ?? NaN,
    })),
  };
}

describe('the style delta', () => {
  test('a track on the medians is inside every band', () => {
    const gap = gapOf(TYPICAL, PROFILE, { cluster: 'library' });
    expect(gapDocument.parse(gap)).toEqual(gap);
    expect(gap.styleDelta).toBe(0);
    expect(gap.gaps).toEqual([]);
    expect(gap.styleScore).toBeGreaterThan(95);
  });

  test('one feature z scales outside costs √(w·z²), by hand', () => {
    const row = yardstickOf(PROFILE, {}, TYPICAL).rows.find(
      ({ feature, scope }) => feature.id === 'stereo.width' && scope === 'drop',
    );
    if (row === undefined) throw new Error('the width of the drop is measured');
    const off = withValues(
      TYPICAL,
      (id, value) => (id === 'stereo.width' ? row.band[1] + 2 * row.scale : value),
      'drop',
    );
    const gap = gapOf(off, PROFILE);
    expect(gap.styleDelta).toBeCloseTo(2 * Math.sqrt(row.weight), 12);
    expect(gap.gaps).toHaveLength(1);
    expect(gap.gaps[0]).toMatchObject({
      feature: 'stereo.width',
      scope: 'drop',
      direction: 'too wide',
      percentile: 100,
    });
    expect(gap.gaps[0].severity).toBeCloseTo(2, 12);
    expect(gap.gaps[0].sentence).toMatch(
      /^Width in the drop: too wide, [\d.]+ dB above your range \(.*dB; yours .*dB\)\.$/,
    );
  });

  test('going further out never lowers it, and no severity passes the cap', () => {
    const ids = FEATURES.map(({ id }) => id);
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.constantFrom(-1, 1),
        fc.double({ min: 0, max: 1e3, noNaN: true }),
        fc.double({ min: 0, max: 1e3, noNaN: true }),
        (moved, sign, near, more) => {
          const shift = (jnds: number): GapDocument =>
            gapOf(
              withValues(TYPICAL, (id, value) => (id === moved ? value + sign * jnds * jndOf(id) : value)),
              PROFILE,
            );
          const [a, b] = [shift(near), shift(near + more)];
          expect(b.styleDelta).toBeGreaterThanOrEqual(a.styleDelta - 1e-12);
          expect(b.styleScore).toBeLessThanOrEqual(a.styleScore + 1e-9);
          for (const { severity } of b.gaps) expect(Math.abs(severity)).toBeLessThanOrEqual(SEVERITY_CAP);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the gaps come in the order of what they add to it, and add up to its square', () => {
    const off = syntheticAnalysis({ file: '/m.wav', seed: 12, spreadJnds: 5 });
    const { gaps, styleDelta } = gapOf(off, PROFILE);
    const shares = gaps.map(({ weight, severity }) => weight * severity ** 2);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(styleDelta ** 2, 9);
  });

  test('nothing smaller than the just-noticeable difference is ever a gap', () => {
    const same = Array.from({ length: 8 }, (_, i) => ({ ...TYPICAL, file: `/library/${i}.wav`, contentHash: `${i}` }));
    const off = withValues(TYPICAL, (id, value) => value + 0.99 * jndOf(id));
    expect(gapOf(off, profileOf(same)).gaps).toEqual([]);
  });
});

describe('weights', () => {
  const rows = yardstickOf(PROFILE, {}, TYPICAL).rows;
  const shareOf = (test: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(test).reduce((sum, { weight }) => sum + weight, 0);

  test('add up to 1; by group as stated, but no feature above a fiftieth before they are scaled to 1', () => {
    expect(shareOf(() => true)).toBeCloseTo(1, 12);
    expect(Object.values(GROUP_WEIGHTS).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    const features = new Map<string, Set<string>>();
    for (const { feature } of rows)
      features.set(feature.group, (features.get(feature.group) ?? new Set()).add(feature.id));
    const capped = (group: string, weight: number): number => Math.min(weight, 0.02 * (features.get(group)?.size ?? 0));
    const total = Object.entries(GROUP_WEIGHTS).reduce((sum, [group, weight]) => sum + capped(group, weight), 0);
    for (const [group, weight] of Object.entries(GROUP_WEIGHTS)) {
      expect(shareOf(({ feature }) => feature.group === group)).toBeCloseTo(capped(group, weight) / total, 12);
    }
  });

  test('sections share by the time the mix spends in them, and the whole is not counted beside them', () => {
    const mix = syntheticAnalysis({ file: '/m.wav', seed: 3, sections: ['breakdown', 'drop', 'drop', 'drop'] });
    const own = yardstickOf(PROFILE, {}, mix).rows.filter(({ feature }) => feature.id === 'tone.bass');
    expect(own.map(({ scope }) => scope).sort()).toEqual(['breakdown', 'drop']);
    const [breakdown, drop] = ['breakdown', 'drop'].map(
      (kind) => own.find(({ scope }) => scope === kind)?.weight ?? NaN,
    );
    expect(drop / breakdown).toBeCloseTo(3, 12);
  });

  test('what is not judged is learnt, but is no row', () => {
    const informed = (track: AnalysisDocument): AnalysisDocument => ({
      ...track,
      features: [...track.features, { id: 'stereo.monoLoss', scope: 'whole', unit: 'dB', value: -1 }],
    });
    const profile = profileOf(LIBRARY.map(informed));
    expect(profile.library.features.some(({ id }) => id === 'stereo.monoLoss')).toBe(true);
    const off = withValues(informed(TYPICAL), (id, value) => (id === 'stereo.monoLoss' ? -30 : value));
    const gap = gapOf(off, profile, { cluster: 'library' });
    expect([...gap.gaps, ...gap.alreadyYours].filter(({ feature }) => feature === 'stereo.monoLoss')).toEqual([]);
    expect(gap.styleDelta).toBe(0);
  });

  test('without a kind of section in common the whole track is compared', () => {
    const mix = syntheticAnalysis({ file: '/m.wav', seed: 3, sections: ['outro'] });
    const scopes = new Set(yardstickOf(PROFILE, {}, mix).rows.map(({ scope }) => scope));
    expect([...scopes]).toEqual(['whole']);
  });
});

describe('the style score', () => {
  test('tracks of the style that the profile has not seen score 80–95 in the middle, foreign ones low', () => {
    const scoreOf = (mix: AnalysisDocument): number => gapOf(mix, PROFILE).styleScore;
    const own = syntheticLibrary(21, 90)
      .map(scoreOf)
      .sort((a, b) => a - b);
    expect(own[10]).toBeGreaterThan(80);
    expect(own[10]).toBeLessThan(95);
    const foreign = syntheticLibrary(9, 91, { spreadJnds: 10 }).map(scoreOf);
    expect(Math.max(...foreign)).toBeLessThan(20);
  });
});

describe('targets', () => {
  const tracks = [
    ...syntheticLibrary(12, 7, { means: styleMeans(146, { stereo: 3, bright: 4 }) }, 'fast'),
    ...syntheticLibrary(12, 8, { means: styleMeans(130, { stereo: -3, bright: -4 }) }, 'slow'),
  ];
  const profile = profileOf(tracks);
  const fastMix = syntheticAnalysis({ file: '/m.wav', seed: 4, means: styleMeans(146, { stereo: 3, bright: 4 }) });

  test('the nearest style is found with confidence, and beats the other by its delta', () => {
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const answers = [4, 5, 6, 7, 8].map((seed) => {
      const mix = syntheticAnalysis({ file: '/m.wav', seed, means: styleMeans(146, { stereo: 3, bright: 4 }) });
      const gap = gapOf(mix, profile);
      const other = profile.clusters.find(({ name }) => name !== gap.cluster);
      expect(gap.cluster).toContain('fast');
      const ahead = gapOf(mix, profile, { cluster: other?.name ?? '' }).styleDelta - gap.styleDelta;
      return { ahead, confidence: gap.clusterConfidence };
    });
    expect(mean(answers.map(({ ahead }) => ahead))).toBeGreaterThan(0.1);
    expect(mean(answers.map(({ confidence }) => confidence))).toBeGreaterThan(0.65);
  });

  test('a style can be named by its beginning in any case; the name given back finds it again', () => {
    const { cluster } = yardstickOf(profile, { cluster: profile.clusters[1].name.slice(0, 4).toUpperCase() }, fastMix);
    expect(cluster).toBe(profile.clusters[1].name);
    expect(yardstickOf(profile, { cluster }, fastMix).cluster).toBe(cluster);
    expect(yardstickOf(profile, { cluster: 'library' }, fastMix).cluster).toBe('library');
  });

  test('a style of few references is told with the variation of the others, each about its own median', () => {
    const few = profileOf([
      ...syntheticLibrary(6, 7, { means: styleMeans(146, { stereo: 3, bright: 4 }) }, 'fast'),
      ...syntheticLibrary(14, 8, { means: styleMeans(130, { stereo: -3, bright: -4 }) }, 'slow'),
    ]);
    const small = yardstickOf(few, {}, fastMix);
    expect(small.variation).toHaveLength(6);
    expect(small.pooledVariation).toHaveLength(20);
    const bright = small.rows.findIndex(({ feature, scope }) => feature.id === 'tone.brightness' && scope === 'drop');
    const middle = (of: readonly Float64Array[] = []): number => of.reduce((sum, z) => sum + z[bright], 0) / of.length;
    expect(Math.abs(middle(small.pooledVariation))).toBeLessThan(1);
    const slowMix = syntheticAnalysis({ file: '/s.wav', seed: 4, means: styleMeans(130, { stereo: -3, bright: -4 }) });
    expect(yardstickOf(few, {}, slowMix).pooledVariation).toBeUndefined();
  });

  test('an unknown style or reference is a usage failure that lists what there is', () => {
    expect(() => yardstickOf(profile, { cluster: 'dubstep' }, fastMix)).toThrow(
      /no style "dubstep"; it has ".*nearest/,
    );
    expect(() => yardstickOf(profile, { references: ['nope.wav'] }, fastMix)).toThrow(/nope\.wav.*learn it first/);
  });

  test('a track measured against itself has no gap; against one of another style it has', () => {
    const [fast, slow] = [tracks[0], tracks[12]];
    const itself = gapOf(fast, profile, { references: ['fast 1.wav'] });
    expect(itself.styleDelta).toBe(0);
    expect(itself.cluster).toBe('');
    expect(itself.styleScore).toBeGreaterThan(95);
    const other = gapOf(fast, profile, { references: [slow.file] });
    expect(other.styleDelta).toBeGreaterThan(0.5);
    expect(other.styleScore).toBeLessThan(itself.styleScore - 20);
  });

  test('several references widen the band to hold all of them', () => {
    const references = tracks.slice(0, 3).map(({ file }) => file);
    const yardstick = yardstickOf(profile, { references }, fastMix);
    expect(yardstick.references).toEqual(references);
    for (const { sorted, band } of yardstick.rows) {
      expect(sorted.length).toBeLessThanOrEqual(3);
      expect(band[0]).toBeLessThan(sorted[0]);
      expect(band[1]).toBeGreaterThan(sorted[sorted.length - 1]);
    }
  });

  test('between two references, or a style and a reference, lies what lies between their values', () => {
    const [fast, slow] = [tracks[0], tracks[12]];
    const tempoOf = (target: YardstickTarget): number =>
      yardstickOf(profile, target, fastMix).rows.find(({ feature }) => feature.id === 'rhythm.tempo')?.median ?? NaN;
    const [from, to] = [tempoOf({ references: [fast.file] }), tempoOf({ references: [slow.file] })];
    expect(tempoOf({ references: [`${basename(fast.file)} + ${basename(slow.file)} @ 30`] })).toBeCloseTo(
      from + 0.3 * (to - from),
      9,
    );
    const style = profile.clusters[1];
    const mixed = { cluster: `${style.name} + ${basename(slow.file)} @ 50` };
    expect(tempoOf(mixed)).toBeCloseTo((tempoOf({ cluster: style.name }) + to) / 2, 9);
    // The name given back finds it again, as a plan's target does.
    const { cluster, references } = yardstickOf(profile, mixed, fastMix);
    expect(references).toEqual([]);
    expect(tempoOf({ cluster })).toBe(tempoOf(mixed));
    expect(() => tempoOf({ references: [`${basename(fast.file)} + nobody.wav`] })).toThrow(/no style "nobody\.wav"/);
  });

  test('a mix that shares nothing with the profile is an input failure', () => {
    expect(() => yardstickOf(profile, {}, { ...fastMix, features: [] })).toThrow(/no measured feature in common/);
  });
});

describe('the headline', () => {
  test('four axes in order, on the drop, with the difference from the median', () => {
    const dark = withValues(TYPICAL, (id, value) => (id === 'tone.brightness' ? value - 20 : value), 'drop');
    const { headline } = gapOf(dark, PROFILE);
    expect(headline.map(({ axis }) => axis)).toEqual(['loudness', 'brightness', 'bass', 'width']);
    expect(headline[1].difference).toBeCloseTo(-20, 9);
    expect(headline[1].severity).toBeLessThan(-2);
    expect(headline[1].sentence).toMatch(/^20\.0 dB darker than your usual drop \(/);
    expect(headline[0]).toMatchObject({ severity: 0, difference: 0 });
    expect(headline[0].sentence).toMatch(/^Within the range of your usual drop/);
  });

  test('falls back to the whole track, and leaves out what cannot be measured', () => {
    const mix = syntheticAnalysis({ file: '/m.wav', seed: 3, sections: ['outro'] });
    const mono = { ...mix, features: mix.features.filter(({ id }) => !id.startsWith('stereo.')) };
    const { headline } = gapOf(mono, PROFILE);
    expect(headline.map(({ axis }) => axis)).toEqual(['loudness', 'brightness', 'bass']);
    for (const { sentence } of headline) expect(sentence).toContain('your usual track');
  });
});

import { describe, expect, test } from '@jest/globals';
import { FEATURES } from '../../src/analysis/features.ts';
import { nearestStyle } from '../../src/gap/nearest-style.ts';
import { styleDistance } from '../../src/profile/style-score.ts';
import { buildProfile } from '../../src/profile/build-profile.ts';
import { featureValues, type AnalysisDocument } from '../../src/store/analysis-document.ts';
import type { ProfileDocument, StyleStatistics } from '../../src/store/profile-document.ts';
import { randomNumbers } from '../fixes/synthetic-mix.ts';
import { syntheticAnalysis } from '../synthetic-analyses.ts';

const BANDS = FEATURES.map(({ id }) => id).filter((id) => id.startsWith('tone.band.'));

/** A track whose third octaves have a tilt, and humps of this size in every second one, and nothing else of its own. */
function track(file: string, tiltDb: number, humpsDb: number): AnalysisDocument {
  const plain = syntheticAnalysis({ file, seed: 1, spreadJnds: 0 });
  const random = randomNumbers(file.length + 31 * Math.round(100 * tiltDb));
  return {
    ...plain,
    features: plain.features.map((feature) => {
      const place = BANDS.indexOf(feature.id);
      if (place < 0) return feature;
      const tilt = tiltDb * ((2 * place) / (BANDS.length - 1) - 1);
      return { ...feature, value: tilt + (place % 2 === 0 ? humpsDb : -humpsDb) + 0.3 * (random() - 0.5) };
    }),
  };
}

/** Songs by two hands: both tilt as they like, and differ in their humps; one is brighter, too. */
const OWN = Array.from({ length: 9 }, (_, i) => track(`own ${String(i)}.wav`, (i - 4) / 2, 0));
const OTHER = Array.from({ length: 9 }, (_, i) => track(`other ${String(i)}.wav`, 4 + (i - 4) / 2, 2));
const [own, other] = [OWN, OTHER].map((analyses) =>
  buildProfile({ name: 'mine', folder: '', skipped: [], seed: 1, createdAt: new Date(0).toISOString(), analyses }),
);
const PROFILE: ProfileDocument = {
  ...own,
  clusters: [
    { ...own.clusters[0], name: 'own' },
    { ...other.clusters[0], name: 'other' },
  ],
  references: [own, other].flatMap(({ references }, cluster) => references.map((one) => ({ ...one, cluster }))),
};

function distance({ features }: StyleStatistics, mix: AnalysisDocument): number {
  const axes = features.flatMap(({ id, scope, median, spread }) => {
    const feature = FEATURES.find((row) => row.id === id);
    return feature === undefined ? [] : [{ feature, scope, median, scale: Math.max(spread, feature.jnd) }];
  });
  return styleDistance(axes, featureValues(mix)) ?? NaN;
}

describe('the nearest style', () => {
  test('of each reference is its own', () => {
    for (const [name, references] of [
      ['own', OWN],
      ['other', OTHER],
    ] as const) {
      for (const reference of references) {
        const { nearest, confidence } = nearestStyle(PROFILE, reference);
        expect(nearest.name).toBe(name);
        expect(confidence).toBeGreaterThan(0.5);
      }
    }
  });

  test('of a mix that one thing was done to is the style it is of, and not the one that lies where it was moved to', () => {
    const mix = track('mix.wav', 6, 0);
    const [toOwn, toOther] = PROFILE.clusters.map((style) => distance(style, mix));
    expect(toOther).toBeLessThan(toOwn);
    expect(nearestStyle(PROFILE, mix).nearest.name).toBe('own');
  });

  test('is the only one of a profile of one style, for sure', () => {
    const [only] = PROFILE.clusters;
    const { nearest, confidence } = nearestStyle({ ...PROFILE, clusters: [only] }, OWN[0]);
    expect([nearest.name, confidence]).toEqual([only.name, 1]);
  });

  test('of a mix that shares no feature with the profile is as likely one as the other', () => {
    const nothing = { ...OWN[0], features: [] };
    expect(nearestStyle(PROFILE, nothing).confidence).toBeCloseTo(1 / PROFILE.clusters.length, 12);
  });
});

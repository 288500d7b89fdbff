import { describe, expect, test } from '@jest/globals';
import { featureById } from '../../src/analysis/features.ts';
import { ReferenceLikeness } from '../../src/gap/reference-likeness.ts';
import type { YardstickRow } from '../../src/gap/yardstick.ts';
import { randomNumbers } from '../fixes/synthetic-mix.ts';

const BANDS = [100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000];

function rowsOf(ids: readonly string[]): YardstickRow[] {
  return ids.map((id) => {
    const feature = featureById(id);
    if (feature === undefined) throw new Error(`No feature ${id}.`);
    return { feature, scope: 'drop', median: 0, spread: 1, band: [-1.5, 1.5], scale: 1, weight: 1, sorted: [] };
  });
}

const TONE = rowsOf(BANDS.map((hz) => `tone.band.${String(hz)}`));

function normals(seed: number): () => number {
  const random = randomNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

function unlikeness(likeness: ReferenceLikeness, z: readonly number[]): number {
  return likeness.whiten(Float64Array.from(z)).reduce((sum, w) => sum + w * w, 0);
}

/** Variance of one scale with what a prediction is off by: a quarter of a decibel. */
const ONE = 1 + 0.25 ** 2;

/** Tilts and broad bumps, as finished tracks differ by, and a little of each band's own. */
function smoothMember(normal: () => number): Float64Array {
  const [tilt, bow] = [normal(), normal()];
  return Float64Array.from(BANDS, (_, i) => {
    const x = (2 * i) / (BANDS.length - 1) - 1;
    return 0.8 * tilt * x + 0.5 * bow * (x * x - 0.4) + 0.35 * normal();
  });
}

describe('the likeness to references', () => {
  test('of features that have nothing to do with each other is the sum of squares in what they scatter by', () => {
    const rows = rowsOf(['stereo.balance', 'lowEnd.kickToBass', 'energy.contrast']);
    expect(unlikeness(new ReferenceLikeness(rows, []), [1, -2, 3])).toBeCloseTo(14 / ONE, 9);
    expect(unlikeness(new ReferenceLikeness(rows, []), [0, 0, 0])).toBe(0);
  });

  test('of two third octaves is the Mahalanobis distance of their general correlation', () => {
    const likeness = new ReferenceLikeness(rowsOf(['tone.band.500', 'tone.band.1000']), []);
    // One octave apart: 0.98 · 0.55 · exp(−1/1.5).
    const r = 0.98 * 0.55 * Math.exp(-1 / 1.5);
    expect(unlikeness(likeness, [1, 1])).toBeCloseTo(2 / (1 + r) / ONE, 9);
    expect(unlikeness(likeness, [1, -1])).toBeCloseTo(2 / (1 - r) / ONE, 9);
  });

  test('what songs may differ by together tells less of a fault where the references do, and only there', () => {
    const rows = rowsOf(['lowEnd.kickToBass', 'energy.contrast']);
    const normal = normals(3);
    const bySize = Array.from({ length: 6 }, () => [normal(), 0.2 * normal()] as const);
    const together = bySize.map(([a, b]) => Float64Array.of(a + b, a - b));
    const apart = bySize.map(([a, b]) => Float64Array.of(a + b, b - a));
    const differences = [Float64Array.of(1, 1)];
    const known = new ReferenceLikeness(rows, together, differences);
    const unknown = new ReferenceLikeness(rows, together);
    const against = (likeness: ReferenceLikeness): number =>
      unlikeness(likeness, [1, -1]) / unlikeness(likeness, [1, 1]);
    expect(against(known)).toBeGreaterThan(1.1 * against(unknown));
    // References that differ the other way do not differ by that.
    const others = new ReferenceLikeness(rows, apart, differences);
    expect(unlikeness(others, [1, 1])).toBe(unlikeness(new ReferenceLikeness(rows, apart), [1, 1]));
    // Of too few references nobody knows.
    const few = together.slice(0, 4);
    expect(unlikeness(new ReferenceLikeness(rows, few, differences), [1, 1])).toBe(
      unlikeness(new ReferenceLikeness(rows, few), [1, 1]),
    );
  });

  test('a hump is less like the references than a tilt of the same size', () => {
    const tilt = BANDS.map((_, i) => (2 * i) / (BANDS.length - 1) - 1);
    const size = Math.sqrt(tilt.reduce((sum, value) => sum + value * value, 0));
    const hump = BANDS.map((hz) => (hz === 800 ? size : 0));
    for (const count of [0, 8, 40, 200]) {
      const normal = normals(7);
      const likeness = new ReferenceLikeness(
        TONE,
        Array.from({ length: count }, () => smoothMember(normal)),
      );
      expect(unlikeness(likeness, hump)).toBeGreaterThan(1.3 * unlikeness(likeness, tilt));
    }
  });

  test.each([15, 40, 150])('a new track of the style is as unlike as it has features (%d references)', (count) => {
    const normal = normals(count);
    const likeness = new ReferenceLikeness(
      TONE,
      Array.from({ length: count }, () => smoothMember(normal)),
    );
    const fresh = Array.from({ length: 300 }, () => unlikeness(likeness, [...smoothMember(normal)]));
    const mean = fresh.reduce((sum, value) => sum + value, 0) / fresh.length;
    expect(mean / BANDS.length).toBeGreaterThan(0.7);
    expect(mean / BANDS.length).toBeLessThan(1.3);
  });

  test('what a prediction is off by is no fault, however alike the references are; what is heard is', () => {
    const normal = normals(11);
    const members = Array.from({ length: 8 }, () => smoothMember(normal).map((value) => 0.02 * value));
    const likeness = new ReferenceLikeness(TONE, members);
    const off = BANDS.map(() => 0.25 * normal());
    const hump = BANDS.map((hz) => 4 / (1 + (2 * Math.log2(hz / 800)) ** 2));
    expect(unlikeness(likeness, off) / BANDS.length).toBeLessThan(2);
    expect(unlikeness(likeness, hump) / BANDS.length).toBeGreaterThan(10);
  });

  test('a feature that scatters beyond its robust spread counts for less', () => {
    const rows = rowsOf(['stereo.balance', 'lowEnd.kickToBass']);
    const normal = normals(3);
    const members = Array.from({ length: 50 }, (_, i) => Float64Array.of(i % 5 === 0 ? 8 : 0.3 * normal(), normal()));
    const likeness = new ReferenceLikeness(rows, members);
    expect(unlikeness(likeness, [4, 0])).toBeLessThan(unlikeness(likeness, [0, 4]) / 3);
  });
});

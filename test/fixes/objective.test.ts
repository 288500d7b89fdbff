import { describe, expect, test } from '@jest/globals';
import { featureById } from '../../src/analysis/features.ts';
import { Objective } from '../../src/fixes/solve/objective.ts';
import type { YardstickRow } from '../../src/gap/yardstick.ts';
import { featureKey, type Scope } from '../../src/store/analysis-document.ts';

const BANDS = [63, 125, 250, 500, 1000, 2000, 4000, 8000];

function rowOf(id: string, scope: Scope): YardstickRow {
  const feature = featureById(id);
  if (feature === undefined) throw new Error(`There is no feature ${id}.`);
  return { feature, scope, median: 0, spread: 1, band: [-1, 1], scale: 1, weight: 0.01, sorted: [] };
}

/** w of a mix that differs by so many scales in every third octave of each kind of section. */
function unlikenessOf(differences: Partial<Record<Scope, number>>): { unlikeness: number; features: number } {
  const rows = (Object.keys(differences) as Scope[]).flatMap((scope) =>
    BANDS.map((hz) => rowOf(`tone.band.${String(hz)}`, scope)),
  );
  const measured = Float64Array.from(rows, ({ scope }) => differences[scope] ?? 0);
  const keys = rows.map(({ feature, scope }) => featureKey(feature.id, scope));
  const objective = new Objective(rows, { keys, measured, withoutMastersOwn: () => measured }, []);
  const w = objective.residuals(measured);
  return { unlikeness: w.reduce((sum, value) => sum + value ** 2, 0), features: w.length };
}

describe('what tells how unlike its references a mix is', () => {
  test('are all kinds of section that differ about as much', () => {
    expect(unlikenessOf({ drop: 2, breakdown: 1, outro: 1.5 }).features).toBe(3 * BANDS.length);
  });

  test('is no kind of section that is another arrangement', () => {
    const same = unlikenessOf({ drop: 2, breakdown: 1 });
    const cutElsewhere = unlikenessOf({ drop: 2, breakdown: 1, outro: 6 });
    expect(cutElsewhere).toEqual(same);
  });

  test('is the only one there is, however much it differs', () => {
    expect(unlikenessOf({ drop: 6 }).features).toBe(BANDS.length);
    expect(unlikenessOf({ drop: 6, breakdown: 1 }).features).toBe(2 * BANDS.length);
  });

  test('tells each feature by its family', () => {
    const rows = [rowOf('tone.band.63', 'drop'), rowOf('stereo.width.63', 'drop'), rowOf('stereo.balance.63', 'drop')];
    const measured = new Float64Array(rows.length);
    const keys = rows.map(({ feature, scope }) => featureKey(feature.id, scope));
    const { families } = new Objective(rows, { keys, measured, withoutMastersOwn: () => measured }, []);
    expect(families).toEqual(['tone.band', 'stereo.width', 'stereo.balance']);
  });
});

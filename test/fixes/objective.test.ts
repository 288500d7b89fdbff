import { describe, expect, test } from '@jest/globals';
import { featureById } from '../../src/analysis/features.ts';
import { lowestTelling } from '../../src/fixes/predict/lowest-heard.ts';
import { Objective } from '../../src/fixes/solve/objective.ts';
import type { YardstickRow } from '../../src/gap/yardstick.ts';
import { featureKey, type Scope } from '../../src/store/analysis-document.ts';

const BANDS = [63, 125, 250, 500, 1000, 2000, 4000, 8000];

function rowOf(id: string, scope: Scope): YardstickRow {
  const feature = featureById(id);
  if (feature === undefined) throw new Error(`There is no feature ${id}.`);
  return { feature, scope, median: 0, spread: 1, band: [-1, 1], scale: 1, weight: 0.01, sorted: [] };
}

/** The objective of a mix that differs by so many scales in every third octave of each kind of section. */
function objectiveOf(differences: Partial<Record<Scope, number>>, without?: ReadonlySet<Scope>) {
  const rows = (Object.keys(differences) as Scope[]).flatMap((scope) =>
    BANDS.map((hz) => rowOf(`tone.band.${String(hz)}`, scope)),
  );
  const measured = Float64Array.from(rows, ({ scope }) => differences[scope] ?? 0);
  const keys = rows.map(({ feature, scope }) => featureKey(feature.id, scope));
  const objective = new Objective(rows, { keys, mastersOwn: () => 0 }, [], without);
  return { objective, keys, measured };
}

describe('how unlike its references a mix is', () => {
  test('is told for each kind of section, in scales', () => {
    const { objective, measured } = objectiveOf({ drop: 2, breakdown: 1, outro: 6 });
    expect([...objective.unlikeness(measured)]).toEqual([
      ['drop', 2],
      ['breakdown', 1],
      ['outro', expect.closeTo(6, 1)],
    ]);
  });

  test('what is left out tells nothing', () => {
    const w = (differences: Partial<Record<Scope, number>>, without?: ReadonlySet<Scope>): Float64Array => {
      const { objective, keys, measured } = objectiveOf(differences, without);
      const asked = Float64Array.from(objective.keys, (key) => measured[keys.indexOf(key)]);
      return objective.residuals(asked);
    };
    expect(w({ drop: 2, breakdown: 1, outro: 6 }, new Set<Scope>(['outro']))).toEqual(w({ drop: 2, breakdown: 1 }));
  });

  test('a third octave in which nothing is heard tells nothing, however much it differs', () => {
    const row = { ...rowOf('tone.band.50', 'breakdown'), median: -50 };
    const mix = { keys: [featureKey('tone.band.50', 'breakdown')], mastersOwn: () => 0 };
    const objective = new Objective([row], mix, []);
    expect(objective.residuals(Float64Array.of(-42.8))).toEqual(Float64Array.of(0));
    expect(objective.residuals(Float64Array.of(-38))[0]).toBeGreaterThan(1);
  });

  test('a side that nobody hears tells only how far a move goes', () => {
    const row = { ...rowOf('stereo.width.63', 'drop'), median: -40 };
    const mix = { keys: [featureKey('stereo.width.63', 'drop')], mastersOwn: () => 0 };
    const found = new Objective([row], mix, []);
    expect(found.residuals(Float64Array.of(-28))).toEqual(Float64Array.of(0));
    expect(found.residuals(Float64Array.of(-24))[0]).toBeGreaterThan(1);
    const sized = new Objective([row], mix, [], undefined, undefined, undefined, lowestTelling);
    expect(sized.residuals(Float64Array.of(-28))[0]).toBeGreaterThan(1);
  });

  test('tells each feature by its family', () => {
    const rows = [rowOf('tone.band.63', 'drop'), rowOf('stereo.width.63', 'drop'), rowOf('stereo.balance.63', 'drop')];
    const keys = rows.map(({ feature, scope }) => featureKey(feature.id, scope));
    const { families } = new Objective(rows, { keys, mastersOwn: () => 0 }, []);
    expect(families).toEqual(['tone.band', 'stereo.width', 'stereo.balance']);
  });
});

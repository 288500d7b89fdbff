import { describe, expect, test } from '@jest/globals';
import { foreignScopes, unlikeScopes } from '../../src/fixes/solve/unlike-scopes.ts';
import type { Scope } from '../../src/store/analysis-document.ts';

type Differences = Partial<Record<Scope, number>>;

function unlikeness(differences: Differences): ReadonlyMap<Scope, number> {
  return new Map(Object.entries(differences) as [Scope, number][]);
}

describe('kinds of section that stand out', () => {
  const standingOut = (differences: Differences): Scope[] => [...unlikeScopes(unlikeness(differences))];

  test('are those that differ far more than the others do', () => {
    expect(standingOut({ drop: 2, breakdown: 1, outro: 1.5 })).toEqual([]);
    expect(standingOut({ drop: 2, breakdown: 1, outro: 6 })).toEqual(['outro']);
  });

  test('are none of one kind, or of two: nobody can say which is the odd one', () => {
    expect(standingOut({ drop: 6 })).toEqual([]);
    expect(standingOut({ drop: 6, breakdown: 1 })).toEqual([]);
  });

  test('are none that differ by no more than references do from each other', () => {
    expect(standingOut({ drop: 0.2, breakdown: 0.1, outro: 0.9 })).toEqual([]);
  });
});

describe('kinds of section that are not the references’ own', () => {
  const foreign = (withAll: Differences, withoutOutro: Differences): Scope[] => [
    ...foreignScopes(new Set<Scope>(['outro']), unlikeness(withAll), unlikeness(withoutOutro)),
  ];

  test('stay far off, though all moves were bent to answer them', () => {
    expect(foreign({ drop: 2, breakdown: 2, outro: 3 }, { drop: 0.5, breakdown: 0.5, outro: 6 })).toEqual(['outro']);
  });

  test('are none that come near once what is wrong there is mended', () => {
    expect(foreign({ drop: 0.5, breakdown: 0.5, outro: 0.8 }, { drop: 0.5, breakdown: 0.5, outro: 6 })).toEqual([]);
  });

  test('are none where no other kind sets a measure', () => {
    expect(foreign({ outro: 6 }, { outro: 6 })).toEqual([]);
  });
});

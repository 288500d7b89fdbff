import { describe, expect, test } from '@jest/globals';
import { camelotOf } from '../../src/analysis/camelot.ts';

const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];
const MAJOR_SCALE = [0, 2, 4, 5, 7, 9, 11];

describe('camelotOf', () => {
  test.each([
    ['C', 'major', '8B'],
    ['A', 'minor', '8A'],
    ['G', 'major', '9B'],
    ['F', 'major', '7B'],
    ['B', 'major', '1B'],
    ['G#', 'minor', '1A'],
    ['F', 'minor', '4A'],
    ['E', 'major', '12B'],
  ] as const)('%s %s is %s', (tonic, mode, code) => {
    expect(camelotOf({ tonic, mode })?.code).toBe(code);
  });

  test('gives every key its own code, and mixes it with keys of the same notes but one at most', () => {
    const notes = new Map<string, Set<number>>();
    for (const mode of ['major', 'minor'] as const) {
      for (const [pitchClass, tonic] of NAMES.entries()) {
        const major = mode === 'minor' ? pitchClass + 3 : pitchClass;
        notes.set(camelotOf({ tonic, mode })?.code ?? '', new Set(MAJOR_SCALE.map((degree) => (major + degree) % 12)));
      }
    }
    expect(notes.size).toBe(24);
    for (const mode of ['major', 'minor'] as const) {
      for (const tonic of NAMES) {
        const { code, mixesWith } = camelotOf({ tonic, mode }) ?? { code: '', mixesWith: [] };
        expect(new Set([code, ...mixesWith]).size).toBe(4);
        for (const other of mixesWith) {
          const shared = [...(notes.get(other) ?? [])].filter((note) => notes.get(code)?.has(note));
          expect(shared.length).toBeGreaterThanOrEqual(6);
        }
      }
    }
  });

  test('there is none without a key', () => {
    expect(camelotOf({ tonic: '', mode: 'unknown' })).toBeUndefined();
    expect(camelotOf({ tonic: 'C', mode: 'unknown' })).toBeUndefined();
  });
});

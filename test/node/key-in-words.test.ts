import { describe, expect, test } from '@jest/globals';
import { inkFor } from '../../node/terminal/ink.ts';
import { keyInWords } from '../../node/views/key-in-words.ts';
import { knownKey } from '../known-key.ts';

const INK = inkFor({});

describe('keyInWords', () => {
  test('names the key, its place on the wheel and its neighbours', () => {
    expect(keyInWords(knownKey('A', 'minor', 0.93), INK)).toBe('A minor (93 % sure) · 8A, mixes with 7A 9A 8B');
    expect(keyInWords(knownKey('', 'unknown', 0), INK)).toBe('no clear pitch');
  });

  test('says what else it may be, and where it changes', () => {
    const key = {
      ...knownKey('A', 'minor', 0.55),
      alternatives: [{ tonic: 'C', mode: 'major' as const, probability: 0.4 }],
      ambiguity: 'relative' as const,
      modulations: [{ seconds: 190, tonic: 'B', mode: 'minor' as const }],
    };
    expect(keyInWords(key, INK)).toBe(
      'A minor (55 % sure), or its relative C major · 8A, mixes with 7A 9A 8B; B minor from 3:10',
    );
  });
});

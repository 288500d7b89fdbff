import { describe, expect, test } from '@jest/globals';
import { ceilingOf } from '../../scripts/bench/similar/ceiling.ts';
import {
  choicesOf,
  DIFFERENCES,
  neighbourProduction,
  neighbourSong,
  SIBLINGS,
} from '../../scripts/bench/similar/neighbour-song.ts';

const BARS = 24;
const FIRST = 100_000;
const FAMILY = Array.from({ length: SIBLINGS }, (_, sibling) => FIRST + sibling);
const SONGS = [0, 1, 2];

describe('the library of neighbours, on which the encoder is judged', () => {
  test.each(['neighbours', 'relatives'] as const)('%s differ in the choices of their family alone', (kinship) => {
    const [first, ...others] = FAMILY.map((recipe) => neighbourProduction(recipe, BARS, kinship));
    const choices = choicesOf(FIRST / SIBLINGS, new Set(first.sounds.keys()), kinship);
    expect(new Set(choices).size).toBe(DIFFERENCES[kinship]);
    for (const other of others) {
      expect(other.arrangement).toBe(first.arrangement);
      const differing = [...first.sounds].filter(([name, sound]) => {
        const its = other.sounds.get(name);
        return JSON.stringify(its) !== JSON.stringify(sound);
      });
      const names = differing.map(([name]) => name);
      if (JSON.stringify(other.master) !== JSON.stringify(first.master)) names.push('Master');
      expect(names.sort()).toEqual([...choices].sort());
    }
  });

  test('tempo and key are of the song, not of the recipe: they lead to the wrong ones', () => {
    const heard = (recipe: number, song: number): string => {
      const { tempoBpm, key } = neighbourSong(recipe, song, BARS);
      return `${tempoBpm} ${key.tonic} ${key.mode}`;
    };
    for (const song of SONGS) expect(new Set(FAMILY.map((recipe) => heard(recipe, song))).size).toBe(1);
    expect(new Set(SONGS.map((song) => heard(FIRST, song))).size).toBe(SONGS.length);
  });

  test('songs of a recipe sound alike, play something else, and are not as loud', () => {
    const songs = SONGS.map((song) => neighbourSong(FIRST, song, BARS));
    const different = (of: (song: (typeof songs)[number]) => unknown): number =>
      new Set(songs.map((song) => JSON.stringify(of(song)))).size;
    expect(different(({ tracks }) => tracks.map(({ voice, channel }) => [voice, channel]))).toBe(1);
    expect(different(({ tracks }) => tracks.map(({ notes }) => notes))).toBe(SONGS.length);
    expect(different(({ master }) => master.driveDb)).toBe(SONGS.length);
    expect(different(({ master }) => ({ ...master, driveDb: 0 }))).toBe(1);
  });

  test('can be told apart by its settings: fully by who knows them, by nobody who hears nothing', () => {
    const productions = FAMILY.map((recipe) => neighbourProduction(recipe, BARS));
    const blurred = [0, 1, 4, 1000].map((jnds) => ceilingOf(productions, 4, jnds));
    expect(blurred[0]).toBe(1);
    expect(blurred[1]).toBeGreaterThan(blurred[2]);
    // Of fifteen others three are right, and five are found.
    expect(Math.abs(blurred[3] - 5 / 15)).toBeLessThan(0.2);
    // One production under two numbers is two halves that nobody can part: seven others, three of them right.
    expect(ceilingOf([productions[0], productions[0]], 4, 1)).toBeLessThan(0.95);
  });
});

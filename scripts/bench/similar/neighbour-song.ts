import { Random } from '../../../src/demo/random.ts';
import type { Song } from '../../../src/demo/song.ts';
import {
  compositionSeed,
  drawnProduction,
  drawnSound,
  drawnTempoAndKey,
  producedSong,
  type Production,
} from './held-out-song.ts';

/** Recipes of a family: numbers 4 f to 4 f + 3. */
export const SIBLINGS = 4;
/** How many production choices the siblings of a family differ in: of ten at most, as neighbours and as relatives. */
export const DIFFERENCES = { neighbours: 3, relatives: 6 } as const;
export type Kinship = keyof typeof DIFFERENCES;

/** What a producer chooses for a record and a listener hears throughout; `MASTER` is the mastering's tone. */
const CHOICES = ['Kick', 'Clap', 'Hats', 'Percussion', 'Bass', 'Acid', 'Lead', 'Pluck', 'Pad'] as const;
const MASTER = 'Master';

/** A song less loud than its recipe's master makes it, or as loud: streaming to club. */
const LESS_DRIVE_DB = 6;

/** Keeps a family's own draws away from those of any recipe. */
const FAMILY_RECIPES = 400_000;

/**
 * Song number `song` of recipe number `recipe`, from a library that is hard on purpose. The rules were laid down before
 * anything was measured on it:
 *
 * - Four recipes are a family and share their production, but for three choices (the sound and level of a track, or the
 *   mastering's tone) that each of them makes anew; relatives differ in six.
 * - Song n of every recipe of a family has the same tempo and key, those of one recipe have others: whoever goes by
 *   tempo and key finds three wrong songs before the first right one.
 * - Every song is another composition.
 * - Every song is mastered to a loudness of its own, up to 6 dB less drive than its recipe's.
 */
export function neighbourSong(recipe: number, song: number, bars = 24, kinship: Kinship = 'neighbours'): Song {
  const family = Math.floor(recipe / SIBLINGS);
  const together = drawnTempoAndKey(new Random(FAMILY_RECIPES + family, `song ${song}`));
  const made = producedSong(neighbourProduction(recipe, bars, kinship), (attempt) => ({
    seed: compositionSeed(recipe, song, attempt),
    ...together,
  }));
  const { driveDb } = made.master;
  const lessDb = new Random(recipe, `loudness of song ${song}`).between(0, LESS_DRIVE_DB);
  return { ...made, master: { ...made.master, driveDb: driveDb - lessDb } };
}

/** What a family's recipes differ in: names of tracks, or `Master`. */
export function choicesOf(family: number, tracks: ReadonlySet<string>, kinship: Kinship = 'neighbours'): string[] {
  const random = new Random(FAMILY_RECIPES + family, 'choices');
  const left: string[] = [...CHOICES.filter((name) => tracks.has(name)), MASTER];
  const count = Math.min(DIFFERENCES[kinship], left.length);
  return Array.from({ length: count }, () => left.splice(random.integer(0, left.length - 1), 1)[0]);
}

/** A family's production with this recipe's own choices in it. */
export function neighbourProduction(recipe: number, bars: number, kinship: Kinship = 'neighbours'): Production {
  const family = Math.floor(recipe / SIBLINGS);
  const shared = drawnProduction(FAMILY_RECIPES + family, bars);
  const own = choicesOf(family, new Set(shared.sounds.keys()), kinship);
  return {
    ...shared,
    sounds: new Map(
      [...shared.sounds].map(([name, sound]) => [
        name,
        own.includes(name) ? drawnSound(recipe, name, shared.arrangement, bars) : sound,
      ]),
    ),
    master: own.includes(MASTER) ? drawnProduction(recipe, bars).master : shared.master,
  };
}

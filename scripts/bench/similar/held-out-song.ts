import { composeSong } from '../../../src/demo/compose-song.ts';
import type { MasterSettings } from '../../../src/demo/master-song.ts';
import { Random } from '../../../src/demo/random.ts';
import {
  SONG_STYLES,
  TONICS,
  type ChannelSettings,
  type Song,
  type SongKey,
  type SongStyle,
  type Track,
  type Voice,
} from '../../../src/demo/song.ts';

/**
 * Song number `song` of production recipe number `recipe`, from the generator that the encoder's training never saw.
 *
 * A recipe is what a producer would keep from track to track: instrument and channel settings of every track, each
 * drawn from one of the four styles, the balance of the levels, the master and the bass pattern. A song is what
 * changes: tempo, key, chords, lines, patterns. Songs of one recipe have the same tracks; tempo tells nothing of the
 * recipe.
 */
export function heldOutSong(recipe: number, song: number, bars = 24): Song {
  return producedSong(drawnProduction(recipe, bars), (attempt) => {
    const seed = compositionSeed(recipe, song, attempt);
    return { seed, ...drawnTempoAndKey(new Random(seed, 'song')) };
  });
}

/** How a recipe's songs sound, whatever they play. */
export interface Production {
  bars: number;
  /** Which style the tracks and their patterns are of. */
  arrangement: SongStyle;
  /** Sound of each track that the songs have. */
  sounds: ReadonlyMap<string, Sound>;
  master: MasterSettings;
}

export interface Sound {
  voice: Voice;
  channel: ChannelSettings;
}

/** What a song plays. */
interface Composition {
  seed: number;
  tempoBpm: number;
  key: SongKey;
}

/** All settings of a recipe, drawn by its number. */
export function drawnProduction(recipe: number, bars: number): Production {
  const arrangement = styleOf(recipe, 'arrangement');
  const { tracks } = songWithSounds(recipe, arrangement, bars);
  return {
    bars,
    arrangement,
    sounds: new Map(tracks.map(({ name }) => [name, drawnSound(recipe, name, arrangement, bars)])),
    master: songWithSounds(recipe, styleOf(recipe, 'master'), bars).master,
  };
}

/** The sound of one track of a recipe, of any style; of the arrangement's where that style lacks the track. */
export function drawnSound(recipe: number, name: string, arrangement: SongStyle, bars: number): Sound {
  const soundIn = (style: SongStyle): Track | undefined =>
    songWithSounds(recipe, style, bars).tracks.find((track) => track.name === name);
  const sound = soundIn(styleOf(recipe, name)) ?? soundIn(arrangement);
  if (sound === undefined) throw new Error(`No style of recipe ${recipe} has the track ${name}.`);
  const strayDb = new Random(recipe, 'production').fork(`${name} level`).between(-BALANCE_DB, BALANCE_DB);
  return { voice: sound.voice, channel: { ...sound.channel, levelDb: sound.channel.levelDb + strayDb } };
}

/** The first composition that has exactly the production's tracks: some (acid, vocal) are in some seeds only. */
export function producedSong(production: Production, composition: (attempt: number) => Composition): Song {
  const { bars, arrangement, sounds, master } = production;
  for (let attempt = 0; ; attempt++) {
    const played = composeSong({ style: arrangement, bars, ...composition(attempt) });
    if (played.tracks.length !== sounds.size || !played.tracks.every(({ name }) => sounds.has(name))) continue;
    const tracks = played.tracks.map(({ name, role, notes }): Track => {
      const { voice, channel } = sounds.get(name) as Sound;
      return { name, role, notes, voice, channel };
    });
    return { ...played, tracks, master };
  }
}

/** Of every song of every recipe another one, and of every attempt. */
export function compositionSeed(recipe: number, song: number, attempt: number): number {
  return SONGS_A_RECIPE * (1 + recipe) + song + SONGS_A_RECIPE * SOUND_SEEDS * attempt;
}

export function drawnTempoAndKey(random: Random): { tempoBpm: number; key: SongKey } {
  const key = { tonic: random.pick(TONICS), mode: random.chance(0.75) ? 'minor' : 'major' } as const;
  return { tempoBpm: random.integer(...TEMPO_BPM), key };
}

/** Keeps the seeds of sounds, which are compared across songs, away from those of compositions. */
const SOUND_SEEDS = 500_000;
const SONGS_A_RECIPE = 1000;
const TEMPO_BPM = [130, 142] as const;
const A_MINOR = { tonic: 'A', mode: 'minor' } as const;
/** Producers of one genre balance a track differently by a few decibels. */
const BALANCE_DB = 2.5;

function styleOf(recipe: number, part: string): SongStyle {
  return new Random(recipe, 'production').fork(part).pick(SONG_STYLES);
}

/** A song whose sounds, not its notes, are wanted. */
function songWithSounds(recipe: number, style: SongStyle, bars: number): Song {
  return composeSong({ seed: SOUND_SEEDS + recipe, style, bars, tempoBpm: TEMPO_BPM[0], key: A_MINOR });
}

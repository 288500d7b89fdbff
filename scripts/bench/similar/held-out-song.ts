import { composeSong } from '../../../src/demo/compose-song.ts';
import { Random } from '../../../src/demo/random.ts';
import { SONG_STYLES, TONICS, type Song, type SongStyle, type Track } from '../../../src/demo/song.ts';

/**
 * Song number `song` of production recipe number `recipe`, from the generator that the encoder's training never saw.
 *
 * A recipe is what a producer would keep from track to track: instrument and channel settings of every track, each
 * drawn from one of the four styles, the balance of the levels, the master and the bass pattern. A song is what
 * changes: tempo, key, chords, lines, patterns. Songs of one recipe have the same tracks; tempo tells nothing of the
 * recipe.
 */
export function heldOutSong(recipe: number, song: number, bars = 24): Song {
  const production = new Random(recipe, 'production');
  const styleOf = (part: string): SongStyle => production.fork(part).pick(SONG_STYLES);
  const arrangement = styleOf('arrangement');
  const sounds = Object.fromEntries(
    SONG_STYLES.map((style) => [
      style,
      composeSong({ seed: SOUND_SEEDS + recipe, style, bars, tempoBpm: TEMPO_BPM[0], key: A_MINOR }),
    ]),
  ) as Record<SongStyle, Song>;

  const kept = sounds[arrangement].tracks.map(({ name }) => name);
  const played = playedSong(recipe, song, kept, { style: arrangement, bars });
  const tracks = played.tracks.map((track): Track => {
    const { name, notes, role } = track;
    const sound = soundOf(sounds[styleOf(name)], name) ?? soundOf(sounds[arrangement], name);
    if (sound === undefined) throw new Error(`No style of recipe ${recipe} has the track ${name}.`);
    const levelDb = sound.channel.levelDb + production.fork(`${name} level`).between(-BALANCE_DB, BALANCE_DB);
    return { name, role, notes, voice: sound.voice, channel: { ...sound.channel, levelDb } };
  });
  return { ...played, tracks, master: sounds[styleOf('master')].master };
}

/** Keeps the seeds of sounds, which are compared across songs, away from those of compositions. */
const SOUND_SEEDS = 500_000;
const SONGS_A_RECIPE = 1000;
const TEMPO_BPM = [130, 142] as const;
const A_MINOR = { tonic: 'A', mode: 'minor' } as const;
/** Producers of one genre balance a track differently by a few decibels. */
const BALANCE_DB = 2.5;

/** A composition with exactly these tracks: what a song has in some seeds only (acid, vocal) is part of the recipe. */
function playedSong(
  recipe: number,
  song: number,
  tracks: readonly string[],
  form: { style: SongStyle; bars: number },
): Song {
  for (let attempt = 0; ; attempt++) {
    const seed = SONGS_A_RECIPE * (1 + recipe) + song + SONGS_A_RECIPE * SOUND_SEEDS * attempt;
    const random = new Random(seed, 'song');
    const key = { tonic: random.pick(TONICS), mode: random.chance(0.75) ? 'minor' : 'major' } as const;
    const tempoBpm = random.integer(...TEMPO_BPM);
    const played = composeSong({ ...form, seed, tempoBpm, key });
    if (played.tracks.length === tracks.length && played.tracks.every(({ name }) => tracks.includes(name)))
      return played;
  }
}

function soundOf({ tracks }: Song, name: string): Track | undefined {
  return tracks.find((track) => track.name === name);
}

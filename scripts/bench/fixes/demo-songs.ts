import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { readSignal } from '../../../src/audio/read-signal.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { masterSong } from '../../../src/demo/master-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { stepSeconds, type Song, type SongStyle, type Track } from '../../../src/demo/song.ts';
import type { BenchSong, BenchStem, Master } from './bench-song.ts';

/** What a song is composed from. */
export interface SongSeed {
  seed: number;
  style: SongStyle;
  bars: number;
}

/**
 * A song of the demo's composer, stem by stem.
 *
 * @param clean a folder with its stems as `Song <track>.wav`: where it is complete, nothing is rendered
 */
export async function demoSong(of: SongSeed, clean?: string): Promise<BenchSong> {
  const song = composeSong(of);
  const files = song.tracks.map(({ name }) => join(clean ?? '', `Song ${name}.wav`));
  if (clean === undefined || !files.every((file) => existsSync(file))) return renderedSong(song);
  return benchSongOf(song, await Promise.all(files.map((file) => readSignal(file))));
}

/**
 * Another song by the same hand: other notes, chords and patterns of the same key and tempo, played on the same sounds,
 * with the same levels and the same master.
 */
export function siblingSong(of: SongSeed, number: number): BenchSong {
  const first = composeSong(of);
  const { key, tempoBpm } = first;
  const other = composeSong({ ...of, seed: of.seed + number * SIBLING_STRIDE, key, tempoBpm });
  const soundOf = (track: Track): Track => {
    const same = first.tracks.find(({ name }) => name === track.name);
    return same === undefined ? track : { ...track, voice: same.voice, channel: same.channel };
  };
  const shared = other.tracks.filter(({ name }) => first.tracks.some((track) => track.name === name));
  const missing = first.tracks.filter(({ name }) => !shared.some((track) => track.name === name));
  // An acid line or a vocal that the other song does not have is played as in the first.
  return renderedSong({ ...other, master: first.master, tracks: [...shared.map(soundOf), ...missing] });
}

/** Far from every seed that the bench uses otherwise. */
const SIBLING_STRIDE = 100_000;

/** Another song of the same style, of another hand. */
export function otherSong({ seed, style, bars }: SongSeed, number: number): BenchSong {
  return renderedSong(composeSong({ seed: seed + number * OTHER_STRIDE, style, bars }));
}

const OTHER_STRIDE = 1_000;

function renderedSong(song: Song): BenchSong {
  return benchSongOf(
    song,
    renderSong(song).stems.map(({ signal }) => signal),
  );
}

function benchSongOf(song: Song, signals: readonly StereoSignal[]): BenchSong {
  const seconds = stepSeconds(song.tempoBpm);
  const kick = song.tracks.find(({ role }) => role === 'kick');
  return {
    name: `${song.title} (${song.style})`,
    stems: song.tracks.map(({ name, role }, i): BenchStem => ({ name, role, signal: signals[i] })),
    master: masterOf(song),
    sections: song.sections,
    kickSeconds: (kick?.notes ?? []).map(({ step }) => step * seconds),
    ducking: song.tracks.flatMap((track) => {
      const { duck, ...channel } = track.channel;
      if (duck === undefined || kick === undefined) return [];
      const unducked = (): StereoSignal =>
        renderSong({ ...song, tracks: [{ ...track, channel }, kick] }).stems[0].signal;
      return [{ stem: track.name, depthDb: duck.depthDb, unducked }];
    }),
  };
}

function masterOf({ master }: Song): Master {
  return (sum, extraDriveDb = 0) => masterSong(sum, { ...master, driveDb: master.driveDb + extraDriveDb });
}

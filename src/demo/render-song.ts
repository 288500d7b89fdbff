import type { StereoSignal } from '../audio/audio-source.ts';
import { throwIfCancelled } from '../store/failure.ts';
import type { StemRole } from '../store/stem-map-document.ts';
import { plantFaults, type Fault } from './faults.ts';
import { masterSong } from './master-song.ts';
import type { Song, SongTruth } from './song.ts';
import { renderTrack } from './studio/render-track.ts';
import { sumStems } from './sum-stems.ts';

/**
 * A song as audio. All signals start at the first bar line and have the same length: the bars and one more to ring out.
 */
export interface RenderedSong {
  song: Song;
  stems: readonly RenderedStem[];
  /** The stems added up, before mastering. */
  sum: StereoSignal;
  /** The mastered song. */
  mix: StereoSignal;
  truth: SongTruth;
}

export interface RenderedStem {
  name: string;
  role: StemRole;
  signal: StereoSignal;
}

export interface RenderOptions {
  /** Planted into the finished stems; see `plantFaults`. */
  faults?: readonly Fault[];
  signal?: AbortSignal;
  /** Called after each track. */
  onProgress?: (done: number, total: number, track: string) => void;
}

/**
 * Renders a song: every track to its stem (effects and ducking printed), their sum, and the master. The same song gives
 * the same samples every time. Ten to twelve stereo stems of two minutes take about half a gigabyte.
 *
 * @throws Failure 'cancelled' when the signal fires, 'usage' for a fault on a stem the song does not have.
 */
export function renderSong(song: Song, options: RenderOptions = {}): RenderedSong {
  const stems = song.tracks.map((track, index): RenderedStem => {
    throwIfCancelled(options.signal);
    const { left, right } = renderTrack(track, song);
    options.onProgress?.(index + 1, song.tracks.length, track.name);
    return { name: track.name, role: track.role, signal: { sampleRateHz: song.sampleRateHz, left, right } };
  });
  throwIfCancelled(options.signal);
  const sum = sumStems(stems.map(({ signal }) => signal));
  const clean = { song, stems, sum, mix: sum, truth: song.truth };
  const faults = options.faults ?? [];
  if (faults.length > 0) return plantFaults(clean, faults);
  return { ...clean, mix: masterSong(sum, song.master) };
}

import type { Patch, Placed } from '../patch.ts';

/**
 * Records the device's track: left and right as they come in, and where in the song Live is, in two more channels
 * (`src/capture/song-position.ts` says why two). It records when Node says so and costs next to nothing otherwise; the
 * audio that passes through the device is not touched.
 *
 * ```
 * strip ─► route record ─► sfrecord~ 4 ◄═ plugin~ ×2, plugphasor~, sig~ ◄─ plugsync~ (beats)
 *                                                  plugsync~ (playing) ─► change ─► strip ─► Node
 * ```
 *
 * @param audioIn the patch's `plugin~`
 * @param strip the strip's script: says what Node tells this device's parts out of `outlet`, and tells Node what it is
 *   told with `tellNode`
 */
export function placeRecorder(patch: Patch, audioIn: Placed, strip: Placed, outlet: number): void {
  const told = patch.object('route record', PLACES.told);
  const recorder = patch.object('sfrecord~ 4', PLACES.recorder);
  const phase = patch.object('plugphasor~', PLACES.phase);
  const song = patch.object('plugsync~', PLACES.song);
  const beats = patch.object('sig~', PLACES.beats);
  const turns = patch.object('change', PLACES.turns);
  const playing = patch.object('prepend tellNode playing', PLACES.playing);
  patch.cord(strip, outlet, told);
  patch.cord(told, 0, recorder, 0);
  patch.cord(audioIn, 0, recorder, 0);
  patch.cord(audioIn, 1, recorder, 1);
  patch.cord(phase, 0, recorder, 2);
  patch.cord(song, BEATS_OUTLET, beats);
  patch.cord(beats, 0, recorder, 3);
  patch.cord(song, PLAYING_OUTLET, turns);
  patch.cord(turns, 0, playing);
  patch.cord(playing, 0, strip);
}

/** Outlets of `plugsync~`: whether Live plays, and the song's position in beats with their fractions. */
const PLAYING_OUTLET = 0;
const BEATS_OUTLET = 6;

/** To the right of everything else. */
const PLACES = {
  phase: [1860, 20],
  song: [1960, 20],
  beats: [1960, 90],
  turns: [2100, 60],
  playing: [2100, 90],
  told: [1760, 440],
  recorder: [1760, 490],
} as const;

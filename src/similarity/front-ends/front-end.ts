import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Hertz, Seconds } from '../../dsp/units.ts';

/** Turns a track into what a model takes, exactly as it was trained. */
export interface FrontEnd {
  /** Name and version, with all that changes what comes out: vectors of different front ends are never compared. */
  name: string;
  /** What the track has to be resampled to first; a mono one may come as the mean of its channels in both. */
  sampleRateHz: Hertz;
  channels: 'mono' | 'stereo';
  /**
   * @param track at `sampleRateHz`; NaN spreads over the patches it lies in
   * @param patchShape what the model takes at a time, without the batch
   */
  prepare(track: StereoSignal, patchShape: readonly number[]): PatchSource;
}

/**
 * Stretches of a track, cut where the model's makers cut them; a last one that is not full is dropped. A track shorter
 * than one is repeated until it fills it; an empty track has none.
 */
export interface PatchSource {
  count: number;
  patchSeconds: Seconds;
  startSeconds(index: number): Seconds;
  /** Writes one patch, as many numbers as `patchShape` has room for. */
  fill(index: number, into: Float32Array): void;
}

/** The mean of both channels, as all of these models take a stereo track. */
export function monoOf({ left, right }: StereoSignal): Float32Array {
  if (left === right) return left;
  return left.map((sample, n) => (sample + right[n]) / 2);
}

/** Numbers in a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

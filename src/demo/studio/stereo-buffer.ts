import type { Frames } from '../../dsp/units.ts';

/** Two channels of sound on the bench, without a rate; left and right are never the same array. */
export interface StereoBuffer {
  left: Float32Array;
  right: Float32Array;
}

export function silence(frames: Frames): StereoBuffer {
  return { left: new Float32Array(frames), right: new Float32Array(frames) };
}

/** The same sound on both sides. */
export function fromMono(samples: Float32Array): StereoBuffer {
  return { left: samples, right: samples.slice() };
}

/** Adds `source`, scaled, into `target` from frame `at` on; what lies beyond the target's ends is dropped. */
export function addInto(target: StereoBuffer, source: StereoBuffer, at: Frames, gain: number): void {
  const from = Math.max(0, -at);
  const until = Math.min(source.left.length, target.left.length - at);
  const [targetLeft, targetRight, left, right] = [target.left, target.right, source.left, source.right];
  for (let frame = from; frame < until; frame += 1) {
    targetLeft[at + frame] += gain * left[frame];
    targetRight[at + frame] += gain * right[frame];
  }
}

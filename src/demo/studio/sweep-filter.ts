import type { Frames, Hertz } from '../../dsp/units.ts';
import type { SweepPoint } from '../song.ts';
import type { StereoBuffer } from './stereo-buffer.ts';

/**
 * A low-pass (12 dB/octave, Butterworth) whose cutoff follows the sweep, in place. A state-variable filter in
 * trapezoidal form (A. Simper, "Linear Trapezoidal Integrated SVF") is used because it stays calm while its cutoff
 * moves. Stretches that are fully open are left untouched.
 */
export function sweepLowPass(
  buffer: StereoBuffer,
  sweep: readonly SweepPoint[],
  framesPerBar: number,
  sampleRateHz: Hertz,
): void {
  const cutoffAt = sweepReader(sweep);
  const left = new StateVariableLowPass();
  const right = new StateVariableLowPass();
  for (let start = 0; start < buffer.left.length; start += CONTROL_FRAMES) {
    const cutoffHz = cutoffAt(start / framesPerBar);
    if (cutoffHz >= FULLY_OPEN_HZ) continue;
    const end = Math.min(start + CONTROL_FRAMES, buffer.left.length);
    const warped = Math.tan((Math.PI * cutoffHz) / sampleRateHz);
    left.process(buffer.left, start, end, warped);
    right.process(buffer.right, start, end, warped);
  }
}

/** From here on a sweep counts as open. */
export const FULLY_OPEN_HZ: Hertz = 18000;

/** The cutoff moves in steps of 64 frames, 1.5 ms. */
export const CONTROL_FRAMES: Frames = 64;

/** Reads a sweep at rising bars; before the first point and after the last it stands still. */
export function sweepReader(sweep: readonly SweepPoint[]): (bar: number) => Hertz {
  let place = 0;
  return (bar) => {
    while (place < sweep.length - 2 && bar >= sweep[place + 1].bar) place += 1;
    const from = sweep[place];
    const to = sweep[Math.min(place + 1, sweep.length - 1)];
    if (to.bar <= from.bar) return to.cutoffHz;
    const done = Math.max(0, Math.min(1, (bar - from.bar) / (to.bar - from.bar)));
    return from.cutoffHz * (to.cutoffHz / from.cutoffHz) ** done;
  };
}

class StateVariableLowPass {
  private one = 0;
  private two = 0;

  process(samples: Float32Array, start: Frames, end: Frames, warped: number): void {
    const a1 = 1 / (1 + warped * (warped + Math.SQRT2));
    const a2 = warped * a1;
    const a3 = warped * a2;
    let { one, two } = this;
    for (let frame = start; frame < end; frame += 1) {
      const difference = samples[frame] - two;
      const band = a1 * one + a2 * difference;
      const low = two + a2 * one + a3 * difference;
      one = 2 * band - one;
      two = 2 * low - two;
      samples[frame] = low;
    }
    this.one = Math.abs(one) < DENORMAL ? 0 : one;
    this.two = Math.abs(two) < DENORMAL ? 0 : two;
  }
}

/** Smaller states are inaudible (−400 dB) and slow on many processors. */
const DENORMAL = 1e-20;

import type { Frames, Hertz, Milliseconds } from '../../dsp/units.ts';
import type { StereoBuffer } from './stereo-buffer.ts';

/**
 * A look-ahead limiter on both channels together, in place and without delay. The gain that every frame needs (peaks
 * between the samples included) is held over the look-ahead, lets go exponentially, and is averaged over the
 * look-ahead: so it is always low enough in time and never jumps.
 */
export function limit(buffer: StereoBuffer, ceiling: number, releaseMs: Milliseconds, sampleRateHz: Hertz): void {
  const { left, right } = buffer;
  const frames = left.length;
  const ahead = Math.max(1, Math.round(LOOK_AHEAD_SECONDS * sampleRateHz));
  const needed = neededGain(buffer, ceiling);
  const release = 1 - Math.exp(-1000 / (releaseMs * sampleRateHz));

  // A queue of frames whose needed gains rise: its first is the lowest of the look-ahead.
  const span = ahead + 1;
  const queue = new Int32Array(span + 1);
  let first = 0;
  let size = 0;
  const average = new Float64Array(ahead).fill(1);
  let sum = ahead;
  let held = 1;
  for (let frame = 0; frame < frames + ahead; frame += 1) {
    if (frame < frames) {
      const gain = needed[frame];
      while (size > 0 && needed[queue[(first + size - 1) % queue.length]] >= gain) size -= 1;
      queue[(first + size) % queue.length] = frame;
      size += 1;
    }
    while (size > 0 && queue[first] <= frame - span) {
      first = (first + 1) % queue.length;
      size -= 1;
    }
    const lowest = size > 0 ? needed[queue[first]] : 1;
    held = lowest < held ? lowest : held + release * (lowest - held);
    const slot = frame % ahead;
    sum += held - average[slot];
    average[slot] = held;
    const out = frame - ahead;
    if (out < 0) continue;
    const gain = sum < ahead ? sum / ahead : 1;
    left[out] = clamp(left[out] * gain, ceiling);
    right[out] = clamp(right[out] * gain, ceiling);
  }
}

/** Long enough not to distort bass, short enough to keep a kick's attack. */
const LOOK_AHEAD_SECONDS = 0.003;

/**
 * Scales by `drive` and bends what lies above the ceiling, in place: straight up to the ceiling, then a curve of the
 * same slope that ends 2 dB above it. Takes the sharpest tips off kicks and claps, so that the limiter needs to move
 * less.
 */
export function softClip(buffer: StereoBuffer, drive: number, ceiling: number): void {
  const room = ceiling * CLIP_ROOM;
  for (const samples of [buffer.left, buffer.right]) {
    for (let frame = 0; frame < samples.length; frame += 1) {
      const sample = samples[frame] * drive;
      const over = (sample < 0 ? -sample : sample) - ceiling;
      const bent = ceiling + (room * over) / (room + over);
      samples[frame] = over <= 0 ? sample : sample < 0 ? -bent : bent;
    }
  }
}

function clamp(sample: number, limit: number): number {
  return sample > limit ? limit : sample < -limit ? -limit : sample;
}

/** 2 dB. */
const CLIP_ROOM = 0.26;

/** The gain at which a frame and the points half-way to its neighbours stay at the ceiling. */
function neededGain({ left, right }: StereoBuffer, ceiling: number): Float32Array {
  const gain = new Float32Array(left.length).fill(1);
  const lower = (frame: Frames, peak: number): void => {
    if (frame >= 0 && frame < gain.length && gain[frame] * peak > ceiling) gain[frame] = ceiling / peak;
  };
  const nearCeiling = NEAR_CEILING * ceiling;
  for (const samples of [left, right]) {
    for (let frame = 0; frame < samples.length; frame += 1) {
      const peak = samples[frame] < 0 ? -samples[frame] : samples[frame];
      if (peak < nearCeiling) continue;
      lower(frame, peak);
      const after = Math.abs(halfWay(samples, frame));
      lower(frame, after);
      lower(frame + 1, after);
    }
  }
  return gain;
}

/** A peak between two samples never stands more than some 6 dB above both in music. */
const NEAR_CEILING = 0.5;

/**
 * The signal half-way between `frame` and the next: a sinc under a Hann window, eight taps, exact to 0.1 dB up to 15
 * kHz at 44.1 kHz.
 */
function halfWay(samples: Float32Array, frame: Frames): number {
  if (frame < 3 || frame + 4 >= samples.length) return samples[frame];
  let sum = 0;
  for (let tap = 0; tap < 4; tap += 1) sum += HALF_WAY[tap] * (samples[frame - tap] + samples[frame + 1 + tap]);
  return sum;
}

const HALF_WAY = normalised(
  [0.5, 1.5, 2.5, 3.5].map((at) => (Math.sin(Math.PI * at) / (Math.PI * at)) * Math.cos((Math.PI * at) / 9) ** 2),
);

/** Scaled so that a constant signal stays what it is. */
function normalised(taps: readonly number[]): Float64Array {
  const sum = 2 * taps.reduce((total, tap) => total + tap, 0);
  return Float64Array.from(taps, (tap) => tap / sum);
}

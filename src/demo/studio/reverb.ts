import type { Frames, Hertz, Seconds } from '../../dsp/units.ts';
import type { StereoBuffer } from './stereo-buffer.ts';

/**
 * Adds a room to `buffer`, in place: two diffusing all-passes into a feedback delay network of eight lines with a
 * Householder matrix (J.-M. Jot and A. Chaigne, 1991) and a low-pass in every line, so that highs die first. Odd lines
 * answer left, even lines right: the room is nearly uncorrelated between the sides.
 *
 * @param seconds time in which the mids fall by 60 dB.
 * @param gain amplitude of the room against the dry sound.
 */
export function addReverb(
  buffer: StereoBuffer,
  sampleRateHz: Hertz,
  room: { seconds: Seconds; dampingHz: Hertz; gain: number },
): void {
  const { left, right } = buffer;
  const lengths = LINE_SECONDS.map((seconds) => Math.round(seconds * sampleRateHz));
  const decays = lengths.map((length) => 10 ** ((-3 * length) / (room.seconds * sampleRateHz)));
  const rings = lengths.map(() => new Float32Array(RING));
  const taps = lengths.map(() => new Float64Array(BLOCK));
  const damped = new Float64Array(lengths.length);
  const damping = 1 - Math.exp((-2 * Math.PI * room.dampingHz) / sampleRateHz);
  const diffuser = new Diffuser(sampleRateHz);
  const diffuse = new Float64Array(BLOCK);
  const sum = new Float64Array(BLOCK);
  // Each side is the sum of four lines of independent sign; halving keeps its energy near the input's.
  const wet = 0.5 * room.gain;
  const ringFrames = RING + SILENT_AFTER_DECAYS * room.seconds * sampleRateHz;
  let quietFrames = Infinity;

  // Every line is longer than a block, so a block of all lines can be read before any of it is written.
  for (let start = 0; start < left.length; start += BLOCK) {
    const frames = Math.min(BLOCK, left.length - start);
    quietFrames = isSilent(left, right, start, frames) ? quietFrames + frames : 0;
    if (quietFrames > ringFrames) continue;
    diffuser.process(left, right, start, frames, diffuse);
    sum.fill(0);
    // Two lines at a time: each low-pass waits for its own last sample, so a second one costs nothing.
    for (let line = 0; line < rings.length; line += 2) {
      const [one, other, oneTap, otherTap] = [rings[line], rings[line + 1], taps[line], taps[line + 1]];
      const [oneDecay, otherDecay] = [decays[line], decays[line + 1]];
      const [oneFrom, otherFrom] = [start - lengths[line], start - lengths[line + 1]];
      let oneState = damped[line];
      let otherState = damped[line + 1];
      for (let frame = 0; frame < frames; frame += 1) {
        oneState += damping * (one[(oneFrom + frame) & MASK] - oneState);
        otherState += damping * (other[(otherFrom + frame) & MASK] - otherState);
        const oneOut = oneDecay * oneState;
        const otherOut = otherDecay * otherState;
        oneTap[frame] = oneOut;
        otherTap[frame] = otherOut;
        sum[frame] += oneOut + otherOut;
      }
      damped[line] = oneState;
      damped[line + 1] = otherState;
    }
    const mirror = 2 / rings.length;
    for (let line = 0; line < rings.length; line += 1) {
      const [ring, tap, sign] = [rings[line], taps[line], line & 2 ? -1 : 1];
      const side = line & 1 ? right : left;
      for (let frame = 0; frame < frames; frame += 1) {
        ring[(start + frame) & MASK] = sign * diffuse[frame] + tap[frame] - mirror * sum[frame];
        side[start + frame] += wet * tap[frame];
      }
    }
  }
}

/** Pre-delay and two all-passes on the mono sum: turns an attack into a dense burst. */
class Diffuser {
  private readonly preDelay = new Float32Array(RING);
  private readonly first = new Float32Array(RING);
  private readonly second = new Float32Array(RING);
  private readonly delays: readonly number[];

  constructor(sampleRateHz: Hertz) {
    this.delays = [PRE_DELAY_SECONDS, ...DIFFUSER_SECONDS].map((seconds) => Math.round(seconds * sampleRateHz));
  }

  process(left: Float32Array, right: Float32Array, start: Frames, frames: Frames, out: Float64Array): void {
    const { preDelay, first, second } = this;
    const [preDelayFrames, firstFrames, secondFrames] = this.delays;
    for (let frame = 0; frame < frames; frame += 1) {
      const now = start + frame;
      preDelay[now & MASK] = 0.5 * (left[now] + right[now]);
      const firstOld = first[(now - firstFrames) & MASK];
      const firstIn = preDelay[(now - preDelayFrames) & MASK] - DIFFUSION * firstOld;
      first[now & MASK] = firstIn;
      const firstOut = firstOld + DIFFUSION * firstIn;
      const secondOld = second[(now - secondFrames) & MASK];
      const secondIn = firstOut - DIFFUSION * secondOld;
      second[now & MASK] = secondIn;
      out[frame] = secondOld + DIFFUSION * secondIn;
    }
  }
}

function isSilent(left: Float32Array, right: Float32Array, start: Frames, frames: Frames): boolean {
  for (let frame = start; frame < start + frames; frame += 1) if (left[frame] !== 0 || right[frame] !== 0) return false;
  return true;
}

/** Shorter than the shortest line. */
const BLOCK: Frames = 512;
/** Mutually prime-ish lengths between 27 and 61 ms: dense enough for pads, long enough for no metallic ring. */
const LINE_SECONDS = [0.0273, 0.0311, 0.0347, 0.0397, 0.0433, 0.0487, 0.0541, 0.0607];
const DIFFUSER_SECONDS = [0.0047, 0.0089];
const DIFFUSION = 0.6;
/** Keeps the attack of a note clear of its own room. */
const PRE_DELAY_SECONDS = 0.015;
/** Two decay times are −120 dB: nothing is left to compute. */
const SILENT_AFTER_DECAYS = 2;
/** Longer than any line at 48 kHz; a power of two so that wrapping is a mask. */
const RING = 4096;
const MASK = RING - 1;

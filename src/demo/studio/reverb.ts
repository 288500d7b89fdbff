import type { Hertz, Seconds } from '../../dsp/units.ts';
import type { StereoBuffer } from './stereo-buffer.ts';

/**
 * Adds a room to `buffer`, in place: two diffusing all-passes into a feedback delay network of eight lines with a Householder matrix
 * (J.-M. Jot and A. Chaigne, 1991) and a low-pass in every line, so that highs die first. Odd lines answer left, even lines right:
 * the room is nearly uncorrelated between the sides.
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
  const frames = left.length;
  const lengths = LINE_SECONDS.map((seconds) => Math.round(seconds * sampleRateHz));
  const decays = Float64Array.from(lengths, (length) => 10 ** ((-3 * length) / (room.seconds * sampleRateHz)));
  const line = Array.from({ length: LINES }, () => new Float32Array(RING));
  const damped = new Float64Array(LINES);
  const damping = 1 - Math.exp((-2 * Math.PI * room.dampingHz) / sampleRateHz);
  const firstDiffuser = new Float32Array(RING);
  const secondDiffuser = new Float32Array(RING);
  const [firstLength, secondLength] = DIFFUSER_SECONDS.map((seconds) => Math.round(seconds * sampleRateHz));
  const preDelay = new Float32Array(RING);
  const preDelayFrames = Math.round(PRE_DELAY_SECONDS * sampleRateHz);
  // Each side is the sum of four lines of independent sign; the halving keeps its energy near the input's.
  const wet = room.gain * 0.5;
  let quietFrames = RING;

  for (let frame = 0; frame < frames; frame += 1) {
    const input = 0.5 * (left[frame] + right[frame]);
    if (input === 0) {
      quietFrames += 1;
      if (quietFrames > RING + SILENT_AFTER_SECONDS * room.seconds * sampleRateHz) continue;
    } else quietFrames = 0;
    const now = frame & MASK;
    preDelay[now] = input;
    const firstOld = firstDiffuser[(frame - firstLength) & MASK];
    const firstIn = preDelay[(frame - preDelayFrames) & MASK] - DIFFUSION * firstOld;
    firstDiffuser[now] = firstIn;
    const firstOut = firstOld + DIFFUSION * firstIn;
    const secondOld = secondDiffuser[(frame - secondLength) & MASK];
    const secondIn = firstOut - DIFFUSION * secondOld;
    secondDiffuser[now] = secondIn;
    const diffuse = secondOld + DIFFUSION * secondIn;

    let sum = 0;
    for (let index = 0; index < LINES; index += 1) {
      const old = line[index][(frame - lengths[index]) & MASK];
      damped[index] += damping * (old - damped[index]);
      sum += damped[index] * decays[index];
    }
    const mirror = (2 / LINES) * sum;
    for (let index = 0; index < LINES; index += 1) {
      line[index][now] = (index & 2 ? -diffuse : diffuse) + damped[index] * decays[index] - mirror;
    }
    left[frame] += wet * (damped[0] + damped[2] + damped[4] + damped[6]);
    right[frame] += wet * (damped[1] + damped[3] + damped[5] + damped[7]);
  }
}

const LINES = 8;
/** Mutually prime-ish lengths between 27 and 61 ms: dense enough for pads, long enough for no metallic ring. */
const LINE_SECONDS = [0.0273, 0.0311, 0.0347, 0.0397, 0.0433, 0.0487, 0.0541, 0.0607];
const DIFFUSER_SECONDS = [0.0047, 0.0089];
const DIFFUSION = 0.6;
/** Keeps the attack of a note clear of its own room. */
const PRE_DELAY_SECONDS = 0.015;
/** Two decay times are −120 dB: nothing is left to compute. */
const SILENT_AFTER_SECONDS = 2;
/** Longer than any line at 48 kHz; a power of two so that wrapping is a mask. */
const RING = 4096;
const MASK = RING - 1;

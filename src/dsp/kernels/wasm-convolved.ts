import { TRANSFORM_LENGTHS } from '../convolved.ts';
import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';
import { passTwiddles } from './pass-twiddles.ts';

/** `convolved` on the kernels: overlap-save, as `convolvedPlainly` does it. */
export function convolvedOnKernel(
  left: Float32Array,
  right: Float32Array,
  impulse: Float64Array,
): [Float32Array, Float32Array] {
  const lost = impulse.length;
  const size = TRANSFORM_LENGTHS * lost;
  const { kernel, twiddles, one, other, response, samples } = roomFor(size);
  const { run } = kernel;
  const transformed = ({ re, im }: Planes, spare: Planes): Planes =>
    run.doubleTransform(re, im, spare.re, spare.im, size, twiddles) === 0 ? { re, im } : spare;

  kernel.doubles(one.re, size).fill(0).set(impulse);
  kernel.doubles(one.im, size).fill(0);
  const ofImpulse = transformed(one, other);
  // The scale of the inverse, a power of two, is taken along here.
  for (const part of ['re', 'im'] as const) {
    const from = kernel.doubles(ofImpulse[part], size);
    const to = kernel.doubles(response[part], size);
    for (let k = 0; k < size; k++) to[k] = from[k] / size;
  }

  const frames = left.length;
  const result: [Float32Array, Float32Array] = [new Float32Array(frames), new Float32Array(frames)];
  for (let start = 0; start < frames; start += size - lost) {
    // Output [start, start + step) of the undelayed result needs input from start + lost/2 − lost on.
    const from = start - lost / 2;
    const [begin, end] = [Math.max(0, from), Math.min(frames, from + size)];
    [left, right].forEach((channel, i) => {
      const taken = kernel.floats(samples[i], size);
      taken.fill(0, 0, begin - from);
      taken.set(channel.subarray(begin, end), begin - from);
    });
    run.takePair(samples[0], samples[1], end - from, one.re, one.im, size);
    const spectrum = transformed(one, other);
    run.multiplyComplex(spectrum.re, spectrum.im, response.re, response.im, size);
    // Swapping the parts conjugates twice: the forward transform of the swapped spectrum is the swapped inverse.
    const spare = spectrum.re === one.re ? other : one;
    const { re: im, im: re } = transformed({ re: spectrum.im, im: spectrum.re }, { re: spare.im, im: spare.re });
    const count = Math.min(frames, start + size - lost) - start;
    run.givePair(re + DOUBLE_BYTES * lost, im + DOUBLE_BYTES * lost, count, samples[0], samples[1]);
    result.forEach((channel, i) => channel.set(kernel.floats(samples[i], count), start));
  }
  return result;
}

/** Where real and imaginary parts lie. */
interface Planes {
  re: number;
  im: number;
}

interface Room {
  kernel: KernelInstance;
  twiddles: number;
  one: Planes;
  other: Planes;
  response: Planes;
  /** Left and right. */
  samples: readonly [number, number];
}

/** Of each size that was asked for, for whoever asks next. */
const rooms = new Map<number, Room>();

function roomFor(size: number): Room {
  const known = rooms.get(size);
  if (known !== undefined) return known;
  const kernel = new KernelInstance();
  const twiddles = kernel.place(passTwiddles(size, DOUBLE_LANES));
  const plane = (): number => kernel.reserve(DOUBLE_BYTES * size);
  const planes = (): Planes => ({ re: plane(), im: plane() });
  const floats = (): number => kernel.reserve(FLOAT_BYTES * size);
  const room: Room = {
    ...{ kernel, twiddles, one: planes(), other: planes(), response: planes() },
    samples: [floats(), floats()],
  };
  rooms.set(size, room);
  return room;
}

const DOUBLE_BYTES = 8;
/** Numbers in double precision that a vector holds. */
const DOUBLE_LANES = 2;

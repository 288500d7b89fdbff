import type { StereoSignal } from '../../src/audio/audio-source.ts';
import type { Draw } from './draw.ts';
import { roomed } from './room.ts';

// Bound once: jest looks globals up anew each time, which would be the cost of these loops.
const { PI, abs, cos, exp, max, min, pow, round, sin, tan } = Math;

export const STEM_RATE_HZ = 44_100;

/** One channel of samples, or what changes with the time in seconds. */
export type Wave = Float32Array;
export type Course = number | ((t: number) => number);

const at = (course: Course, t: number): number => (typeof course === 'number' ? course : course(t));

/** A running phase of 0–1 at a pitch that may move; `make` gets the phase and its step. */
function oscillated(hz: Course, seconds: number, phase: number, make: (phase: number, step: number) => number): Wave {
  const wave = new Float32Array(round(seconds * STEM_RATE_HZ));
  let step = at(hz, 0) / STEM_RATE_HZ;
  for (let i = 0; i < wave.length; i++) {
    if (typeof hz !== 'number' && i % 16 === 0) step = hz(i / STEM_RATE_HZ) / STEM_RATE_HZ;
    wave[i] = make(phase, step);
    phase += step;
    if (phase >= 1) phase -= 1;
  }
  return wave;
}

/** Correction of a step at phase 0 by two parabolas (V. Välimäki and A. Huovilainen, 2007). */
function rounded(phase: number, step: number): number {
  if (phase < step) return 2 * (phase / step) - (phase / step) ** 2 - 1;
  if (phase > 1 - step) return ((phase - 1) / step) ** 2 + 2 * ((phase - 1) / step) + 1;
  return 0;
}

export function saw(hz: Course, seconds: number, phase = 0): Wave {
  return oscillated(hz, seconds, phase, (p, step) => 2 * p - 1 - rounded(p, step));
}

export function pulse(hz: Course, seconds: number, width: Course = 0.5, phase = 0): Wave {
  let n = 0;
  let w = at(width, 0);
  return oscillated(hz, seconds, phase, (p, step) => {
    if (typeof width !== 'number' && n++ % 16 === 0) w = width(n / STEM_RATE_HZ);
    const q = p >= w ? p - w : p - w + 1;
    // Without its mean, which would be a sub-bass of its own where the width moves.
    return (p < w ? 2 - 2 * w : -2 * w) + rounded(p, step) - rounded(q, step);
  });
}

export function sine(hz: Course, seconds: number, phase = 0): Wave {
  return oscillated(hz, seconds, phase, (p) => sin(2 * PI * p));
}

export function triangle(hz: Course, seconds: number, phase = 0): Wave {
  return oscillated(hz, seconds, phase, (p) => 4 * abs(p - 0.5) - 1);
}

/** Two-operator frequency modulation; the index may move. */
export function fm(hz: number, ratio: number, index: Course, seconds: number): Wave {
  const wave = new Float32Array(round(seconds * STEM_RATE_HZ));
  const w = (2 * PI * hz) / STEM_RATE_HZ;
  for (let i = 0; i < wave.length; i++) wave[i] = sin(w * i + at(index, i / STEM_RATE_HZ) * sin(w * ratio * i));
  return wave;
}

export function noise(draw: Draw, seconds: number): Wave {
  return Float32Array.from({ length: round(seconds * STEM_RATE_HZ) }, () => draw.next() * 2 - 1);
}

/** A state-variable filter of two poles (A. Simper's trapezoidal form); the cutoff may move. */
export function filtered(wave: Wave, kind: 'low' | 'band' | 'high', cutoffHz: Course, q = 0.7): Wave {
  const out = new Float32Array(wave.length);
  const k = 1 / q;
  let [s1, s2, g, a] = [0, 0, 0, 0];
  for (let i = 0; i < wave.length; i++) {
    if (i === 0 || (typeof cutoffHz !== 'number' && i % 16 === 0)) {
      g = tan((PI * min(18_000, max(20, at(cutoffHz, i / STEM_RATE_HZ)))) / STEM_RATE_HZ);
      a = 1 / (1 + g * (g + k));
    }
    const high = (wave[i] - (g + k) * s1 - s2) * a;
    const band = g * high + s1;
    const low = g * band + s2;
    s1 = g * high + band;
    s2 = g * band + low;
    out[i] = kind === 'low' ? low : kind === 'band' ? k * band : high;
  }
  return out;
}

/** A string: a burst of noise in a loop with a gentle low-pass (K. Karplus and A. Strong, 1983). */
export function plucked(draw: Draw, hz: number, seconds: number, brightness: number): Wave {
  const wave = new Float32Array(round(seconds * STEM_RATE_HZ));
  const line = Float32Array.from({ length: round(STEM_RATE_HZ / hz) }, () => draw.next() * 2 - 1);
  let last = 0;
  for (let i = 0, p = 0; i < wave.length; i++, p = p + 1 === line.length ? 0 : p + 1) {
    wave[i] = line[p];
    last += brightness * (line[p] - last);
    line[p] = 0.996 * last;
  }
  return wave;
}

export function shaped(wave: Wave, gain: (t: number) => number): Wave {
  return wave.map((value, i) => value * gain(i / STEM_RATE_HZ));
}

export function driven(wave: Wave, drive: number): Wave {
  const scale = (1 + drive) / drive;
  return wave.map((value) => (scale * drive * value) / (1 + drive * abs(value)));
}

/** Sum; the longest decides. */
export function together(...parts: readonly (readonly [gain: number, wave: Wave])[]): Wave {
  const sum = new Float32Array(max(...parts.map(([, wave]) => wave.length)));
  for (const [gain, wave] of parts) for (let i = 0; i < wave.length; i++) sum[i] += gain * wave[i];
  return sum;
}

export const falling =
  (seconds: number) =>
  (t: number): number =>
    exp(-t / seconds);

/** Rises within `attack`, holds, and falls within `release` at the end of `seconds`. */
export const gated =
  (seconds: number, attack: number, release: number) =>
  (t: number): number =>
    max(0, min(1, t / attack, (seconds - t) / release));

/** A place to put sounds. */
export class StemTape {
  readonly left: Wave;
  readonly right: Wave;

  constructor(seconds: number) {
    this.left = new Float32Array(round(seconds * STEM_RATE_HZ));
    this.right = new Float32Array(round(seconds * STEM_RATE_HZ));
  }

  /** `pan` −1 is left. */
  add(wave: Wave, seconds: number, gain = 1, pan = 0): this {
    return this.addBoth(wave, wave, seconds, gain * min(1, 1 - pan), gain * min(1, 1 + pan));
  }

  addBoth(left: Wave, right: Wave, seconds: number, leftGain = 1, rightGain = leftGain): this {
    const from = round(seconds * STEM_RATE_HZ);
    const frames = min(max(left.length, right.length), this.left.length - from);
    for (let i = max(0, -from); i < frames; i++) {
      this.left[from + i] += leftGain * (left[i] ?? 0);
      this.right[from + i] += rightGain * (right[i] ?? 0);
    }
    return this;
  }

  /** Turned down by every beat and let go again, as a sidechain does. */
  ducked(beat: number, depthDb: number, releaseSeconds: number): this {
    for (let i = 0; i < this.left.length; i++) {
      const gain = 10 ** ((-depthDb * exp(-((i / STEM_RATE_HZ) % beat) / releaseSeconds)) / 20);
      this.left[i] *= gain;
      this.right[i] *= gain;
    }
    return this;
  }

  /**
   * Finished as a channel does: a tilt, for what is tonal now and then a closed filter, a room unless it is switched
   * off, a peak of −3 to −15 dBFS.
   */
  finish(draw: Draw, [wet, roomSeconds]: readonly [number, number], isTonal = false): StereoSignal {
    const [centre, tilt] = [draw.between(400, 2500), 10 ** (draw.between(-5, 5) / 20)];
    const cutoff = draw.chance(0.3) ? 600 * 2 ** draw.between(0, 4) : undefined;
    const [dryLeft, dryRight] = [this.left, this.right].map((side) => {
      const wave = tilted(side, centre, tilt);
      return cutoff !== undefined && isTonal ? filtered(wave, 'low', cutoff) : wave;
    });
    const dry = { sampleRateHz: STEM_RATE_HZ, left: dryLeft, right: dryRight };
    const { left, right } = roomed(dry, draw.chance(0.35) ? 0 : wet, roomSeconds, draw.whole(0, 1e6));
    let peak = 1e-9;
    for (const side of [left, right]) for (const value of side) if (abs(value) > peak) peak = abs(value);
    const gain = pow(10, -draw.between(3, 15) / 20) / peak;
    return { sampleRateHz: STEM_RATE_HZ, left: left.map((v) => gain * v), right: right.map((v) => gain * v) };
  }
}

/** A shelf of one pole: what lies above the centre is louder by `gain` than what lies below. */
function tilted(wave: Wave, centreHz: number, gain: number): Wave {
  const share = 1 - exp((-2 * PI * centreHz) / STEM_RATE_HZ);
  let low = 0;
  return wave.map((value) => {
    low += share * (value - low);
    return low + gain * (value - low);
  });
}

/** Echoes that change sides. */
export function echoed(tape: StemTape, seconds: number, feedback: number): StemTape {
  const frames = round(seconds * STEM_RATE_HZ);
  const { left, right } = tape;
  for (let i = frames; i < left.length; i++) {
    const l = left[i - frames];
    left[i] += feedback * right[i - frames];
    right[i] += feedback * l;
  }
  return tape;
}

/** Tempo, key and bars of one stem. */
export interface Clock {
  beat: number;
  step: number;
  /** Times of the steps of every bar that a pattern of sixteenths marks. */
  times: (pattern: (step: number, bar: number) => boolean) => number[];
  seconds: number;
}

export function clockOf(draw: Draw, seconds: number): Clock {
  const step = 15 / draw.between(124, 150);
  const count = Math.floor(seconds / step - 0.5);
  return {
    beat: 4 * step,
    step,
    seconds,
    times: (pattern) =>
      Array.from({ length: count }, (_, n) => n)
        .filter((n) => pattern(n % 16, Math.floor(n / 16)))
        .map((n) => n * step),
  };
}

export const midiHz = (midi: number): number => 440 * 2 ** ((midi - 69) / 12);

const SCALES = [
  [0, 2, 3, 5, 7, 8, 10],
  [0, 2, 4, 5, 7, 9, 11],
  [0, 2, 3, 5, 7, 9, 10],
] as const;

/** A key with degrees as MIDI numbers from an octave on, and a progression of a chord a bar. */
export interface Harmony {
  degree: (degree: number, octave: number) => number;
  chord: (bar: number) => number;
}

export function harmonyOf(draw: Draw): Harmony {
  const scale = draw.pick(SCALES);
  const tonic = draw.whole(0, 11);
  const roots = draw.pick([
    [0, 5, 2, 6],
    [0, 3, 5, 4],
    [5, 6, 0, 0],
    [0, 0, 5, 6],
    [0, 4, 5, 3],
  ]);
  return {
    degree: (degree, octave) => 12 * (octave + 1 + Math.floor(degree / 7)) + tonic + scale[((degree % 7) + 7) % 7],
    chord: (bar) => roots[bar % roots.length],
  };
}

/** `voices` detuned oscillators, spread over both sides. */
export function unison(
  draw: Draw,
  make: (hz: number, phase: number) => Wave,
  hz: number,
  voices: number,
  cents: number,
  spread: number,
): { left: Wave; right: Wave } {
  const parts = Array.from({ length: voices }, (_, v) => {
    const place = voices === 1 ? 0 : (2 * v) / (voices - 1) - 1;
    return { wave: make(hz * 2 ** ((place * cents) / 1200), draw.next()), pan: spread * place };
  });
  const scale = 1 / Math.sqrt(voices);
  return {
    left: together(...parts.map(({ wave, pan }) => [scale * cos(((pan + 1) * PI) / 4), wave] as const)),
    right: together(...parts.map(({ wave, pan }) => [scale * sin(((pan + 1) * PI) / 4), wave] as const)),
  };
}

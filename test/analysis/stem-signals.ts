import type { StereoSignal } from '../../src/audio/audio-source.ts';

// Taken out of the global object once: looking it up is slow inside jest's sandbox.
const { PI, sin, cos, exp, imul, min, max } = Math;

export const RATE = 44100;
const BEAT = 60 / 138;

/**
 * Plain stand-ins for what a trance stem sounds like, each with one thing known about it. The same seed gives the same
 * noise.
 */
export const STEM: Readonly<
  Record<'kick' | 'hats' | 'clap' | 'bass' | 'pad' | 'pluck' | 'lead' | 'riser', (seconds: number) => StereoSignal>
> = {
  /** Four on the floor: 150 → 50 Hz, gone after 200 ms. */
  kick: (seconds) =>
    mono(
      seconds,
      every(BEAT, 0, (t) => 0.8 * exp(-t / 0.08) * sin(2 * PI * (50 * t + 4 * (1 - exp(-t / 0.03))))),
    ),
  /** Off-beat bursts of noise above 8 kHz. */
  hats: (seconds) => {
    const noise = highPassed(noiseOf(1));
    return mono(
      seconds,
      every(BEAT, BEAT / 2, (t, i) => 0.3 * exp(-t / 0.04) * noise(i)),
    );
  },
  /** Bursts of noise around 1.5 kHz on two and four. */
  clap: (seconds) => {
    const noise = noiseOf(2);
    let low = 0;
    let lower = 0;
    const band = (i: number) => {
      low += 0.3 * (noise(i) - low);
      lower += 0.12 * (low - lower);
      return low - lower;
    };
    return mono(
      seconds,
      every(2 * BEAT, BEAT, (t, i) => exp(-t / 0.05) * band(i)),
    );
  },
  /** Rolling sixteenths between the kicks, saw at 55 Hz through a low-pass. */
  bass: (seconds) =>
    mono(
      seconds,
      every(BEAT / 4, BEAT / 4, (t) => 0.5 * min(1, t / 0.004) * max(0, 1 - t / 0.1) * harmonics(55, t, 4, 1.6)),
    ),
  /** A minor triad held for ever, each side tuned a little otherwise. */
  pad: (seconds) =>
    stereo(
      seconds,
      (t, side) =>
        0.1 * [220, 261.6, 329.6].reduce((sum, hz) => sum + harmonics(hz * (1 + 0.002 * side), t, 6, 1.5), 0),
    ),
  /** Sixteenths at 440 Hz that die at once. */
  pluck: (seconds) =>
    mono(
      seconds,
      every(BEAT / 2, 0, (t) => 0.4 * min(1, t / 0.003) * exp(-t / 0.05) * harmonics(440, t, 5, 1.5)),
    ),
  /** Long bright notes, wide. */
  lead: (seconds) =>
    stereo(seconds, (t, side) => {
      const note = Math.floor(t / BEAT);
      const hz = 440 * 2 ** ([0, 3, 7, 5][note % 4] / 12);
      return (
        0.12 *
        min(1, (t % BEAT) / 0.01) *
        [-1, 0, 1].reduce((sum, voice) => sum + harmonics(hz * (1 + 0.004 * voice + 0.003 * side), t, 8, 0.8), 0)
      );
    }),
  /** Noise that swells by 26 dB and brightens over the whole length, different on both sides. */
  riser: (seconds) => {
    const sides = [noiseOf(3), noiseOf(4)].map((noise) => ({ dull: averaged(noise), bright: highPassed(noise) }));
    return stereo(seconds, (t, side, i) => {
      const { dull, bright } = sides[side < 0 ? 0 : 1];
      const share = t / seconds;
      return 0.3 * (0.05 + 0.95 * share ** 2) * ((1 - share) * dull(i) + share ** 3 * bright(i));
    });
  },
};

/** Sum of signals; what is shorter ends in silence. */
export function mixed(...signals: StereoSignal[]): StereoSignal {
  const frames = Math.max(...signals.map(({ left }) => left.length));
  const sum = {
    sampleRateHz: signals[0].sampleRateHz,
    left: new Float32Array(frames),
    right: new Float32Array(frames),
  };
  for (const { left, right } of signals) {
    left.forEach((value, i) => (sum.left[i] += value));
    right.forEach((value, i) => (sum.right[i] += value));
  }
  return sum;
}

export function mapped(signal: StereoSignal, change: (value: number, i: number) => number): StereoSignal {
  return { ...signal, left: signal.left.map(change), right: signal.right.map(change) };
}

/** Silence in front. */
export function delayed({ sampleRateHz, left, right }: StereoSignal, frames: number): StereoSignal {
  const later = (samples: Float32Array) =>
    Float32Array.from({ length: samples.length + frames }, (_, i) => (i < frames ? 0 : samples[i - frames]));
  return { sampleRateHz, left: later(left), right: later(right) };
}

function every(period: number, offset: number, note: (t: number, i: number) => number) {
  return (t: number, i: number) => (t < offset ? 0 : note((t - offset) % period, i));
}

/** Sum of n harmonics falling with 1/n^slope, by sin((n+1)x) = 2·cos(x)·sin(nx) − sin((n−1)x). */
function harmonics(hz: number, t: number, count: number, slope: number): number {
  const x = 2 * PI * hz * t;
  const twice = 2 * cos(x);
  let before = 0;
  let current = sin(x);
  let sum = 0;
  for (let n = 1; n <= count; n++) {
    sum += current * n ** -slope;
    const next = twice * current - before;
    before = current;
    current = next;
  }
  return sum;
}

function mono(seconds: number, wave: (t: number, i: number) => number): StereoSignal {
  const left = Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => wave(i / RATE, i));
  return { sampleRateHz: RATE, left, right: left.slice() };
}

function stereo(seconds: number, wave: (t: number, side: -1 | 1, i: number) => number): StereoSignal {
  const side = (which: -1 | 1) =>
    Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => wave(i / RATE, which, i));
  return { sampleRateHz: RATE, left: side(-1), right: side(1) };
}

/** White noise of ±1 that depends on the sample's number and the seed alone (an integer hash). */
export function noiseOf(seed: number): (i: number) => number {
  return (i) => {
    let hash = imul(i ^ imul(seed, 0x9e3779b1), 0x85ebca6b);
    hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 31 - 1;
  };
}

/** Mean of 16: falls from 1.4 kHz on. */
function averaged(noise: (i: number) => number): (i: number) => number {
  return (i) => {
    let sum = 0;
    for (let k = 0; k < 16; k++) sum += noise(i - k);
    return sum / 4;
  };
}

/** Third difference: rises by 18 dB an octave. */
function highPassed(noise: (i: number) => number): (i: number) => number {
  return (i) => (noise(i) - 3 * noise(i - 1) + 3 * noise(i - 2) - noise(i - 3)) / 4;
}

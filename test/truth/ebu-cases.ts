/** The test signals of EBU Tech 3341 and 3342 that a recipe defines; 3341-7/8 and 3342-5/6 are recordings. */

// A look-up of a global is slow inside jest's sandbox; these loops run millions of times.
const { sin, min, PI } = Math;

/** The channel layouts of the cases, and what the power of each channel counts (ITU-R BS.1770-5). */
const STEREO_WEIGHTS: readonly number[] = [1, 1];
const SURROUND_WEIGHTS: readonly number[] = [1, 1, 1, 0, 1.41, 1.41];

/** A 1 kHz sine of a level (dBFS of its peak, a number a channel; −∞ is silence) for a time. */
export interface Stretch {
  levels: readonly number[];
  seconds: number;
}

export interface LoudnessCase {
  name: string;
  /** What is read: a single number, or a reading that must hold from a moment on. */
  read: 'integrated' | 'range' | 'momentaryMax' | 'shortTermMax' | 'momentary' | 'shortTerm';
  /** For readings that must hold: the first moment at which they do. */
  fromSeconds: number;
  expected: number;
  tolerance: number;
  weights: readonly number[];
  stretches: readonly Stretch[];
}

type Plain = readonly (readonly [levelDb: number, seconds: number])[];

function loudnessCase(
  name: string,
  read: LoudnessCase['read'],
  expected: number,
  stretches: Plain,
  fromSeconds = 0,
): LoudnessCase {
  return {
    name,
    read,
    fromSeconds,
    expected,
    tolerance: read === 'range' ? 1 : 0.1,
    weights: STEREO_WEIGHTS,
    stretches: stretches.map(([level, seconds]) => ({ levels: [level, level], seconds })),
  };
}

function repeated(count: number, stretches: Plain): Plain {
  return Array.from({ length: count }, () => stretches).flat();
}

const TWENTY = Array.from({ length: 20 }, (_, i) => i + 1);
const SILENCE = -Infinity;

/** Tech 3341, case 6: the levels of L, R, C, LFE, Ls, Rs. The standard asks that LFE be ignored, so here it roars. */
const SURROUND_CASE: LoudnessCase = {
  ...loudnessCase('3341-6', 'integrated', -23, []),
  weights: SURROUND_WEIGHTS,
  stretches: [{ levels: [-28, -28, -24, -6, -30, -30], seconds: 20 }],
};

export const LOUDNESS_CASES: readonly LoudnessCase[] = [
  loudnessCase('3341-1', 'integrated', -23, [[-23, 20]]),
  loudnessCase('3341-1', 'momentary', -23, [[-23, 20]]),
  loudnessCase('3341-1', 'shortTerm', -23, [[-23, 20]]),
  loudnessCase('3341-2', 'integrated', -33, [[-33, 20]]),
  loudnessCase('3341-2', 'momentary', -33, [[-33, 20]]),
  loudnessCase('3341-2', 'shortTerm', -33, [[-33, 20]]),
  loudnessCase('3341-3', 'integrated', -23, [
    [-36, 10],
    [-23, 60],
    [-36, 10],
  ]),
  loudnessCase('3341-4', 'integrated', -23, [
    [-72, 10],
    [-36, 10],
    [-23, 60],
    [-36, 10],
    [-72, 10],
  ]),
  loudnessCase('3341-5', 'integrated', -23, [
    [-26, 20],
    [-20, 20.1],
    [-26, 20],
  ]),
  SURROUND_CASE,
  loudnessCase(
    '3341-9',
    'shortTerm',
    -23,
    repeated(5, [
      [-20, 1.34],
      [-30, 1.66],
    ]),
  ),
  ...TWENTY.map((i) =>
    loudnessCase(`3341-10-${i}`, 'shortTermMax', -23, [
      [SILENCE, i * 0.15],
      [-23, 3],
      [SILENCE, 1],
    ]),
  ),
  ...TWENTY.map((i) =>
    loudnessCase(`3341-11-${i}`, 'shortTermMax', -39 + i, [
      [SILENCE, i * 0.15],
      [-39 + i, 3],
      [SILENCE, 3 - i * 0.15],
    ]),
  ),
  loudnessCase(
    '3341-12',
    'momentary',
    -23,
    repeated(25, [
      [-20, 0.18],
      [-30, 0.22],
    ]),
    1,
  ),
  ...TWENTY.map((i) =>
    loudnessCase(`3341-13-${i}`, 'momentaryMax', -23, [
      [SILENCE, i * 0.02],
      [-23, 0.4],
      [SILENCE, 1],
    ]),
  ),
  ...TWENTY.map((i) =>
    loudnessCase(`3341-14-${i}`, 'momentaryMax', -39 + i, [
      [SILENCE, i * 0.02],
      [-39 + i, 0.4],
      [SILENCE, 0.4 - i * 0.02],
    ]),
  ),
  loudnessCase('3342-1', 'range', 10, [
    [-20, 20],
    [-30, 20],
  ]),
  loudnessCase('3342-2', 'range', 5, [
    [-20, 20],
    [-15, 20],
  ]),
  loudnessCase('3342-3', 'range', 20, [
    [-40, 20],
    [-20, 20],
  ]),
  loudnessCase('3342-4', 'range', 15, [
    [-50, 20],
    [-35, 20],
    [-20, 20],
    [-35, 20],
    [-50, 20],
  ]),
];

/**
 * The length of a sine's tile: every stretch of every case is a whole number of them, and 1 kHz has ten periods in it.
 */
const TILE_SECONDS = 0.01;

/**
 * A case's signal in pieces of at most a second, all channels of each; the sine goes on from piece to piece. The rate
 * must be a multiple of 100 Hz.
 */
export function* piecesOf(stretches: readonly Stretch[], sampleRateHz: number): Generator<Float32Array[]> {
  const tile = sampleRateHz * TILE_SECONDS;
  const wave = Float32Array.from({ length: tile }, (_, n) => sin((2 * PI * 1000 * n) / sampleRateHz));
  for (const { levels, seconds } of stretches) {
    const frames = Math.round(seconds / TILE_SECONDS) * tile;
    const pieces = levels.map((level) => tiled(wave, 10 ** (level / 20), min(frames, sampleRateHz)));
    for (let left = frames; left > 0; left -= sampleRateHz) yield pieces.map((samples) => samples.subarray(0, left));
  }
}

/** A wave over and over, at an amplitude. */
function tiled(wave: Float32Array, amplitude: number, frames: number): Float32Array {
  const samples = new Float32Array(frames);
  if (amplitude === 0) return samples;
  samples.set(wave.map((value) => value * amplitude));
  for (let done = wave.length; done < frames; done *= 2) samples.copyWithin(done, 0, frames - done);
  return samples;
}

export interface PeakCase {
  name: string;
  expected: number;
  above: number;
  below: number;
  signal: (sampleRateHz: number) => Float32Array;
}

/** What Tech 3341 allows a true-peak reading. */
const PEAK_TOLERANCE = { above: 0.2, below: 0.4 };

export const PEAK_CASES: readonly PeakCase[] = [
  steadyPeak('3341-15', 4, 0, 0.5, -6),
  steadyPeak('3341-16', 4, 45, 0.5, -6),
  steadyPeak('3341-17', 6, 60, 0.5, -6),
  steadyPeak('3341-18', 8, 67.5, 0.5, -6),
  steadyPeak('3341-19', 4, 45, 1.41, 3),
  ...[0, 1, 2, 3].map((offset): PeakCase => ({
    name: `3341-${20 + offset}`,
    expected: 0,
    ...PEAK_TOLERANCE,
    signal: (rate) => faded(burstAtOffset(rate, offset), rate),
  })),
];

/** A sine of a whole part of the rate, whose crests lie between the samples. */
function steadyPeak(name: string, divisor: number, degrees: number, amplitude: number, expected: number): PeakCase {
  const phase = (degrees * PI) / 180;
  const signal = (rate: number): Float32Array =>
    faded(
      Float32Array.from({ length: rate / 2 }, (_, n) => amplitude * sin((2 * PI * n) / divisor + phase)),
      rate,
    );
  return { name, expected, ...PEAK_TOLERANCE, signal };
}

/** Fades of 50 ms at both ends, so that the cases test the sine and not its switching on. */
function faded(signal: Float32Array, sampleRateHz: number): Float32Array {
  const fade = 0.05 * sampleRateHz;
  return signal.map((value, n) => value * min(1, n / fade, (signal.length - 1 - n) / fade));
}

/** One period of fs/4 with amplitude 1 inside fs/6 with 0.5, made at four times the rate, low-passed and decimated. */
function burstAtOffset(rate: number, offset: number): Float32Array {
  const frames = Math.round(0.8 * rate);
  const start = Math.round(frames / 2 / 24) * 24;
  const signal = Float64Array.from({ length: frames }, (_, n) => {
    const inside = n >= start && n < start + 16;
    return inside ? sin((2 * PI * (n - start)) / 16) : 0.5 * sin((2 * PI * n) / 24);
  });
  const half = 128;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, tap) => {
    const x = (tap - half) / 4;
    const sinc = x === 0 ? 1 : sin(PI * x) / (PI * x);
    return (sinc / 4) * (0.5 + 0.5 * Math.cos((PI * (tap - half)) / (half + 1)));
  });
  return Float32Array.from({ length: Math.floor((frames - 2 * half - offset) / 4) }, (_, n) => {
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap++) sum += taps[tap] * signal[4 * n + offset + tap];
    return sum;
  });
}

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureStemDefects } from '../../src/analysis/stem-defects.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { RATE_HZ, sine, whiteNoise } from './signals.ts';

function mono(samples: Float32Array): StereoSignal {
  return { sampleRateHz: RATE_HZ, left: samples, right: samples };
}

function cornersOf(samples: Float32Array): number {
  return measureStemDefects(mono(samples)).flatTops.corners / 2;
}

const clip = (samples: Float32Array, ceiling: number): Float32Array =>
  samples.map((sample) => Math.max(-ceiling, Math.min(ceiling, sample)));

/** A sum of a few sines of a second, as an instrument's waveform. */
const waveform = fc
  .array(fc.tuple(fc.double({ min: 30, max: 6000, noNaN: true }), fc.double({ min: 0.05, max: 0.3, noNaN: true })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((partials) => {
    const samples = new Float32Array(RATE_HZ);
    for (const [hz, level] of partials) sine(hz, 1, level).forEach((value, n) => (samples[n] += value));
    return samples;
  });

describe('flat tops', () => {
  test.each([61.7, 223.3, 1007])('of the two corners a period of a clipped sine of %p Hz, most are found', (hz) => {
    const corners = cornersOf(clip(sine(hz, 1, 0.8), 0.4));
    expect(corners / (2 * hz)).toBeGreaterThan(0.6);
    expect(corners / (2 * hz)).toBeLessThanOrEqual(1);
  });

  test('are found after any gain, in 16 bits, and on either channel alone', () => {
    const clipped = clip(sine(220, 1, 0.9), 0.5);
    const inSteps = clipped.map((sample) => Math.round(0.37 * sample * 2 ** 15) / 2 ** 15);
    expect(cornersOf(inSteps)).toBeGreaterThan(250);
    const { flatTops } = measureStemDefects({ sampleRateHz: RATE_HZ, left: clipped, right: sine(220, 1, 0.3) });
    expect(flatTops.corners).toBeGreaterThan(250);
    expect(flatTops.ceiling).toBeCloseTo(0.5, 6);
    // Two thirds of a sine lie above half its peak: arcsin.
    const share = 1 - (2 / Math.PI) * Math.asin(0.5 / 0.9);
    expect(flatTops.share).toBeCloseTo(share / 2, 2);
  });

  test('no waveform without a ceiling has any, in floats or in 16 bits', () => {
    fc.assert(
      fc.property(waveform, (samples) => {
        expect(cornersOf(samples)).toBeLessThanOrEqual(1);
        const inSteps = samples.map((sample) => Math.round(sample * 2 ** 15) / 2 ** 15);
        expect(cornersOf(inSteps)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  test('a saturator, however hard it is driven, has none', () => {
    for (const drive of [1, 3, 10, 40]) {
      for (const hz of [55, 220, 880, 3520]) {
        expect(cornersOf(sine(hz, 1, 1).map((sample) => Math.tanh(drive * sample)))).toBe(0);
      }
    }
  });

  test('square waves, held samples and silence have none', () => {
    expect(cornersOf(sine(110, 1, 1).map((sample) => 0.5 * Math.sign(sample)))).toBe(0);
    const held = sine(330, 1, 0.7);
    expect(cornersOf(held.map((_, n) => held[n - (n % 6)]))).toBe(0);
    expect(measureStemDefects(mono(new Float32Array(RATE_HZ))).flatTops).toEqual({ corners: 0, share: 0, ceiling: 0 });
  });

  test('begin anew with a higher peak: only what is cut at the very top counts', () => {
    const samples = clip(sine(220, 1, 0.9), 0.5);
    samples[30_000] = 0.8;
    expect(cornersOf(samples)).toBe(0);
  });
});

test('the offset is the mean of each channel, with its sign', () => {
  const { dcOffset } = measureStemDefects({
    sampleRateHz: RATE_HZ,
    left: sine(100, 1, 0.3).map((sample) => sample + 0.03),
    right: sine(100, 1, 0.3).map((sample) => sample - 0.01),
  });
  expect(dcOffset.left).toBeCloseTo(0.03, 5);
  expect(dcOffset.right).toBeCloseTo(-0.01, 5);
});

test('the correlation is 1 for mono, −1 for an inverted side, 0 for unrelated sides and for one that is silent', () => {
  const one = whiteNoise(2, 1);
  const of = (left: Float32Array, right: Float32Array): number =>
    measureStemDefects({ sampleRateHz: RATE_HZ, left, right }).correlation;
  expect(of(one, one)).toBeCloseTo(1, 6);
  expect(
    of(
      one,
      one.map((sample) => -0.5 * sample),
    ),
  ).toBeCloseTo(-1, 6);
  expect(Math.abs(of(one, whiteNoise(2, 2)))).toBeLessThan(0.02);
  expect(of(one, new Float32Array(one.length))).toBe(0);
});

describe('a noise floor', () => {
  const SECONDS = 16;
  /** 220.5 Hz: one period is a whole number of samples, so that it need be made only once. */
  const PERIOD = 200;
  /** A note every second that falls by 52 dB until the next. */
  const notes = (harmonics: number): Float32Array => {
    const period = Float32Array.from({ length: PERIOD }, (_, n) => {
      let sum = 0;
      for (let h = 1; h <= harmonics; h++) sum += (0.2 / h) * Math.sin((2 * Math.PI * h * n) / PERIOD);
      return sum;
    });
    return new Float32Array(SECONDS * RATE_HZ).map((_, n) => period[n % PERIOD] * decay[n % RATE_HZ]);
  };
  const decay = Float32Array.from({ length: RATE_HZ }, (_, n) => Math.exp((-6 * n) / RATE_HZ));
  const withNoise = (samples: Float32Array, amplitude: number): Float32Array => {
    const noise = whiteNoise(SECONDS, 5, amplitude);
    return samples.map((sample, n) => sample + noise[n]);
  };
  const floorOf = (samples: Float32Array) => measureStemDefects(mono(samples)).noiseFloor;

  test('is as loud as it is, and stands alone where the instrument ends', () => {
    // White noise of ±a has a²/3; 12 of 22.05 kHz lie between 4 and 16 kHz.
    const floor = floorOf(withNoise(notes(8), 0.02));
    expect(floor?.levelDb).toBeCloseTo(10 * Math.log10((0.02 ** 2 / 3) * (12 / 22.05)), 0);
    expect(floor?.aloneFromHz).toBeGreaterThan(1760);
    expect(floor?.aloneFromHz).toBeLessThan(2600);
  });

  test('has no place of its own beside an instrument that reaches to the top', () => {
    const floor = floorOf(withNoise(notes(90), 0.004));
    expect(floor).toBeDefined();
    expect(floor?.aloneFromHz ?? Infinity).toBeGreaterThan(12_000);
  });

  test('is none where nothing goes on in the rests, or it goes with the notes', () => {
    expect(floorOf(notes(8))).toBeUndefined();
    expect(floorOf(notes(90))).toBeUndefined();
    const breath = whiteNoise(SECONDS, 5, 0.02);
    expect(floorOf(notes(8).map((value, n) => value + breath[n] * decay[n % RATE_HZ]))).toBeUndefined();
  });

  test('is none in what never rests, in dither, and in silence', () => {
    expect(floorOf(withNoise(sine(220, SECONDS, 0.2), 0.02))).toBeUndefined();
    expect(floorOf(withNoise(notes(8), 2 ** -15))).toBeUndefined();
    expect(floorOf(new Float32Array(RATE_HZ))).toBeUndefined();
  });
});

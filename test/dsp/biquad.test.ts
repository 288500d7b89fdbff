import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bandPass,
  bell,
  Biquad,
  butterworthQs,
  highPass,
  highShelf,
  lowPass,
  lowShelf,
  magnitudeAt,
  notch,
  type BiquadDesign,
} from '../../src/dsp/biquad.ts';
import { amplitudeToDb } from '../../src/dsp/decibels.ts';

const centres = fc.record({
  rate: fc.constantFrom(22050, 44100, 48000, 96000, 192000),
  share: fc.double({ min: 0.0005, max: 0.45, noNaN: true }),
  q: fc.double({ min: 0.1, max: 18, noNaN: true }),
  gainDb: fc.double({ min: -15, max: 15, noNaN: true }),
});

function decibelsAt(design: BiquadDesign, at: number, q: number, gainDb: number, rate: number, centre: number): number {
  return amplitudeToDb(magnitudeAt(design(rate, centre, q, gainDb), at, rate));
}

describe('the cookbook designs', () => {
  test('read what their formulas promise at 0 Hz, at the centre and at Nyquist', () => {
    fc.assert(
      fc.property(centres, ({ rate, share, q, gainDb }) => {
        const centre = share * rate;
        const read = (design: BiquadDesign, at: number): number => decibelsAt(design, at, q, gainDb, rate, centre);
        expect(read(lowPass, 0)).toBeCloseTo(0, 6);
        expect(read(lowPass, centre)).toBeCloseTo(amplitudeToDb(q), 4);
        expect(read(highPass, rate / 2)).toBeCloseTo(0, 6);
        expect(read(highPass, centre)).toBeCloseTo(amplitudeToDb(q), 4);
        expect(read(bandPass, centre)).toBeCloseTo(0, 4);
        expect(read(bell, centre)).toBeCloseTo(gainDb, 4);
        expect(read(bell, 0)).toBeCloseTo(0, 4);
        expect(read(bell, rate / 2)).toBeCloseTo(0, 4);
        expect(read(lowShelf, 0)).toBeCloseTo(gainDb, 4);
        expect(read(lowShelf, centre)).toBeCloseTo(gainDb / 2, 4);
        expect(read(lowShelf, rate / 2)).toBeCloseTo(0, 4);
        expect(read(highShelf, 0)).toBeCloseTo(0, 4);
        expect(read(highShelf, centre)).toBeCloseTo(gainDb / 2, 4);
        expect(read(highShelf, rate / 2)).toBeCloseTo(gainDb, 4);
        expect(read(notch, centre)).toBeLessThan(-100);
      }),
    );
  });

  test('are the bilinear transform of the analogue low-pass', () => {
    const [rate, centre, q] = [48000, 3000, 1.4];
    const warp = (hz: number): number => Math.tan((Math.PI * hz) / rate) / Math.tan((Math.PI * centre) / rate);
    for (const hz of [20, 500, 3000, 9000, 20000]) {
      const w = warp(hz);
      const analogue = 1 / Math.hypot(1 - w * w, w / q);
      expect(magnitudeAt(lowPass(rate, centre, q), hz, rate)).toBeCloseTo(analogue, 10);
    }
  });

  test('stay finite at and above Nyquist', () => {
    for (const design of [lowPass, highPass, bandPass, notch, bell, lowShelf, highShelf]) {
      for (const value of Object.values(design(22050, 20000, 0.7, 6))) expect(Number.isFinite(value)).toBe(true);
    }
  });

  test('in a Butterworth cascade are 3 dB down at the corner, whatever the order', () => {
    for (const order of [2, 4, 8]) {
      const gain = butterworthQs(order).reduce(
        (product, q) => product * magnitudeAt(lowPass(48000, 1000, q), 1000, 48000),
        1,
      );
      expect(gain).toBeCloseTo(Math.SQRT1_2, 9);
    }
  });
});

describe('Biquad', () => {
  test('gives a sine the gain that magnitudeAt states', () => {
    const coefficients = bell(44100, 1000, 2, -9);
    const samples = Float64Array.from({ length: 44100 }, (_, n) => Math.sin((2 * Math.PI * 800 * n) / 44100));
    new Biquad(coefficients).process(samples);
    const lastTenth = samples.subarray(39690);
    const rms = Math.sqrt(lastTenth.reduce((sum, value) => sum + value * value, 0) / lastTenth.length);
    expect(rms * Math.SQRT2).toBeCloseTo(magnitudeAt(coefficients, 800, 44100), 6);
  });

  test('does not care how the signal is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 200 }), fc.nat(200), (values, cut) => {
        const whole = Float32Array.from(values, (value) => value / 1000);
        const parts = whole.slice();
        const coefficients = highPass(48000, 300, 0.7);
        new Biquad(coefficients).process(whole);
        const filter = new Biquad(coefficients);
        filter.process(parts.subarray(0, cut));
        filter.process(parts.subarray(cut));
        expect(parts).toEqual(whole);
      }),
    );
  });

  test('ends in exact zeros after silence, without denormal numbers', () => {
    const filter = new Biquad(lowPass(48000, 30, 0.7));
    filter.process(Float32Array.of(1));
    const tail = new Float64Array(48000);
    for (let second = 0; second < 8; second++) filter.process(tail.fill(0));
    expect(tail.every((value) => value === 0)).toBe(true);
  });

  test('forgets by reset', () => {
    const filter = new Biquad(bandPass(48000, 500, 3));
    filter.process(Float32Array.of(1, -1, 1));
    filter.reset();
    const silence = new Float32Array(8);
    filter.process(silence);
    expect(silence).toEqual(new Float32Array(8));
  });
});

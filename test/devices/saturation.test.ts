import { describe, expect, test } from '@jest/globals';
import { SATURATOR } from '../../src/devices/saturator.ts';
import { DRUM_BUSS } from '../../src/devices/drum-buss.ts';
import type { DeviceModel, DeviceSettings } from '../../src/devices/device-model.ts';
import { gainDbFromImpulse, noise, power, sine, through } from './signals.ts';

const RATE = 44_100;
/** Half a second to settle, then ten whole cycles of the tone, so that harmonics fall on whole bins. */
const SETTLED = RATE / 2;
const FRAMES = RATE / 10;
const TONE_HZ = 100;

/** Amplitudes of the first harmonics (index 1 is the tone) of a sine sent through a device. */
function harmonics(device: DeviceModel, settings: DeviceSettings, amplitude: number, hz = TONE_HZ): number[] {
  const { left } = through(device.createProcessor(settings, RATE), sine(hz, RATE, SETTLED + FRAMES, amplitude));
  return [0, 1, 2, 3, 4, 5].map((harmonic) => {
    let [re, im] = [0, 0];
    for (let n = 0; n < FRAMES; n++) {
      const angle = (2 * Math.PI * harmonic * hz * n) / RATE;
      re += left[SETTLED + n] * Math.cos(angle);
      im += left[SETTLED + n] * Math.sin(angle);
    }
    return (2 * Math.hypot(re, im)) / FRAMES;
  });
}

/** The Bessel function of the first kind by its integral, J_n(x) = 1/π ∫ cos(nθ − x sin θ) dθ. */
function bessel(order: number, x: number): number {
  const steps = 2000;
  let sum = 0;
  for (let n = 0; n < steps; n++) {
    const theta = ((n + 0.5) * Math.PI) / steps;
    sum += Math.cos(order * theta - x * Math.sin(theta));
  }
  return sum / steps;
}

describe('Saturator', () => {
  const saturator = (settings: DeviceSettings, amplitude = 0.8): number[] => harmonics(SATURATOR, settings, amplitude);

  test('leaves a quiet sound as it is, and every curve makes odd harmonics only', () => {
    const input = noise(500, 3, 0.69);
    expect(through(SATURATOR.createProcessor({}, RATE), input)).toEqual(input);
    for (const Type of ['Analog Clip', 'Soft Sine', 'Bass Shaper', 'Medium Curve', 'Hard Curve', 'Sinoid Fold']) {
      const [dc, , second, third, fourth] = saturator({ Type, Drive: 6 });
      for (const even of [dc, second, fourth]) expect(even).toBeLessThan(1e-6);
      expect(third).toBeGreaterThan(1e-3);
    }
  });

  test('Sinoid Fold is sin(½π·x): its harmonics are Bessel functions of the drive', () => {
    for (const [drive, amplitude] of [
      [0, 0.5],
      [6, 0.8],
      [12, 0.9],
    ] as const) {
      const depth = (Math.PI / 2) * amplitude * 10 ** (drive / 20);
      const found = saturator({ Type: 'Sinoid Fold', Drive: drive }, amplitude);
      for (const order of [1, 3, 5]) expect(found[order]).toBeCloseTo(Math.abs(2 * bessel(order, depth)), 5);
    }
  });

  test('Digital Clip cuts a sine at full scale: the Fourier series of a clipped sine', () => {
    const amplitude = 0.8 * 10 ** (12 / 20);
    const found = saturator({ Type: 'Digital Clip', Drive: 12 });
    // sin θ clipped at A·sin φ = 1: b₁ = (2A/π)(φ + sin φ cos φ), b₃ = (4A/3π)·sin φ cos³ φ … in closed form.
    const phi = Math.asin(1 / amplitude);
    expect(found[1]).toBeCloseTo(((2 * amplitude) / Math.PI) * (phi + Math.sin(phi) * Math.cos(phi)), 3);
    expect(found[3]).toBeCloseTo(((4 * amplitude) / (3 * Math.PI)) * Math.sin(phi) * Math.cos(phi) ** 3, 3);
  });

  test('Medium Curve is 2x − x|x|: third harmonic 8/15π of the square of the level', () => {
    const found = saturator({ Type: 'Medium Curve' }, 0.6);
    expect(found[1]).toBeCloseTo(1.2 - (8 / (3 * Math.PI)) * 0.36, 5);
    expect(found[3]).toBeCloseTo((8 / (15 * Math.PI)) * 0.36, 5);
  });

  test('WS Curve gives a full-scale sine exactly its third harmonic, WS Drive fades it in', () => {
    const free = { Type: 'Waveshaper', 'WS Linearity': 25, 'WS Curve': 30 };
    const found = harmonics(SATURATOR, free, 1);
    expect(found[1]).toBeCloseTo(0.5, 4);
    expect(found[3]).toBeCloseTo(0.3, 4);
    expect(harmonics(SATURATOR, { ...free, 'WS Drive': 0 }, 1)[3]).toBeLessThan(1e-6);
    const gated = { Type: 'Waveshaper', 'WS Curve': 0, 'WS Damp': 100 };
    expect(harmonics(SATURATOR, gated, 0.02)[1]).toBeLessThan(0.001);
    const rippled = { Type: 'Waveshaper', 'WS Linearity': 0, 'WS Curve': 0, 'WS Depth': 50 };
    // ½·sin(π·sin θ): its tone is J₁(π).
    expect(harmonics(SATURATOR, rippled, 1)[1]).toBeCloseTo(bessel(1, Math.PI), 4);
  });

  test('Bass Shaper is straight below its threshold and stays within full scale', () => {
    const quiet = saturator({ Type: 'Bass Shaper', Threshold: -6 }, 0.5);
    expect(quiet[1]).toBeCloseTo(0.5, 6);
    expect(quiet[3]).toBeLessThan(1e-7);
    const loud = through(SATURATOR.createProcessor({ Type: 'Bass Shaper', Drive: 36 }, RATE), sine(100, RATE, 2000, 1));
    expect(Math.max(...loud.left)).toBeLessThanOrEqual(1);
  });

  test('Color boosts a band into the curve and takes it out again: nothing is left of it while the curve is straight', () => {
    const color = { 'Color Amt Low': -50, 'Color Amt Hi': 80, 'Color Freq': 2000 };
    for (const hz of [50, 500, 2000, 8000]) {
      const quiet = SATURATOR.createProcessor({ ...color, Drive: -30 }, RATE);
      expect(gainDbFromImpulse(quiet, hz, RATE, 2 ** 13)).toBeCloseTo(-30, 2);
    }
    const driven = (settings: DeviceSettings): number => harmonics(SATURATOR, settings, 0.6, 2000)[3];
    expect(driven(color)).toBeGreaterThan(20 * driven({}) + 0.01);
    expect(driven({ ...color, 'Color On': 'Off' })).toBe(driven({}));
  });

  test('dry/wet, output, post clip and the filter against a constant', () => {
    const half = saturator({ Type: 'Digital Clip', Drive: 20, 'Dry/Wet': 0 }, 0.8);
    expect(half[1]).toBeCloseTo(0.8, 6);
    expect(saturator({ Output: -6 }, 0.5)[1]).toBeCloseTo(0.5 * 10 ** -0.3, 6);
    const clipped = through(
      SATURATOR.createProcessor(
        { Type: 'Analog Clip', 'Dry/Wet': 0, 'Post Clip Mode': 'Hard Clip', Output: -12 },
        RATE,
      ),
      sine(100, RATE, 1000, 3),
    );
    expect(Math.max(...clipped.left)).toBeCloseTo(10 ** -0.6, 6);
    const offset = { left: new Float32Array(RATE).fill(0.2), right: new Float32Array(RATE).fill(0.2) };
    const { left } = through(SATURATOR.createProcessor({ 'Pre Dc Filter': 'On' }, RATE), offset);
    expect(Math.abs(left[RATE - 1])).toBeLessThan(1e-6);
  });
});

describe('Drum Buss', () => {
  /** A wire but for what a test sets. */
  const CLEAN = { Drive: 0, 'Damping Freq': 20_000 };

  test('Damp is a low-pass at the frequency shown; without drive the rest is a wire', () => {
    const gainDb = (hz: number): number =>
      gainDbFromImpulse(DRUM_BUSS.createProcessor({ ...CLEAN, 'Damping Freq': 5000 }, RATE), hz, RATE, 2 ** 12);
    expect(gainDb(5000)).toBeCloseTo(-3.01, 2);
    expect(gainDb(200)).toBeCloseTo(0, 2);
    const trimmed = DRUM_BUSS.createProcessor({ ...CLEAN, Trim: -6, Output: 2 }, RATE);
    expect(gainDbFromImpulse(trimmed, 300, RATE, 2 ** 12)).toBeCloseTo(-4, 1);
  });

  test('more drive makes more harmonics, of every type, and Soft keeps full scale where it is', () => {
    for (const type of ['Soft', 'Medium', 'Hard']) {
      const third = [10, 40, 90].map((Drive) => {
        const found = harmonics(DRUM_BUSS, { ...CLEAN, 'Drive Type': type, Drive }, 0.9);
        // What is left are odd harmonics folded back at half the rate, 441 tones up.
        expect(found[2]).toBeLessThan(1e-3 * found[3]);
        return found[3] / found[1];
      });
      expect(third[0]).toBeLessThan(third[1]);
      expect(third[1]).toBeLessThan(third[2]);
    }
    const soft = through(DRUM_BUSS.createProcessor({ ...CLEAN, Drive: 60 }, RATE), sine(100, RATE, 4410, 1));
    expect(Math.max(...soft.left)).toBeCloseTo(1, 2);
  });

  test('Crunch distorts mids and highs and leaves lows alone', () => {
    const crunch = { ...CLEAN, Crunch: 60 };
    const share = (hz: number): number => {
      const found = harmonics(DRUM_BUSS, crunch, 0.5, hz);
      return found[3] / found[1];
    };
    expect(share(3000)).toBeGreaterThan(0.05);
    expect(share(50)).toBeLessThan(0.01);
  });

  test('Transients raise onsets either way; what rings after them comes up or goes down', () => {
    // Decaying noise bursts above the corner, 300 ms apart.
    const burst = noise(RATE, 11, 0.5);
    for (let n = 0; n < RATE; n++) {
      const envelope = Math.exp(-(n % 13_230) / 3000);
      burst.left[n] *= envelope;
      burst.right[n] *= envelope;
    }
    const changeDb = (amount: number, fromMs: number, toMs: number): number => {
      const { left } = through(DRUM_BUSS.createProcessor({ ...CLEAN, Transients: amount }, RATE), burst);
      const { left: plain } = through(DRUM_BUSS.createProcessor(CLEAN, RATE), burst);
      const [from, to] = [fromMs, toMs].map((ms) => 13_230 + Math.round((ms / 1000) * RATE));
      return 10 * Math.log10(power(left.subarray(from, to)) / power(plain.subarray(from, to)));
    };
    expect(changeDb(0.8, 2, 12)).toBeGreaterThan(2);
    expect(changeDb(-0.8, 2, 12)).toBeGreaterThan(2);
    expect(changeDb(0.8, 150, 280)).toBeGreaterThan(1);
    expect(changeDb(-0.8, 150, 280)).toBeLessThan(-1);
  });

  test('Boom rings at its frequency, as long as Decay says', () => {
    const click = { left: new Float32Array(RATE), right: new Float32Array(RATE) };
    click.left.fill(0.5, 0, 200);
    click.right.fill(0.5, 0, 200);
    const boom = (decay: number): Float32Array => {
      const settings = { ...CLEAN, 'Boom Amt': 100, 'Boom Freq': 60, 'Boom Decay': decay, 'Boom Audition': 'On' };
      return through(DRUM_BUSS.createProcessor(settings, RATE), click).left;
    };
    const long = boom(100);
    // 0.8 s for 60 dB: between 0.2 and 0.4 s it falls by 15 dB.
    const fallDb = 10 * Math.log10(power(long.subarray(8820, 13_230)) / power(long.subarray(17_640, 22_050)));
    expect(fallDb).toBeGreaterThan(13);
    expect(fallDb).toBeLessThan(17);
    let crossings = 0;
    for (let n = 4410; n < 26_460; n++) if (long[n - 1] < 0 && long[n] >= 0) crossings++;
    expect(Math.abs(crossings - 30)).toBeLessThanOrEqual(1);
    expect(power(boom(0).subarray(8820))).toBeLessThan(1e-6 * power(long.subarray(8820)));
  });

  test('the compressor raises quiet sounds by its makeup and holds loud ones back', () => {
    const level = (amplitude: number): number =>
      20 * Math.log10(harmonics(DRUM_BUSS, { ...CLEAN, 'Compressor On': 'On' }, amplitude)[1] / amplitude);
    expect(level(0.01)).toBeCloseTo(6, 1);
    expect(level(0.9)).toBeLessThan(-2);
  });
});

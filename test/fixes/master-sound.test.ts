import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { signalLoudness } from '../../src/dsp/signal-loudness.ts';
import { asLoudAs, driveAsMaster, renderMasterSound, type MasterSound } from '../../src/fixes/master-sound.ts';

const RATE = 44100;
const CENTRES = [62.5, 125, 250, 500, 1000, 2000, 4000, 8000, 16000];

function sine(hz: number, amplitude: number, seconds = 1): StereoSignal {
  const left = Float32Array.from(
    { length: RATE * seconds },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / RATE),
  );
  return { sampleRateHz: RATE, left, right: left.slice() };
}

function sound(fields: Partial<MasterSound> = {}): MasterSound {
  return {
    gainDb: 0,
    bandCentreHz: CENTRES,
    responseDb: new Float64Array(CENTRES.length),
    compression: undefined,
    limiting: undefined,
    ...fields,
  };
}

/** Level of the middle half, where no edge is heard, in dB re a full-scale sine. */
function levelDb({ left }: StereoSignal): number {
  const middle = left.subarray(left.length / 4, (3 * left.length) / 4);
  return 10 * Math.log10((2 * middle.reduce((sum, x) => sum + x * x, 0)) / middle.length);
}

describe('renderMasterSound', () => {
  test('a chain that does nothing gives the same samples', () => {
    const sum = sine(440, 0.5);
    expect(renderMasterSound(sum, sound())).toEqual(sum);
  });

  test('a response of equal values is a gain and keeps the time', () => {
    const sum = sine(440, 0.25);
    const made = renderMasterSound(sum, sound({ responseDb: new Float64Array(CENTRES.length).fill(-6) }));
    const gain = 10 ** (-6 / 20);
    for (let n = RATE / 4; n < RATE / 2; n++) expect(made.left[n]).toBeCloseTo(gain * sum.left[n], 4);
  });

  test.each([125, 500, 2000, 8000])('reads the response at %d Hz within 0.2 dB', (hz) => {
    const responseDb = Float64Array.from(CENTRES, (_, band) => [0, 2, 3, 1, -1, -2, 0, 3, 4][band]);
    const expected = responseDb[CENTRES.indexOf(hz)];
    const made = renderMasterSound(sine(hz, 0.25), sound({ responseDb }));
    expect(Math.abs(levelDb(made) - levelDb(sine(hz, 0.25)) - expected)).toBeLessThan(0.2);
  });

  test('never goes above the ceiling and stays in time', () => {
    const made = renderMasterSound(
      sine(1000, 1),
      sound({ gainDb: 6, limiting: { ceilingDb: -1, clipAboveDb: 3, releaseMs: 40 } }),
    );
    expect(made.left.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0)).toBeLessThanOrEqual(10 ** (-1 / 20) + 1e-6);
    expect(made.left).toHaveLength(RATE);
  });

  test('silence stays silence', () => {
    const silence = { sampleRateHz: RATE, left: new Float32Array(RATE), right: new Float32Array(RATE) };
    expect(renderMasterSound(silence, sound({ gainDb: 12, responseDb: Float64Array.from(CENTRES, () => 3) }))).toEqual(
      silence,
    );
  });
});

describe('asLoudAs', () => {
  // A sine of amplitude a at 1 kHz in both channels reads 20·log10(a) + 0 LUFS (BS.1770: −3.01 dB for one channel,
  // two channels, K = +0.7 dB − 0.691).
  const sum = sine(1000, 0.1, 4);

  test.each([
    ['nothing', undefined],
    ['a limiter', { ceilingDb: -1, clipAboveDb: Infinity, releaseMs: 40 }],
    ['a clipper', { ceilingDb: -1, clipAboveDb: 0, releaseMs: 40 }],
  ])('makes a signal as loud as wanted where %s is in its way', (_, limiting) => {
    expect(asLoudAs(sound({ limiting }), sum, -14).gainDb).toBeCloseTo(6, 1);
  });

  test('drives a clipper until a sine is as loud as the square that it becomes', () => {
    const limiting = { ceilingDb: -6, clipAboveDb: 0, releaseMs: 40 };
    const driven = asLoudAs(sound({ limiting }), sum, -5);
    // A clipped sine has lost tips: it takes more gain than the 15 dB of a free one.
    expect(driven.gainDb).toBeGreaterThan(15.2);
    const { left, right } = driveAsMaster(sum, driven);
    expect(Math.abs(signalLoudness(left, right, RATE) + 5)).toBeLessThan(0.1);
    expect(Math.max(...left.subarray(0, RATE))).toBeCloseTo(10 ** (-6 / 20), 6);
  });

  test('a loudness out of reach ends at a finite gain, and silence keeps its own', () => {
    const limiting = { ceilingDb: -20, clipAboveDb: Infinity, releaseMs: 40 };
    expect(Number.isFinite(asLoudAs(sound({ limiting }), sum, 0).gainDb)).toBe(true);
    const silence = { sampleRateHz: RATE, left: new Float32Array(RATE), right: new Float32Array(RATE) };
    expect(asLoudAs(sound({ gainDb: 3 }), silence, -14).gainDb).toBe(3);
  });
});

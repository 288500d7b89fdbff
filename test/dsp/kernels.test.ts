import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fastestMeters, REFERENCE_METERS, wasmMeters } from '../../src/dsp/kernels.ts';
import type { Meter, Meters, SpectrumListener } from '../../src/dsp/meters.ts';
import { DECIMATION, POOL_ROWS } from '../../src/dsp/spectra-plan.ts';
import { sine, whiteNoise } from './signals.ts';

const RATES = [8000, 22050, 44100, 48000, 96000];
const kernels = meters();

function meters(): Meters {
  const found = wasmMeters();
  if (found === undefined) throw new Error('Node 20 runs WebAssembly SIMD; the kernels are not valid.');
  return found;
}

/** Two channels of noise, partly in common, with a loud tone in one and a second of silence at the end. */
function testSignal(rate: number, seconds = 1.7): { left: Float32Array; right: Float32Array } {
  const tone = sine(rate / 50, 0.5, seconds, rate);
  const frames = tone.length;
  const [a, b] = [whiteNoise(0.1, frames, 11), whiteNoise(0.03, frames, 12)];
  const sounding = frames - 0.5 * rate;
  return {
    left: tone.map((value, n) => (n < sounding ? value + a[n] : 0)),
    right: a.map((value, n) => (n < sounding ? value - b[n] : 0)),
  };
}

function measure<Result>(meter: Meter<Result>, left: Float32Array, right: Float32Array, stretch = left.length): Result {
  for (let from = 0; from < left.length; from += stretch) {
    const piece = left.subarray(from, from + stretch);
    meter.push(piece, right.subarray(from, from + stretch), piece.length);
  }
  return meter.finish();
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  return Float32Array.from(pieces.flatMap((piece) => [...piece]));
}

/** The greatest difference, relative to the greatest value. */
function difference(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(values).toHaveLength(expected.length);
  let [greatest, most] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    greatest = Math.max(greatest, Math.abs(expected[i]));
    most = Math.max(most, Math.abs(values[i] - expected[i]));
  }
  return greatest === 0 ? most : most / greatest;
}

describe.each(RATES)('the kernels at %d Hz do what the reference does', (rate) => {
  const { left, right } = testSignal(rate);

  test('K-weighted power, in double precision', () => {
    const expected = measure(REFERENCE_METERS.kWeightedPower(rate), left, right);
    expect(difference(measure(kernels.kWeightedPower(rate), left, right), expected)).toBeLessThan(1e-11);
  });

  test('true peak, to single precision', () => {
    const expected = measure(REFERENCE_METERS.truePeak(rate), left, right);
    const values = measure(kernels.truePeak(rate), left, right);
    expect(values.blockSeconds).toBe(expected.blockSeconds);
    expect(difference(values.peaks, expected.peaks)).toBeLessThan(1e-6);
  });

  test('band envelopes', () => {
    const expected = measure(REFERENCE_METERS.bandEnvelopes(rate), left, right);
    const values = measure(kernels.bandEnvelopes(rate), left, right);
    expect(values.blockSeconds).toBe(expected.blockSeconds);
    // A corner above Nyquist is held just below it: poles beside zeros, which round where they cancel.
    const tolerance = rate < 24000 ? 1e-4 : 1e-6;
    const loudest = Math.max(...expected.full);
    for (const band of ['body', 'high', 'full'] as const) {
      // A band that lies above Nyquist wholly holds next to nothing, which is measured by what there is.
      const greatest = rate < 12000 && band === 'high' ? loudest : Math.max(...expected[band]);
      const error = difference(values[band], expected[band]) * Math.max(...expected[band]);
      expect(error / greatest).toBeLessThan(tolerance);
    }
  });

  test('envelope and waveform of the bass, however it is cut', () => {
    const mid = left.subarray(0, 4 * rate);
    const [expected, values] = [REFERENCE_METERS, kernels].map((meters, set) => {
      const meter = meters.bass(rate);
      for (let from = 0; from < mid.length; from += set === 0 ? mid.length : 10007) {
        meter.push(mid.subarray(from, set === 0 ? mid.length : from + 10007));
      }
      return meter.finish(120);
    });
    expect(expected.envelope).toHaveLength(120);
    expect(values.waveform.sampleRateHz).toBe(expected.waveform.sampleRateHz);
    expect(difference(values.envelope, expected.envelope)).toBeLessThan(1e-6);
    expect(difference(values.waveform.samples, expected.waveform.samples)).toBeLessThan(1e-6);
  });

  test('levels, to single precision', () => {
    const [loud, quiet] = [left.slice(), right.slice()];
    // Runs at full scale of 3, 2 and 4, the last across two stretches of the kernel; and one in the other channel.
    loud.set([1, 1, 1, 0.5, 1, 1, -0.9995, -0.9995, -0.9995, -0.9995], 1019);
    quiet.set([-1, -1, -1], left.length - 3);
    quiet.fill(0, 0, 777);
    loud.fill(0, 0, 777);
    const expected = measure(REFERENCE_METERS.signalLevels(), loud, quiet);
    expect(expected).toMatchObject({ clippedRuns: 3, soundTo: left.length });
    const values = measure(kernels.signalLevels(), loud, quiet, 5001);
    for (const name of ['sumLeft', 'sumRight'] as const) {
      expect(Math.abs(values[name] - expected[name])).toBeLessThan(1e-7 * left.length);
    }
    expect(values.squares / expected.squares).toBeCloseTo(1, 6);
    expect({ ...values, sumLeft: 0, sumRight: 0, squares: 0 }).toEqual({
      ...expected,
      sumLeft: 0,
      sumRight: 0,
      squares: 0,
    });
  });

  test('stereo spectra and flux, to single precision', () => {
    const expected = measure(REFERENCE_METERS.stereoSpectra(rate), left, right);
    const values = measure(kernels.stereoSpectra(rate), left, right);
    expect(values).toMatchObject({
      rows: expected.rows,
      hopSeconds: expected.hopSeconds,
      firstSeconds: expected.firstSeconds,
      bandCentreHz: expected.bandCentreHz,
    });
    for (const matrix of ['mid', 'side', 'leftMinusRight', 'leftTimesRight', 'melMid', 'melSide'] as const) {
      expect(difference(values[matrix], expected[matrix])).toBeLessThan(1e-5);
    }
    expect(difference(values.flux, expected.flux)).toBeLessThan(1e-4);
    for (const kind of ['main', 'low'] as const) {
      expect(difference(values.fine[kind].mid, expected.fine[kind].mid)).toBeLessThan(1e-5);
      expect(difference(values.fine[kind].side, expected.fine[kind].side)).toBeLessThan(1e-5);
    }
  });
});

describe('the kernels', () => {
  test('show a listener the same mean spectra, pool by pool', () => {
    const { left, right } = testSignal(44100);
    const heardBy = (meters: Meters): Record<keyof SpectrumListener, Float32Array[]> => {
      const heard = { main: [] as Float32Array[], low: [] as Float32Array[], bass: [] as Float32Array[] };
      const listener: SpectrumListener = {
        main: (mid) => heard.main.push(mid.slice()),
        low: (mid) => heard.low.push(mid.slice()),
        bass: (mid) => heard.bass.push(mid.slice()),
      };
      const { rows } = measure(meters.stereoSpectra(44100, listener), left, right);
      expect(heard.main).toHaveLength(Math.ceil(rows / POOL_ROWS));
      return heard;
    };
    const [expected, heard] = [heardBy(REFERENCE_METERS), heardBy(kernels)];
    for (const register of ['main', 'low'] as const) {
      expect(heard[register]).toHaveLength(expected[register].length);
      heard[register].forEach((power, row) => {
        if (Math.max(...expected[register][row]) > 1e-12) {
          expect(difference(power, expected[register][row])).toBeLessThan(1e-5);
        }
      });
    }
    const [expectedBass, bass] = [joined(expected.bass), joined(heard.bass)];
    expect(expectedBass).toHaveLength(Math.ceil(left.length / DECIMATION));
    expect(difference(bass, expectedBass)).toBeLessThan(1e-6);
  });

  test('measure all at once what they measure one by one', () => {
    const { left, right } = testSignal(48000);
    expect(measure(kernels.track(48000), left, right, 40000)).toEqual({
      kWeightedPower: measure(kernels.kWeightedPower(48000), left, right, 40000),
      truePeaks: measure(kernels.truePeak(48000), left, right, 40000),
      bandEnvelopes: measure(kernels.bandEnvelopes(48000), left, right, 40000),
      stereoSpectra: measure(kernels.stereoSpectra(48000), left, right, 40000),
      signalLevels: measure(kernels.signalLevels(), left, right, 40000),
    });
  });

  test('reserve what a signal of known length needs, and nothing grows', () => {
    const { left, right } = testSignal(44100, 30);
    const { main, low } = measure(kernels.track(44100, undefined, left.length), left, right).stereoSpectra.fine;
    for (const { bins, mid, side } of [main, low]) {
      for (const rows of [mid, side]) {
        expect(rows.buffer.byteLength).toBeLessThan(Float32Array.BYTES_PER_ELEMENT * (rows.length + 3 * bins));
      }
    }
  });

  test('do not care how the signal is cut, nor how long it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 500, max: 50000 }), (frames, stretch) => {
        const [left, right] = [whiteNoise(0.1, frames, 21), whiteNoise(0.1, frames, 22)];
        const both = <Result>(make: () => Meter<Result>): [Result, Result] => [
          measure(make(), left, right, Math.max(1, stretch % frames)),
          measure(make(), left, right),
        ];
        const spectra = both(() => kernels.stereoSpectra(44100));
        expect(spectra[0]).toEqual(spectra[1]);
        const peaks = both(() => kernels.truePeak(44100));
        expect(peaks[0]).toEqual(peaks[1]);
        // A sum that is cut rounds differently in its last digit.
        const powers = both(() => kernels.kWeightedPower(44100));
        expect(difference(powers[0], powers[1])).toBeLessThan(1e-13);
        const envelopes = both(() => kernels.bandEnvelopes(44100));
        expect(difference(envelopes[0].body, envelopes[1].body)).toBeLessThan(1e-6);
      }),
      { numRuns: 25 },
    );
  });

  test.each([1, 2, 3, 4, 7])('filter a signal that comes in pieces of %d', (stretch) => {
    const [left, right] = [whiteNoise(0.1, 2000, 31), whiteNoise(0.1, 2000, 32)];
    const powers = [stretch, 2000].map((cut) => measure(kernels.kWeightedPower(44100), left, right, cut));
    expect(difference(powers[0], powers[1])).toBeLessThan(1e-13);
    const envelopes = [stretch, 2000].map((cut) => measure(kernels.bandEnvelopes(44100), left, right, cut));
    for (const band of ['body', 'high', 'full'] as const) {
      expect(difference(envelopes[0][band], envelopes[1][band])).toBeLessThan(1e-6);
    }
  });

  test('pass no true peak by, in smooth sound or jagged', () => {
    const amplitude = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ hz: fc.integer({ min: 20, max: 20000 }), tone: amplitude, hiss: amplitude, seed: fc.nat(999) }),
        ({ hz, tone, hiss, seed }) => {
          const left = sine(hz, tone, 1.3, 44100);
          // Hiss that comes and goes: stretches of all kinds beside one another.
          const noise = whiteNoise(hiss ** 4, left.length, seed);
          const right = left.map((value, n) => value + (Math.floor(n / 700) % 3 === 0 ? noise[n] : 0));
          const expected = measure(REFERENCE_METERS.truePeak(44100), left, right).peaks;
          expect(difference(measure(kernels.truePeak(44100), left, right).peaks, expected)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('keep a faint side apart from a loud mid', () => {
    const mid = sine(1000, 0.5, 1, 44100);
    const side = sine(1000, 0.5e-5, 1, 44100, 1);
    const left = mid.map((value, n) => value + side[n]);
    const right = mid.map((value, n) => value - side[n]);
    const spectra = measure(kernels.stereoSpectra(44100), left, right);
    const at = 20 * 30 + 16;
    // −100 dB; the samples' own 24 bits round at −150.
    expect(10 * Math.log10(spectra.side[at] / spectra.mid[at])).toBeCloseTo(-100, 0);
  });

  test('are what runs here', () => {
    const noise = whiteNoise(0.1, 5000, 31);
    const [fastest, expected] = [fastestMeters(), kernels].map((set) =>
      measure(set.stereoSpectra(44100), noise, noise),
    );
    expect(fastest).toEqual(expected);
  });
});

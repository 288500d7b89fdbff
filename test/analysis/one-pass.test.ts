import { describe, expect, test } from '@jest/globals';
import { measureFrames, measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { TrackFrames } from '../../src/analysis/track-frames.ts';
import type { AudioBlock, AudioSource, StereoSignal } from '../../src/audio/audio-source.ts';
import { integratedLoudness } from '../../src/dsp/loudness.ts';
import { MEL_BANDS } from '../../src/dsp/mel-bands.ts';
import { Failure } from '../../src/store/failure.ts';

const { sin, PI } = Math;
const RATE = 44100;

function signalOf(seconds: number, left: (time: number) => number, right = left): StereoSignal {
  const frames = Math.round(seconds * RATE);
  return {
    sampleRateHz: RATE,
    left: Float32Array.from({ length: frames }, (_, n) => left(n / RATE)),
    right: Float32Array.from({ length: frames }, (_, n) => right(n / RATE)),
  };
}

const sineOf =
  (hz: number, amplitude: number) =>
  (time: number): number =>
    amplitude * sin(2 * PI * hz * time);

/** A file that hands out a signal in blocks of the given lengths, over and over, in arrays that it reuses. */
function sourceOf(signal: StereoSignal, lengths: readonly number[], channels = 2): AudioSource {
  const largest = Math.max(...lengths);
  return {
    file: 'song.wav',
    format: {
      container: 'wav',
      codec: 'float32',
      sampleRateHz: signal.sampleRateHz,
      channels,
      statedFrames: undefined,
    },
    async *blocks(): AsyncIterable<AudioBlock> {
      const block = { left: new Float32Array(largest), right: new Float32Array(largest), frames: 0 };
      for (let from = 0, i = 0; from < signal.left.length; from += lengths[i % lengths.length], i++) {
        const piece = signal.left.subarray(from, from + lengths[i % lengths.length]);
        block.left.set(piece);
        block.right.set(signal.right.subarray(from, from + piece.length));
        block.frames = piece.length;
        yield block;
      }
    },
  };
}

async function failureOf(work: () => unknown): Promise<Failure> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

function loudestColumn(chroma: Float32Array): number {
  const sums = Array.from({ length: 36 }, (_, column) =>
    chroma.reduce((sum, value, i) => (i % 36 === column ? sum + value : sum), 0),
  );
  return sums.indexOf(Math.max(...sums));
}

describe('measureSignalFrames', () => {
  test('of a sine reads level, loudness, envelope and length as they are', () => {
    const frames = measureSignalFrames(signalOf(3, sineOf(997, 0.5)));
    expect(frames.frames).toBe(3 * RATE);
    expect(frames.durationSeconds).toBe(3);
    expect(frames.kWeighted.power).toHaveLength(300);
    // −6.02 dBFS in both channels; K-weighting at 997 Hz cancels the −0.691.
    expect(integratedLoudness(frames.kWeighted.power)).toBeCloseTo(-6.02, 1);
    expect(frames.levels.samplePeak).toBeCloseTo(0.5, 4);
    expect(frames.levels.truePeak).toBeCloseTo(0.5, 2);
    expect(frames.levels.meanSquare).toBeCloseTo(0.125, 4);
    expect(Math.abs(frames.levels.dcOffset)).toBeLessThan(1e-4);
    expect(frames.envelopes.full).toHaveLength(600);
    expect(frames.envelopes.full[300]).toBeCloseTo(0.25, 2);
    expect(frames.envelopes.body[300]).toBeCloseTo(0.25, 2);
    expect(frames.envelopes.low[300]).toBeLessThan(1e-6);
    expect(frames.envelopes.high[300]).toBeLessThan(1e-4);
    expect(frames.spectra.leftTimesRight).toHaveLength(frames.spectra.rows * frames.spectra.bandCentreHz.length);
  });

  test.each([
    [60, 'low'],
    [1000, 'body'],
    [8500, 'high'],
  ] as const)('%d Hz lies in the envelope %s alone', (hz, name) => {
    const { envelopes } = measureSignalFrames(signalOf(0.5, sineOf(hz, 0.5)));
    const mean = (band: 'low' | 'body' | 'high'): number =>
      envelopes[band].subarray(40).reduce((sum, value) => sum + value, 0) / (envelopes[band].length - 40);
    expect(mean(name)).toBeGreaterThan(0.2);
    for (const other of ['low', 'body', 'high'] as const) if (other !== name) expect(mean(other)).toBeLessThan(0.01);
  });

  test.each([
    [440, 'upper', 27],
    [261.626, 'upper', 0],
    [440 * 2 ** (1 / 36), 'upper', 28],
    [1244.51, 'upper', 9],
    [55, 'bass', 27],
    [61.735, 'bass', 33],
    [98, 'bass', 21],
  ] as const)('%d Hz stands in the chroma %s, column %d', (hz, name, column) => {
    const { chroma } = measureSignalFrames(signalOf(1, sineOf(hz, 0.3)));
    expect(chroma[name]).toHaveLength(chroma.rows * 36);
    expect(loudestColumn(chroma[name].subarray(36, 36 * (chroma.rows - 1)))).toBe(column);
  });

  test('hears a faint harmonic as well as a loud one (whitening)', () => {
    const { chroma } = measureSignalFrames(signalOf(1, (t) => sineOf(440, 0.5)(t) + sineOf(1661.22, 0.005)(t)));
    const row = chroma.upper.subarray(36 * 2, 36 * 3);
    expect(row[24]).toBeGreaterThan(0.3 * row[27]);
  });

  test('keeps fine spectra whose bins add up to the mean square, in rows of about a second', () => {
    const { fine, chroma, spectra } = measureSignalFrames(signalOf(4.3, sineOf(1000, 0.5), sineOf(100, 0.25)));
    expect(chroma.hopSeconds).toBeCloseTo(8 * spectra.hopSeconds, 9);
    expect(fine.hopSeconds / chroma.hopSeconds).toBeCloseTo(5, 9);
    // The signal's windows end 4.3 s − 93 ms after the first began.
    expect(fine.rows).toBe(Math.ceil(spectra.rows / 40));
    expect(fine.firstSeconds).toBeCloseTo(spectra.firstSeconds + 19.5 * spectra.hopSeconds, 9);
    for (const [name, hz, power] of [
      ['main', 1000, 0.0625],
      ['low', 100, 0.015625],
    ] as const) {
      const { mid, side, bins, hzPerBin } = fine[name];
      expect(mid).toHaveLength(fine.rows * bins);
      const around = bins + Math.round(hz / hzPerBin);
      for (const spectra of [mid, side]) {
        const sum = spectra.subarray(around - 3, around + 4).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(power, 4);
      }
    }
  });

  test('times silence at both ends, finds an offset and clipped runs', () => {
    const signal = signalOf(2, (t) => (t < 0.25 || t >= 1.5 ? 0 : 0.25 + 0.1 * sin(2 * PI * 100 * t)));
    signal.left.set([1, 1, 1, 1, -1, -1, -1, 0.5, 1, 1], 30000);
    signal.right.set([-1, -1, -1], 32767);
    const { levels } = measureSignalFrames(signal);
    expect(levels.leadingSilenceSeconds).toBeCloseTo(0.25, 3);
    expect(levels.trailingSilenceSeconds).toBeCloseTo(0.5, 3);
    expect(levels.dcOffset).toBeCloseTo((0.25 * 1.25) / 2, 2);
    expect(levels.clippedRuns).toBe(3);
  });

  test('of a single sample has one row and no loudness', () => {
    const frames = measureSignalFrames({ sampleRateHz: RATE, left: Float32Array.of(0.5), right: Float32Array.of(0.5) });
    expect([frames.spectra.rows, frames.chroma.rows, frames.fine.rows]).toEqual([1, 1, 1]);
    expect(frames.kWeighted.power).toHaveLength(0);
    expect(frames.levels.meanSquare).toBe(0.25);
    expect(frames.levels.trailingSilenceSeconds).toBe(0);
  });

  test.each([8000, 22050, 32000, 88200, 192000])('at %d Hz gives finite numbers, a row every 15 to 35 ms', (rate) => {
    const signal = signalOf(1, sineOf(440, 0.5));
    const { spectra, chroma, fine, envelopes } = measureSignalFrames({ ...signal, sampleRateHz: rate });
    const { low, high } = envelopes;
    for (const values of [spectra.mid, spectra.side, spectra.flux, chroma.upper, fine.main.mid, low, high]) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
    expect(spectra.hopSeconds).toBeGreaterThan(0.015);
    expect(spectra.hopSeconds).toBeLessThan(0.035);
  });

  test.each([
    ['silence', () => 0, /silent/],
    ['hiss below the gate', sineOf(3000, 0.0003), /silent/],
    ['NaN', (t: number) => (t === 0.5 ? NaN : 0.1), /not numbers/],
    ['infinity', (t: number) => (t === 0.5 ? -Infinity : 0.1), /not numbers/],
  ])('refuses %s', async (_, left, sentence) => {
    const failure = await failureOf(() => measureSignalFrames(signalOf(1, left)));
    expect(failure.kind).toBe('input');
    expect(failure.message).toMatch(sentence);
  });

  test('refuses a signal without samples', async () => {
    const empty = { sampleRateHz: RATE, left: new Float32Array(0), right: new Float32Array(0) };
    expect((await failureOf(() => measureSignalFrames(empty))).message).toMatch(/no samples/);
  });
});

test('mel bands are measured only where they are asked for, and change nothing else', () => {
  const signal = signalOf(1, sineOf(440, 0.5), sineOf(300, 0.2));
  const [without, asked] = [false, true].map((withMel) => measureSignalFrames(signal, undefined, withMel));
  expect(without.spectra.melMid).toHaveLength(0);
  expect(asked.spectra.melSide).toHaveLength(asked.spectra.rows * MEL_BANDS);
  const { melMid, melSide } = without.spectra;
  expect({ ...asked, spectra: { ...asked.spectra, melMid, melSide } }).toEqual(without);
});

describe('measureFrames', () => {
  const signal = signalOf(2.2, (t) => sineOf(110, 0.3)(t) * (1 + sin(9 * t)), sineOf(700, 0.2));

  test.each([[[65536]], [[1152]], [[1, 4095, 20000]]])(
    'measures the same however the file is cut: %j',
    async (lengths) => {
      const expected: TrackFrames = { ...measureSignalFrames(signal), channels: 6 };
      expect(await measureFrames(sourceOf(signal, lengths, 6))).toEqual(expected);
    },
  );

  test('names the file that is silent', async () => {
    const silent = sourceOf(
      signalOf(1, () => 0),
      [4096],
    );
    expect((await failureOf(() => measureFrames(silent))).message).toMatch(/^song\.wav is silent/);
  });

  test('loudness and true peak of 5.1 are those of its channels (EBU Tech 3341, case 6), not of the fold-down', async () => {
    const levels = [-28, -28, -24, -6, -30, -30];
    const channels = levels.map((level) => signalOf(20, sineOf(1000, 10 ** (level / 20))).left);
    const folded = signalOf(20, sineOf(1000, 0.05));
    const source: AudioSource = {
      ...sourceOf(folded, [4096], 6),
      loudnessWeights: [1, 1, 1, 0, 1.41, 1.41],
      async *blocks(): AsyncIterable<AudioBlock> {
        yield { ...folded, frames: folded.left.length, channels };
      },
    };
    const { kWeighted, levels: measured } = await measureFrames(source);
    expect(Math.abs(integratedLoudness(kWeighted.power) + 23)).toBeLessThan(0.1);
    expect(measured.truePeak).toBeCloseTo(10 ** (-6 / 20), 2);
    expect(measured.samplePeak).toBeCloseTo(0.05, 3);
  });

  test('stops when it is cancelled', async () => {
    const failure = await failureOf(() => measureFrames(sourceOf(signal, [4096]), AbortSignal.abort()));
    expect(failure.kind).toBe('cancelled');
  });
});

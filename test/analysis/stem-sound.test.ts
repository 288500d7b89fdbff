import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureStemSound } from '../../src/analysis/stem-sound.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { mapped, noiseOf, RATE, STEM } from './stem-signals.ts';

const tone = (hz: number, seconds = 4, amplitude = 0.5) => {
  const left = Float32Array.from(
    { length: seconds * RATE },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE),
  );
  return { sampleRateHz: RATE, left, right: left.slice() };
};

describe('measureStemSound', () => {
  test.each([
    [30, 0],
    [90, 1],
    [180, 2],
    [350, 3],
    [700, 4],
    [1400, 5],
    [2800, 6],
    [5600, 7],
    [11_000, 8],
  ])('a sine of %i Hz is all in octave %i, lasts, and has its centroid there', (hz, octave) => {
    const sound = measureStemSound(tone(hz));
    expect(sound.octaveShares[octave]).toBeGreaterThan(0.97);
    expect(sound.octaveShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(sound.centroidHz / hz).toBeCloseTo(1, 1);
    expect(sound.sustain).toBeGreaterThan(0.9);
    expect(sound.width).toBeLessThan(1e-6);
    expect(sound.brightnessMotion).toBeLessThan(0.05);
    // Tones are looked for up to 5 kHz.
    expect(sound.tonality).toBeCloseTo(hz < 5000 ? 1 : 0, 1);
    if (hz > 60 && hz < 5000) expect(sound.notes).toBe(1);
  });

  test.each([41.2, 55, 110, 440, 880])('the pitch of a sine of %f Hz is found and it is harmonic', (hz) => {
    const { pitchHz, harmonicity } = measureStemSound(tone(hz));
    expect(Math.abs(1200 * Math.log2(pitchHz / hz))).toBeLessThan(30);
    expect(harmonicity).toBeGreaterThan(0.98);
  });

  test('noise has no pitch; opposite sides are all width, unrelated ones half', () => {
    const [a, b] = [noiseOf(1), noiseOf(2)];
    const left = Float32Array.from({ length: 3 * RATE }, (_, i) => 0.3 * a(i));
    const right = Float32Array.from({ length: 3 * RATE }, (_, i) => 0.3 * b(i));
    const unrelated = measureStemSound({ sampleRateHz: RATE, left, right });
    expect(unrelated.harmonicity).toBeLessThan(0.25);
    expect(unrelated.width).toBeCloseTo(0.5, 1);
    expect(measureStemSound({ sampleRateHz: RATE, left, right: left.map((value) => -value) }).width).toBeCloseTo(1, 5);
  });

  test('a triad is three notes, a saw one, noise none that lasts', () => {
    const sum = (...hz: number[]): StereoSignal => {
      const parts = hz.map((one) => tone(one, 3, 0.2).left);
      const left = parts[0].map((_, i) => parts.reduce((all, part) => all + part[i], 0));
      return { sampleRateHz: RATE, left, right: left };
    };
    expect(measureStemSound(sum(220, 277.2, 329.6)).notes).toBe(3);
    expect(measureStemSound(sum(220, 440, 880)).notes).toBe(1);
    const noise = Float32Array.from({ length: 3 * RATE }, (_, i) => noiseOf(5)(i));
    expect(measureStemSound({ sampleRateHz: RATE, left: noise, right: noise }).tonality).toBeLessThan(0.3);
  });

  test('notes off the grid of semitones and notes that glide are told from a sequence', () => {
    const line = (semitones: (note: number, t: number) => number): StereoSignal => {
      let phase = 0;
      const left = Float32Array.from({ length: 6 * RATE }, (_, i) => {
        const t = i / RATE;
        phase += (2 * Math.PI * 220 * 2 ** (semitones(Math.floor(t), t % 1) / 12)) / RATE;
        return 0.3 * Math.sin(phase);
      });
      return { sampleRateHz: RATE, left, right: left };
    };
    const steps = [0, 3, 7, 5, 10, 12];
    const sequence = measureStemSound(line((note) => steps[note % 6]));
    // Windows that hold the end of one note and the beginning of the next have a pitch between.
    expect(sequence.offGrid).toBeLessThan(0.35);
    expect(sequence.glide).toBeLessThan(0.02);
    expect(sequence.pitchSpread).toBeGreaterThan(0.2);
    expect(measureStemSound(line((note) => steps[note % 6] + 0.35 * (note % 3))).offGrid).toBeGreaterThan(
      sequence.offGrid + 0.2,
    );
    expect(measureStemSound(line((note, t) => steps[note % 6] + 4 * t)).glide).toBeCloseTo(4 * 0.06, 1);
    expect(measureStemSound(tone(440)).pitchSpread).toBeLessThan(0.01);
  });

  test('a sound that swells by 6 dB a second and brightens by half an octave drifts so', () => {
    let phase = 0;
    const left = Float32Array.from({ length: 3 * RATE }, (_, i) => {
      phase += (2 * Math.PI * 500 * 2 ** ((0.5 * i) / RATE)) / RATE;
      return 0.05 * 10 ** ((6 * i) / RATE / 20) * Math.sin(phase);
    });
    const sound = measureStemSound({ sampleRateHz: RATE, left, right: left });
    expect(sound.levelDrift).toBeCloseTo(6, 0);
    expect(sound.brightnessDrift).toBeCloseTo(0.5, 1);
    expect(measureStemSound(tone(500)).levelDrift).toBeLessThan(0.1);
  });

  test('a kick at 138 BPM has 2.3 onsets a second, like a machine, and falls fast; a held sound has none', () => {
    const sound = measureStemSound(STEM.kick(12));
    expect(sound.onsetsPerSecond).toBeGreaterThan(2);
    expect(sound.onsetsPerSecond).toBeLessThan(2.6);
    expect(sound.regularity).toBeGreaterThan(0.8);
    // 20·log10(e) / 80 ms = 109 dB a second.
    expect(sound.decaySeconds).toBeGreaterThan(0.07);
    expect(sound.decaySeconds).toBeLessThan(0.13);
    expect(sound.fallDb).toBeGreaterThan(6);
    expect(measureStemSound(STEM.pad(6)).onsetsPerSecond).toBeLessThan(0.3);
  });

  test('a single hit at the very start is an onset', () => {
    const { sampleRateHz, left, right } = STEM.kick(0.4);
    const sound = measureStemSound({
      sampleRateHz,
      left: left.slice(0, 0.3 * RATE),
      right: right.slice(0, 0.3 * RATE),
    });
    expect(sound.onsetsPerSecond).toBeCloseTo(1 / 0.3, 1);
  });

  test('the loudest stretches count: how much silence lies around them changes nothing', () => {
    const burst = tone(1000, 12);
    const after = (seconds: number): StereoSignal => {
      const signal = { sampleRateHz: RATE, left: new Float32Array(48 * RATE), right: new Float32Array(48 * RATE) };
      signal.left.set(burst.left, seconds * RATE);
      signal.right.set(burst.right, seconds * RATE);
      return signal;
    };
    expect(measureStemSound(after(24))).toEqual(measureStemSound(after(12)));
  });

  test('the level does not matter', () => {
    const loud = STEM.pluck(6);
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1, noNaN: true }), (gain) => {
        const sound = measureStemSound(mapped(loud, (value) => value * gain));
        const expected = measureStemSound(loud);
        for (const key of ['notes', 'tonality', 'width', 'sustain', 'harmonicity', 'onsetsPerSecond'] as const) {
          expect(sound[key]).toBeCloseTo(expected[key], 3);
        }
      }),
      { numRuns: 5 },
    );
  });

  test('silence, dither and next to nothing are silent', () => {
    const zeros = { sampleRateHz: RATE, left: new Float32Array(RATE), right: new Float32Array(RATE) };
    expect(measureStemSound(zeros)).toMatchObject({ isSilent: true, width: 0, pitchHz: 0 });
    expect(measureStemSound(mapped(zeros, (_, i) => noiseOf(1)(i) / 32768)).isSilent).toBe(true);
    expect(
      measureStemSound({ sampleRateHz: RATE, left: new Float32Array(10).fill(0.5), right: new Float32Array(10) })
        .isSilent,
    ).toBe(true);
    expect(
      measureStemSound({ sampleRateHz: RATE, left: new Float32Array(0), right: new Float32Array(0) }).isSilent,
    ).toBe(true);
  });
});

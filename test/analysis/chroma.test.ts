import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ChromaMeter } from '../../src/analysis/one-pass/chroma.ts';
import type { PitchClasses } from '../../src/dsp/pitch-classes.ts';
import { spectraPlan } from '../../src/dsp/spectra-plan.ts';

const PLAN = spectraPlan(44100);

interface Partial {
  hz: number;
  amplitude: number;
}

/** The power spectrum of sines through a Hann window, whose lobe is ½·sinc(x) / (1 − x²), over a faint floor. */
function spectrumOf(hzPerBin: number, bins: number, partials: readonly Partial[], gain = 1): Float32Array {
  const power = new Float32Array(bins).fill(gain * 1e-9);
  for (const { hz, amplitude } of partials) {
    const centre = hz / hzPerBin;
    for (let bin = Math.max(0, Math.ceil(centre) - 40); bin < Math.min(bins, centre + 40); bin++) {
      const x = bin - centre;
      const lobe =
        Math.abs(x) < 1e-9 ? 1 : Math.abs(x * x - 1) < 1e-9 ? 0.5 : Math.sin(Math.PI * x) / (Math.PI * x) / (1 - x * x);
      power[bin] += gain * (amplitude * lobe) ** 2;
    }
  }
  return power;
}

function rowsOf(partials: readonly Partial[], gain = 1): PitchClasses {
  const meter = new ChromaMeter(PLAN);
  meter.pushMain(spectrumOf(PLAN.main.hzPerBin, PLAN.main.size / 2 + 1, partials, gain));
  meter.pushLow(
    spectrumOf(
      PLAN.low.hzPerBin,
      PLAN.low.size / 2 + 1,
      partials.filter(({ hz }) => hz < 1200),
      gain,
    ),
  );
  return meter.finish(1);
}

/** A note of a saw: harmonics that fall by 6 dB an octave. */
function saw(midi: number, amplitude = 0.1, harmonics = 20): Partial[] {
  const hz = 440 * 2 ** ((midi - 69) / 12);
  return Array.from({ length: harmonics }, (_, i) => ({ hz: hz * (i + 1), amplitude: amplitude / (i + 1) }));
}

/** Where the strength of a row lies, in semitones above C; the row must hold one pitch. */
function pitchOf(row: Float32Array): number {
  const strongest = row.indexOf(Math.max(...row));
  let [sum, total] = [0, 0];
  for (let offset = -2; offset <= 2; offset++) {
    const value = row[(strongest + offset + 36) % 36];
    sum += offset * value;
    total += value;
  }
  return (strongest + sum / total) / 3;
}

function classes(row: Float32Array): number[] {
  return Array.from({ length: 12 }, (_, c) => row[3 * c] + row[(3 * c + 1) % 36] + row[(3 * c + 35) % 36]);
}

describe('ChromaMeter', () => {
  test('puts every sine on its pitch, to three cents', () => {
    fc.assert(
      fc.property(fc.double({ min: 57, max: 98, noNaN: true }), (midi) => {
        const { upper } = rowsOf([{ hz: 440 * 2 ** ((midi - 69) / 12), amplitude: 0.1 }]);
        const error = (pitchOf(upper) - midi + 600) % 12;
        expect(Math.min(error, 12 - error)).toBeLessThan(0.03);
      }),
    );
  });

  test('does not depend on the level', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 60 }), fc.double({ min: -60, max: 12, noNaN: true }), (midi, db) => {
        const chord = [...saw(midi), ...saw(midi + 7), ...saw(midi + 16)];
        const [loud, quiet] = [rowsOf(chord), rowsOf(chord, 10 ** (db / 10))];
        for (const register of ['upper', 'bass'] as const) {
          for (let c = 0; c < 36; c++) expect(Math.abs(quiet[register][c] - loud[register][c])).toBeLessThan(0.15);
        }
      }),
    );
  });

  test('a minor chord of saws is minor: its harmonics add no major third', () => {
    for (let root = 48; root < 60; root++) {
      const strength = classes(rowsOf([...saw(root), ...saw(root + 3), ...saw(root + 7)]).upper);
      expect(strength[(root + 4) % 12]).toBeLessThan(0.1 * strength[(root + 3) % 12]);
      for (const tone of [0, 3, 7]) expect(strength[(root + tone) % 12]).toBeGreaterThan(0.08 * Math.max(...strength));
    }
  });

  test('a bass with harmonics outweighs a louder sine of a kick', () => {
    for (let bass = 28; bass < 40; bass++) {
      const strength = classes(rowsOf([{ hz: 51, amplitude: 0.5 }, ...saw(bass, 0.15, 8)]).bass);
      // A kick on the bass note itself, or within the resolution of its window, is the bass note.
      if (Math.abs(bass - 32) < 2) continue;
      expect(strength.indexOf(Math.max(...strength))).toBe(bass % 12);
    }
  });

  test('silence and a level spectrum have no pitch', () => {
    for (const power of [0, 1e-3]) {
      const meter = new ChromaMeter(PLAN);
      meter.pushMain(new Float32Array(PLAN.main.size / 2 + 1).fill(power));
      meter.pushLow(new Float32Array(PLAN.low.size / 2 + 1).fill(power));
      const { upper, bass } = meter.finish(1);
      expect([...upper, ...bass].every((value) => value === 0)).toBe(true);
    }
  });
});

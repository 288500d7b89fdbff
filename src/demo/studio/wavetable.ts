import type { Frames, Hertz } from '../../dsp/units.ts';

/**
 * One period of a waveform in versions with fewer and fewer harmonics, so that an oscillator of any pitch reads one
 * that stays below Nyquist: additive synthesis done once. Saw: 2/π · Σ sin(2πkx)/k; square: 4/π · Σ over odd k. Peak
 * about ±1.
 */
export class Wavetable {
  private readonly versions: { harmonics: number; samples: Float32Array }[] = [];

  constructor(amplitude: (harmonic: number) => number) {
    const sum = new Float64Array(TABLE_FRAMES);
    const sine = Float64Array.from(sum, (_, index) => Math.sin((2 * Math.PI * index) / TABLE_FRAMES));
    let harmonic = 0;
    for (const harmonics of HARMONICS) {
      while (harmonic < harmonics) {
        harmonic += 1;
        const weight = amplitude(harmonic);
        if (weight === 0) continue;
        for (let index = 0; index < TABLE_FRAMES; index += 1) {
          sum[index] += weight * sine[(index * harmonic) & (TABLE_FRAMES - 1)];
        }
      }
      // One sample more than a period, so that interpolation needs no wrap.
      const samples = new Float32Array(TABLE_FRAMES + 1);
      samples.set(sum);
      samples[TABLE_FRAMES] = sum[0];
      this.versions.push({ harmonics, samples });
    }
  }

  /**
   * The fullest version whose highest harmonic stays below Nyquist at this pitch. Read `TABLE_FRAMES` samples a period.
   */
  at(pitchHz: Hertz, sampleRateHz: Hertz): Float32Array {
    const room = sampleRateHz / 2 / pitchHz;
    let best = this.versions[0];
    for (const version of this.versions) if (version.harmonics <= room) best = version;
    return best.samples;
  }
}

/** Frames a period. Linear interpolation between them errs by less than −80 dB of the fundamental. */
export const TABLE_FRAMES: Frames = 4096;

/** Half an octave apart: at worst the top half octave below Nyquist is missing. */
const HARMONICS = [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512, 724];

export const SAW = new Wavetable((harmonic) => (2 / Math.PI / harmonic) * (harmonic % 2 === 1 ? 1 : -1));
export const SQUARE = new Wavetable((harmonic) => (harmonic % 2 === 1 ? 4 / Math.PI / harmonic : 0));

import { describe, expect, test } from '@jest/globals';
import { bandFeatures } from '../../src/analysis/band-features.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { sectionSpectra } from '../../src/analysis/section-spectra.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { Biquad, bell, magnitudeAt } from '../../src/dsp/biquad.ts';
import { THIRD_OCTAVES } from '../../src/dsp/third-octaves.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { joined, mix, pinkNoise, RATE_HZ, sine, stereo, whiteNoise } from './signals.ts';

function featuresOf(signal: StereoSignal): Map<string, number> {
  const frames = measureSignalFrames(signal);
  const [whole] = sectionSpectra(frames, []);
  return new Map(bandFeatures(whole, frames.spectra.bandCentreHz).map(({ id, value }) => [id, value]));
}

/** Level of each third octave against what it should be; `powerOf` is that of a channel between two frequencies. */
function errorsDb(signal: StereoSignal, powerOf: (lowHz: number, highHz: number) => number): Map<number, number> {
  const [{ mid }] = sectionSpectra(measureSignalFrames(signal), []);
  return new Map(
    mid.map((power, i) => {
      const { nominalHz, lowHz, highHz } = THIRD_OCTAVES[i];
      return [nominalHz, 10 * Math.log10(power / (2 * powerOf(lowHz, Math.min(highHz, signal.sampleRateHz / 2))))];
    }),
  );
}

describe('levels of third octaves', () => {
  test.each([
    [25, 0.2],
    [31.5, 0.2],
    [40, 0.2],
    [100, 0.2],
    [160, 0.2],
    [200, 0.2],
    [1000, 0.2],
    [16_000, 0.2],
  ])('a sine at %d Hz is right within %d dB at 44.1 and 48 kHz', (nominalHz, tolerance) => {
    const centreHz = THIRD_OCTAVES.find((band) => band.nominalHz === nominalHz)?.centreHz ?? NaN;
    for (const rate of [44_100, 48_000]) {
      const errors = errorsDb(stereo(sine(centreHz, 3, 0.5, rate), undefined, rate), () => 0.125);
      expect(Math.abs(errors.get(nominalHz) ?? NaN)).toBeLessThan(tolerance);
    }
  });

  test.each([44_100, 96_000])(
    'white noise is right within 0.2 dB from 1 kHz up, and further down as far as noise is steady at %d Hz',
    (rate) => {
      const noise = whiteNoise(8, 8, 0.1, rate);
      const power = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
      const errors = errorsDb(stereo(noise, noise, rate), (lowHz, highHz) => (power * (highHz - lowHz)) / (rate / 2));
      // A band that holds few of the noise's own waves scatters: below, by more than is asked.
      for (const [hz, error] of errors) expect(Math.abs(error)).toBeLessThan(hz >= 200 ? (hz < 1000 ? 0.4 : 0.2) : 1.2);
    },
  );

  test('the mean of all bands of white noise is right within 0.02 dB', () => {
    const noise = whiteNoise(12, 9);
    const [{ mid }] = sectionSpectra(measureSignalFrames(stereo(noise)), []);
    const power = noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
    const span = (Math.min(THIRD_OCTAVES[29].highHz, RATE_HZ / 2) - THIRD_OCTAVES[0].lowHz) / (RATE_HZ / 2);
    const total = mid.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(10 * Math.log10(total / (2 * power * span)))).toBeLessThan(0.02);
  });
});

describe('balance of real signals', () => {
  test('pink noise has no slope, and each of its third octaves holds the same', () => {
    const values = featuresOf(stereo(pinkNoise(8, 1)));
    expect(Math.abs(values.get('tone.slope') as number)).toBeLessThan(0.15);
    for (const { id, nominalHz } of THIRD_OCTAVES) {
      if (nominalHz < 100 || nominalHz > 8000) continue;
      expect(
        Math.abs((values.get(`tone.band.${id}`) as number) - (values.get('tone.band.1000') as number)),
      ).toBeLessThan(1);
    }
  });

  test('white noise rises by 3 dB an octave', () => {
    expect(featuresOf(stereo(whiteNoise(5, 2))).get('tone.slope')).toBeCloseTo(10 * Math.log10(2), 1);
  });

  test('a bell of +6 dB at 1 kHz raises its bands as the filter does, less what the loudness gains', () => {
    const before = pinkNoise(8, 3);
    const after = before.slice();
    const coefficients = bell(RATE_HZ, 1000, 1, 6);
    new Biquad(coefficients).process(after, after.length);
    const [flat, raised] = [featuresOf(stereo(before)), featuresOf(stereo(after))];
    const moved = (id: string): number => (raised.get(id) as number) - (flat.get(id) as number);
    // All that is far from the bell moves by the gain of loudness alone.
    const loudnessGain = -moved('tone.band.63');
    expect(loudnessGain).toBeGreaterThan(0.3);
    expect(loudnessGain).toBeLessThan(1.5);
    for (const hz of [500, 1000, 2000, 4000]) {
      const expected = 20 * Math.log10(magnitudeAt(coefficients, hz, RATE_HZ)) - loudnessGain;
      expect(Math.abs(moved(`tone.band.${hz}`) - expected)).toBeLessThan(0.15);
    }
  });

  test('a sine at 1 kHz sounds in its own third octave and in the centroid', () => {
    const values = featuresOf(stereo(sine(1000, 2)));
    expect(values.get('tone.band.1000')).toBeCloseTo(-0.69, 1);
    expect(values.get('tone.band.2000')).toBe(-50);
    expect(values.get('tone.centroid')).toBeCloseTo(1000, -1);
  });

  test('side 10 dB below mid is a width of −10 dB in every octave', () => {
    const [mid, side] = [pinkNoise(8, 4), pinkNoise(8, 5)];
    const gain = 10 ** (-10 / 20);
    const values = featuresOf(stereo(mix(1, mid, gain, side), mix(1, mid, -gain, side)));
    expect(values.get('stereo.width')).toBeCloseTo(-10, 0);
    for (const octave of [250, 500, 1000, 2000, 4000, 8000, 16_000]) {
      expect(Math.abs((values.get(`stereo.width.${octave}`) as number) + 10)).toBeLessThan(0.5);
    }
    expect(values.get('stereo.correlation.1000')).toBeCloseTo((1 - 0.1) / (1 + 0.1), 1);
  });

  test('left 3 dB above right leans left by 3 dB', () => {
    const noise = pinkNoise(3, 6);
    const values = featuresOf(stereo(noise, mix(10 ** (-3 / 20), noise, 0, noise)));
    expect(values.get('stereo.balance')).toBeCloseTo(3, 2);
    expect(values.get('stereo.correlation.1000')).toBeCloseTo(1, 4);
  });

  test('the same sound at another sample rate has the same balance', () => {
    const [at44, at48, at96] = [44_100, 48_000, 96_000].map((rateHz) => {
      const chord = [60, 250, 1000, 4000, 10_000].map((hz) => sine(hz, 2, 0.1, rateHz));
      const sum = chord.reduce((all, part) => mix(1, all, 1, part));
      return featuresOf(stereo(sum, chord[2], rateHz));
    });
    for (const id of ['tone.bass', 'tone.mud', 'tone.brightness', 'tone.band.1000', 'stereo.width', 'stereo.balance']) {
      expect(Math.abs((at48.get(id) as number) - (at44.get(id) as number))).toBeLessThan(0.1);
      expect(Math.abs((at96.get(id) as number) - (at44.get(id) as number))).toBeLessThan(0.1);
    }
  });

  test('two equal channels are mono', () => {
    const values = featuresOf(stereo(pinkNoise(3, 7)));
    expect(values.get('stereo.width')).toBe(-40);
    expect(values.get('stereo.lowEndSide')).toBe(-40);
    expect(values.get('stereo.balance')).toBeCloseTo(0, 6);
  });
});

describe('scopes', () => {
  const SECTIONS: readonly Section[] = [
    { kind: 'breakdown', startSeconds: 0, endSeconds: 8, startBar: 0, bars: 4 },
    { kind: 'drop', startSeconds: 8, endSeconds: 16, startBar: 4, bars: 4 },
    { kind: 'breakdown', startSeconds: 16, endSeconds: 20, startBar: 8, bars: 2 },
    { kind: 'outro', startSeconds: 20, endSeconds: 22, startBar: 10, bars: 1 },
  ];
  const frames = measureSignalFrames(stereo(joined(sine(1000, 8), sine(100, 8), sine(1000, 4), sine(4000, 2))));
  const spectra = sectionSpectra(frames, SECTIONS);

  test('hold the whole, and each kind that lasts three seconds', () => {
    expect(spectra.map(({ scope, seconds }) => [scope, seconds])).toEqual([
      ['whole', 22],
      ['breakdown', 12],
      ['drop', 8],
    ]);
  });

  test('hold the power of their own stretches: both channels of a sine of amplitude ½ are 2 · ⅛', () => {
    const powerAt = (scope: string, hz: number): number => {
      const spectrum = spectra.find((row) => row.scope === scope);
      const band = THIRD_OCTAVES.findIndex(({ nominalHz }) => nominalHz === hz);
      return (spectrum?.mid[band] as number) + (spectrum?.side[band] as number);
    };
    expect(powerAt('breakdown', 1000)).toBeCloseTo(0.25, 2);
    expect(powerAt('drop', 100)).toBeCloseTo(0.25, 2);
    expect(powerAt('drop', 1000)).toBeLessThan(1e-6);
    expect(powerAt('whole', 1000)).toBeCloseTo((0.25 * 12) / 22, 2);
  });

  test('a signal too short for a frame still has its whole, and features that are numbers', () => {
    const short = measureSignalFrames(stereo(new Float32Array([0.5])));
    for (const { value } of sectionSpectra(short, []).flatMap((row) => bandFeatures(row, short.spectra.bandCentreHz))) {
      expect(value).not.toBeNaN();
    }
  });
});

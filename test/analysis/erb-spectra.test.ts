import { describe, expect, test } from '@jest/globals';
import { erbSpectra } from '../../src/analysis/erb-spectra.ts';
import { scopedFineSpectra } from '../../src/analysis/fine-band-powers.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { scopesOf } from '../../src/analysis/scopes.ts';
import { sectionSpectra } from '../../src/analysis/section-spectra.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { ERB_BANDS } from '../../src/dsp/erb-bands.ts';
import type { AnalysisDocument, Section } from '../../src/store/analysis-document.ts';
import { joined, RATE_HZ, sine, stereo, whiteNoise } from './signals.ts';

function measured(signal: StereoSignal, sections: readonly Section[] = []): AnalysisDocument['erb'] {
  const frames = measureSignalFrames(signal);
  const scoped = scopedFineSpectra(frames, scopesOf(frames.durationSeconds, sections));
  return erbSpectra(frames, scoped, sectionSpectra(frames, sections));
}

describe('ERB spectra', () => {
  test('of white noise rise with the bandwidth, and add up to its loudness', () => {
    const { centreHz, spectra } = measured(stereo(whiteNoise(12, 3)));
    const [{ midDb, sideDb }] = spectra;
    expect([centreHz.length, midDb.length, sideDb.length]).toEqual([41, 41, 41]);
    for (const level of sideDb) expect(level).toBe(-100);
    const widthDb = (i: number): number => 10 * Math.log10(ERB_BANDS[i].highHz - ERB_BANDS[i].lowHz);
    const offset = midDb[30] - widthDb(30);
    for (let i = 8; i < 41; i++) expect(Math.abs(midDb[i] - widthDb(i) - offset)).toBeLessThan(i < 16 ? 0.6 : 0.25);
  });

  test.each([100, 160, 250, 1000, 9000])('of a sine at %d Hz stand in its own band, as loud as it is', (hz) => {
    const own = ERB_BANDS.findIndex(({ lowHz, highHz }) => hz >= lowHz && hz < highHz);
    const centre = ERB_BANDS[own].centreHz;
    const { spectra } = measured(stereo(sine(centre, 4), undefined, RATE_HZ));
    const [{ midDb }] = spectra;
    expect(midDb.indexOf(Math.max(...midDb))).toBe(own);
    expect(midDb[own] - 10 * Math.log10(midDb.reduce((sum, level) => sum + 10 ** (level / 10), 0))).toBeGreaterThan(
      -0.2,
    );
  });

  test('tell mid from side', () => {
    const noise = whiteNoise(6, 4);
    const [{ midDb, sideDb }] = measured(
      stereo(
        noise,
        noise.map((value) => -value),
      ),
    ).spectra;
    for (const level of midDb) expect(level).toBe(-100);
    expect(sideDb[30]).toBeGreaterThan(-30);
  });

  test('are per kind of section, and nothing leaks in from the neighbours', () => {
    const sections: Section[] = [
      { kind: 'breakdown', startSeconds: 0, endSeconds: 6, startBar: 0, bars: 3 },
      { kind: 'drop', startSeconds: 6, endSeconds: 12, startBar: 3, bars: 3 },
    ];
    const { spectra } = measured(stereo(joined(sine(300, 6), sine(3000, 6))), sections);
    expect(spectra.map(({ scope }) => scope)).toEqual(['whole', 'breakdown', 'drop']);
    const at = (scope: string, hz: number): number => {
      const band = ERB_BANDS.findIndex(({ lowHz, highHz }) => hz >= lowHz && hz < highHz);
      return spectra.find((spectrum) => spectrum.scope === scope)?.midDb[band] ?? NaN;
    };
    expect(at('breakdown', 300)).toBeGreaterThan(-3);
    expect(at('breakdown', 3000)).toBeLessThan(-80);
    expect(at('drop', 3000)).toBeGreaterThan(-6);
    expect(at('drop', 300)).toBeLessThan(-80);
  });

  test('end below half of a low rate', () => {
    const rate = 22_050;
    const { centreHz, spectra } = measured(stereo(whiteNoise(4, 6, 0.1, rate), undefined, rate));
    expect(Math.max(...centreHz)).toBeLessThan(rate / 2);
    expect(spectra[0].midDb).toHaveLength(centreHz.length);
  });
});

import { describe, expect, test } from '@jest/globals';
import { NO_MASTER_CHAIN } from '../../src/fixes/master-chain.ts';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import { stemShares, type StemShares } from '../../src/fixes/stem-shares.ts';
import type { StemMapping } from '../../src/store/stem-map-document.ts';
import { valuesOf } from './loop.ts';
import { analysisOf, idealStems, SECTIONS, sumOf } from './synthetic-mix.ts';

const stems = idealStems();
const mapping: StemMapping[] = stems.map(({ track, role }) => ({
  ...{ file: `${track}.wav`, track, role, leftOut: '' },
  ...{ trackConfidence: 1, roleConfidence: 1, roleFrom: 'name' },
}));

describe('stemShares', () => {
  const GAPS = [
    { feature: 'tone.band.12500', scope: 'drop' },
    { feature: 'lowEnd.kickToBass', scope: 'whole' },
    { feature: 'loudness.integrated', scope: 'whole' },
    { feature: 'rhythm.tempo', scope: 'whole' },
  ];
  const measured = analysisOf(sumOf(stems));
  const kickToBass = { id: 'lowEnd.kickToBass', value: 1, unit: 'dB', scope: 'whole' as const };
  const analysis = { ...measured, features: [...measured.features, kickToBass] };
  const shares = measureMixModelOfSignals(stems, SECTIONS).then((model) =>
    stemShares(model, analysis, NO_MASTER_CHAIN, mapping, GAPS),
  );
  const of = async (track: string): Promise<StemShares> => (await shares).find((one) => one.track === track)!;

  test('the highs are the hats', async () => {
    const others = (await shares).filter(({ track }) => track !== 'Hats').map(({ gaps }) => gaps[0]);
    const [highs] = (await of('Hats')).gaps;
    expect(highs.quieter).toBeLessThan(-1);
    // Every other stem that is quieter leaves the hats louder against the whole.
    for (const { quieter, share } of others) {
      expect(quieter).toBeGreaterThan(-0.5);
      expect(share).toBeLessThan(highs.share);
    }
  });

  test('kick against bass is half the kick and half the bass, by 3 dB each', async () => {
    const [kick, bass] = [(await of('Kick')).gaps[1], (await of('Bass')).gaps[1]];
    expect(kick).toEqual({ quieter: expect.closeTo(-3, 6), share: expect.closeTo(0.5, 6) });
    expect(bass).toEqual({ quieter: expect.closeTo(3, 6), share: expect.closeTo(0.5, 6) });
  });

  test('shares of a gap add up to 1, or are all 0 where no fader moves it', async () => {
    const all = await shares;
    const sums = GAPS.map((_, gap) => all.reduce((sum, { gaps }) => sum + gaps[gap].share, 0));
    expect(sums).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9), expect.closeTo(1, 9), 0]);
  });

  test('what is said of 3 dB is what is measured when the stem is 3 dB quieter', async () => {
    const quieter = stems.map((stem) => {
      const gain = stem.track === 'Lead' ? 10 ** (-3 / 20) : 1;
      const { sampleRateHz, left, right } = stem.signal;
      const scaled = { sampleRateHz, left: left.map((v) => v * gain), right: right.map((v) => v * gain) };
      return { ...stem, signal: scaled };
    });
    const [before, after] = [stems, quieter].map((of) => valuesOf(analysisOf(sumOf(of))));
    const key = 'loudness.integrated@whole';
    const [, , loudness] = (await of('Lead')).gaps;
    expect(loudness.quieter).toBeCloseTo((after.get(key) ?? NaN) - (before.get(key) ?? NaN), 1);
  });

  test('levels are below the mix, and the loudest of a stem', async () => {
    for (const { levelDb } of await shares) expect(levelDb).toBeLessThan(0);
  });
});

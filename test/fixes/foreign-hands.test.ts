import { describe, expect, test } from '@jest/globals';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import { MixPredictor } from '../../src/fixes/predict/predict.ts';
import { stemDifferences } from '../../src/fixes/predict/stem-differences.ts';
import type { Yardstick } from '../../src/gap/yardstick.ts';
import { featureKey, type AnalysisDocument } from '../../src/store/analysis-document.ts';
import { suggest } from './loop.ts';
import {
  analysisOf,
  channelGain,
  gain,
  idealStems,
  randomNumbers,
  SECTIONS,
  sumOf,
  withFault,
  yardstickAround,
  type TestStem,
} from './synthetic-mix.ts';

const stems = idealStems();
const ideal = analysisOf(sumOf(stems));

describe('a mix by another hand than its references', () => {
  test('is left as it is, but for what is far beyond what hands differ by', async () => {
    const references = profileOf(Array.from({ length: 10 }, (_, i) => analysisOf(sumOf(byHand(100 + i)))));
    expect(await tracksToMove(byHand(2), references)).toEqual([]);
    // Their leads differ by 3 dB (one standard deviation).
    expect(await tracksToMove(withFault(byHand(1), 'Lead', gain(4)), references)).toEqual([]);
    const leaning = withFault(byHand(1), 'Bass', channelGain('left-right', 1.3, 0.5));
    expect(await tracksToMove(leaning, references)).toContain('Bass');
  });

  test('is told nothing of the level of a stem that the references have nothing like', async () => {
    const without = stems.filter(({ track }) => track !== 'Pluck');
    const references = yardstickAround(analysisOf(sumOf(without)));
    expect(await tracksToMove(stems, references)).toEqual([]);
    // What is wrong with the others is found all the same.
    expect(await tracksToMove(withFault(stems, 'Bass', gain(9)), references)).toEqual(['Bass']);
    // Where they have it, it is too loud.
    expect(await tracksToMove(withFault(stems, 'Pluck', gain(9)), yardstickAround(ideal))).toEqual(['Pluck']);
  });
});

describe('what stems differ by from hand to hand', () => {
  test('moves what the stem is heard in, and no balance, wherever it stands', async () => {
    const panned = withFault(stems, 'Lead', channelGain('left-right', 1.3, 0.5));
    const model = await measureMixModelOfSignals(panned, SECTIONS);
    const predictor = new MixPredictor(model, analysisOf(sumOf(panned)), () => 0);
    const lead = model.stems.indexOf('Lead');
    const differences = stemDifferences(predictor, [lead]);
    const of = (key: string): number[] => differences.map((change) => change[predictor.keys.indexOf(key)]);
    const [louder, ...humps] = of('tone.band.2000@drop');
    expect(louder).toBeGreaterThan(0.2);
    // Of eight octaves the one around it does most, and the last of all changes widths only.
    expect(humps.indexOf(Math.max(...humps))).toBe(5);
    expect(of('tone.band.2000@breakdown').every((change) => Math.abs(change) < 1e-9)).toBe(true);
    const balances = predictor.keys.filter((key) => key.startsWith('stereo.balance'));
    expect(balances.length).toBeGreaterThan(0);
    expect(balances.flatMap(of).every((change) => change === 0)).toBe(true);
  });
});

/** The ideal mix as another would make it: every stem some decibels louder or softer, wider or narrower. */
function byHand(seed: number): TestStem[] {
  const random = randomNumbers(seed);
  const spread = (db: number): number => 10 ** ((db * (random() + random() + random() - 1.5)) / 20);
  return stems.map((stem) => {
    const [level, side] = [spread(6), spread(4)];
    return { ...stem, signal: channelGain('mid-side', level, level * side)(stem.signal) };
  });
}

/** A style of these references: median, quartiles' spread, band and every one's difference. */
function profileOf(analyses: readonly AnalysisDocument[]): Yardstick {
  const base = yardstickAround(ideal);
  const valuesOf = new Map(
    base.rows.map((row) => {
      const key = featureKey(row.feature.id, row.scope);
      const values = analyses.map(
        ({ features }) => features.find((one) => featureKey(one.id, one.scope) === key)?.value,
      );
      return [row, values.filter((value) => value !== undefined)] as const;
    }),
  );
  const rows = base.rows.map((row) => {
    const sorted = [...(valuesOf.get(row) ?? [])].sort((a, b) => a - b);
    const median = (sorted[4] + sorted[5]) / 2;
    const spread = (sorted[7] - sorted[2]) / 1.35;
    return {
      ...row,
      median,
      spread,
      scale: Math.max(spread, row.feature.jnd),
      band: [sorted[1], sorted[8]] as const,
      sorted,
    };
  });
  const variation = analyses.map((_, i) =>
    Float64Array.from(rows, (row, r) => ((valuesOf.get(base.rows[r])?.[i] ?? row.median) - row.median) / row.scale),
  );
  return { ...base, rows, variation };
}

async function tracksToMove(mixed: readonly TestStem[], references: Yardstick): Promise<string[]> {
  const bounce = sumOf(mixed);
  const { fixes } = await suggest(mixed, bounce, analysisOf(bounce), references);
  return fixes.filter(({ advice }) => !advice).map(({ track }) => track);
}

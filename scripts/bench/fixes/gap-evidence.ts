import type { MeasuredGap } from '../../../src/assistant/measure-gap.ts';
import { severityOf } from '../../../src/gap/yardstick.ts';
import { featureKey, featureValues } from '../../../src/store/analysis-document.ts';
import type { GapEvidence, Harm, Outcome } from './outcome.ts';

/** The gaps that weigh most in the faulty mix, and the features that the fault moved most, in or out of their bands. */
export function evidenceOf(before: MeasuredGap, clean: MeasuredGap): Pick<Outcome['evidence'], 'gaps' | 'moved'> {
  const [values, cleanValues] = [featureValues(before.analysis), featureValues(clean.analysis)];
  const rows = before.yardstick.rows.map((row) => {
    const key = featureKey(row.feature.id, row.scope);
    const [value, was] = [values.get(key) ?? NaN, cleanValues.get(key) ?? NaN];
    const evidence: GapEvidence = {
      feature: row.feature.id,
      scope: row.scope,
      value,
      clean: was,
      severity: severityOf(row, value),
    };
    return {
      evidence,
      cost: row.weight * evidence.severity ** 2,
      moved: row.weight * ((value - was) / row.scale) ** 2,
    };
  });
  const most = (of: 'cost' | 'moved'): GapEvidence[] =>
    rows
      .filter((row) => row[of] > 0)
      .sort((a, b) => b[of] - a[of])
      .slice(0, SHOWN)
      .map(({ evidence }) => evidence);
  return { gaps: most('cost'), moved: most('moved') };
}

const SHOWN = 6;

/**
 * What is lost beyond what was lost before or is in the song without faults: width that a fault took costs its share of
 * the mono sum when it is given back. The row reads 0 for mono and less for what is lost, by kind of section.
 */
function worstMonoLoss(...[was, is, meant]: readonly ReadonlyMap<string, number>[]): number {
  const keys = [...was.keys()].filter((key) => key.startsWith('stereo.monoLoss@'));
  const lost = keys.map((key) => Math.min(was.get(key) ?? NaN, meant.get(key) ?? NaN) - (is.get(key) ?? NaN));
  return Math.max(0, ...lost.filter(Number.isFinite));
}

/** What the plan made worse. */
export function harmOf(before: MeasuredGap, after: MeasuredGap, clean: MeasuredGap): Harm {
  const [was, is, meant] = [before, after, clean].map(({ analysis }) => featureValues(analysis));
  const truePeak = featureKey('loudness.truePeak', 'whole');
  const peakIn = (values: ReadonlyMap<string, number>): number => values.get(truePeak) ?? NaN;
  return {
    truePeakDb: peakIn(is) - Math.max(peakIn(was), peakIn(meant)),
    monoLossDb: worstMonoLoss(was, is, meant),
    pushedOut: before.yardstick.rows.flatMap((row) => {
      const key = featureKey(row.feature.id, row.scope);
      const [from, to] = [was.get(key) ?? NaN, is.get(key) ?? NaN];
      const isOut = severityOf(row, from) === 0 && Math.abs(severityOf(row, to)) * row.scale > row.feature.jnd;
      return isOut ? [key] : [];
    }),
  };
}

import { featureValue, judgedBesideLabel, spokenScope } from '../../gap/gap-sentences.ts';
import { severityOf } from '../../gap/yardstick.ts';
import type { FeatureMove } from '../predict/plan-effect.ts';

/** A person reads two; the worst come first. */
const MOST_SHOWN = 2;

/**
 * What a change leaves worse: features that it takes further from their band by more than an ear can tell.
 * `Width at 4 kHz in the drop becomes too narrow: −7.0 dB → −9.1 dB.` Absolute loudness, which every cut lowers and the
 * master sets, is not told.
 *
 * @param moved from the plan without the change to the plan with it, so that what another fix mends is not told
 */
export function sideEffects(moved: readonly FeatureMove[]): string[] {
  return moved
    .filter(({ row }) => row.feature.group !== 'loudness')
    .filter(({ row, before, after, relief }) => relief < 0 && Math.abs(after - before) > row.feature.jnd)
    .sort((a, b) => a.relief - b.relief)
    .slice(0, MOST_SHOWN)
    .map(({ row, before, after }) => {
      const { feature, scope } = row;
      const judged = judgedBesideLabel(feature, severityOf(row, after) > 0);
      const verb = severityOf(row, before) === 0 ? 'becomes' : 'stays';
      return `${feature.label}${spokenScope(scope)} ${verb} ${judged}: ${featureValue(feature, before)} → ${featureValue(feature, after)}.`;
    });
}

import { featureValue, spokenScope } from '../../gap/gap-sentences.ts';
import { severityOf } from '../../gap/yardstick.ts';
import type { FeatureMove } from '../plan-effect.ts';

/** A person reads three; the worst come first. */
const MOST_SHOWN = 3;

/**
 * What a change makes worse: features that get further from their band by more than half of what an ear can tell.
 * `Width at 4 kHz in the drop gets too narrow: −7.0 → −9.1 dB.`
 */
export function sideEffects(moved: readonly FeatureMove[]): string[] {
  return moved
    .filter(({ row, before, after, relief }) => relief < 0 && Math.abs(after - before) > row.feature.jnd / 2)
    .sort((a, b) => a.relief - b.relief)
    .slice(0, MOST_SHOWN)
    .map(({ row, before, after }) => {
      const { feature, scope } = row;
      const word = severityOf(row, after) > 0 ? feature.tooHigh : feature.tooLow;
      const verb = severityOf(row, before) === 0 ? 'becomes' : 'stays';
      return `${feature.label}${spokenScope(scope)} ${verb} ${word}: ${featureValue(feature, before)} → ${featureValue(feature, after)}.`;
    });
}

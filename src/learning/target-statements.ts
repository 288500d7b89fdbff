import type { Normal } from '../dsp/units.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { MeasuredMixes } from './measured-mixes.ts';
import type { Outcome } from './outcomes.ts';

/**
 * What an answer says of targets: of every feature that the fix was to bring nearer to its band; of an old plan, of
 * those that the fix is for.
 *
 * @param mixes of the outcome's profile
 * @param liking P(taken) of such a change on such a stem, whatever it is for, by one who thinks about it
 */
export function targetStatementsOf(outcome: Outcome, mixes: MeasuredMixes, liking: Normal): TargetStatement[] {
  const { about, plan, fix, weight } = outcome;
  const main = new Set(about.features.map(({ feature, scope }) => featureKey(feature, scope)));
  const of = { outcome, liking };
  const planned = mixes.planned(plan, fix);
  if (planned !== undefined) {
    return Object.entries(planned.moves).flatMap(([key, by]): TargetStatement[] => {
      const distance = planned.distances[key] as number | undefined;
      if (distance === undefined || by === 0) return [];
      const [feature, scope] = [key.slice(0, key.lastIndexOf('@')), key.slice(key.lastIndexOf('@') + 1)];
      const stood = standOf(distance, by);
      return [{ ...of, key, feature, scope, isMain: main.has(key), isMeasured: true, ...stood, weight }];
    });
  }
  const most = Math.max(0, ...about.features.map(({ share }) => share));
  return about.features.flatMap(({ feature, scope, before, after, distance, share, scale }): TargetStatement[] => {
    if (after === before || share <= 0) return [];
    const stood = standOf(distance, (after - before) / scale);
    const key = featureKey(feature, scope);
    return [{ ...of, key, feature, scope, isMain: true, isMeasured: false, ...stood, weight: weight * (share / most) }];
  });
}

/** What one answer says of one feature's target; distances are from the references' median, on the mix's own side. */
export interface TargetStatement {
  outcome: Outcome;
  /** See `featureKey`. */
  key: string;
  feature: string;
  scope: string;
  /** Whether it is one of those that the fix is for. */
  isMain: boolean;
  /** Whether the mix is among the measured ones. */
  isMeasured: boolean;
  /** On which side of the median the mix stood: 1 above, −1 below. */
  side: 1 | -1;
  /** Whether the fix was to bring it nearer to the median. */
  isAway: boolean;
  from: number;
  to: number;
  liking: Normal;
  weight: number;
}

function standOf(distance: number, by: number): Pick<TargetStatement, 'side' | 'isAway' | 'from' | 'to'> {
  const from = Math.abs(distance);
  return { side: distance >= 0 ? 1 : -1, isAway: by * distance < 0, from, to: from - Math.abs(by) };
}

import type { Normal } from '../dsp/units.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { MeasuredMixes } from './measured-mixes.ts';
import type { Outcome } from './outcomes.ts';

/**
 * What an answer says of targets: of every feature that the fix was to bring nearer to its band; of an old plan, of
 * those that the fix is for.
 *
 * A fix is refused for any of them, but what is taken for what it moves most is taken with what it moves besides: an
 * acceptance counts for a feature by its share in the squared distance that the fix takes off. Of what 16 simulated
 * producers (`npm run bench:learning`, from 1101) mean otherwise 0.48 is found so after 24 mixes, and 0.29 where an
 * acceptance counts in full for each; what they do not mean otherwise is moved by 0.05 of a spread instead of 0.02. By
 * the share of either answer 0.33 is found.
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
    const stood = Object.entries(planned.moves).flatMap(([key, by]) => {
      const distance = planned.distances[key] as number | undefined;
      return distance === undefined || by === 0 ? [] : [{ key, distance, by }];
    });
    const most = Math.max(...stood.map(reliefOf));
    return stood.map((one): TargetStatement => {
      const { key, distance, by } = one;
      const [feature, scope] = [key.slice(0, key.lastIndexOf('@')), key.slice(key.lastIndexOf('@') + 1)];
      const told = outcome.accepted === 1 && most > 0 ? weight * (reliefOf(one) / most) : weight;
      return {
        ...of,
        key,
        feature,
        scope,
        isMain: main.has(key),
        isMeasured: true,
        ...standOf(distance, by),
        weight: told,
      };
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

/** What the fix takes off the square of the distance from the references' median. */
function reliefOf({ distance, by }: { distance: number; by: number }): number {
  return Math.max(0, distance ** 2 - (distance + by) ** 2);
}

function standOf(distance: number, by: number): Pick<TargetStatement, 'side' | 'isAway' | 'from' | 'to'> {
  const from = Math.abs(distance);
  return { side: distance >= 0 ? 1 : -1, isAway: by * distance < 0, from, to: from - Math.abs(by) };
}

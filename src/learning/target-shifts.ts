import { featureKey } from '../store/analysis-document.ts';
import type { Normal } from '../dsp/units.ts';
import type { Outcome } from './outcomes.ts';

/** How far a producer's answers have moved the target of one feature, in the unit that severity is counted in. */
export interface TargetShift {
  feature: string;
  scope: string;
  /** Of the median and of the edge on the producer's side. */
  shift: number;
  /** By how much less the other edge follows: the band is wider by this. */
  widen: number;
  /** Refusals to move it that way, less the acceptances. */
  votes: number;
}

/** How many votes it takes to go half of the way. */
const HALF_WAY_VOTES = 8;
/** A target moves by at most one and a half spreads: beyond, it would be another library. */
export const MOST_SHIFT = 1.5;
/** The band keeps half of what the target leaves behind. */
const WIDEN_SHARE = 0.5;
/** An explicit "this is meant" counts as this many refusals: it goes three quarters of the way by itself. */
const INTENTIONAL_VOTES = 24;
/** One refusal may be a whim: a target moves from the second on, and by no less than can be told. */
const LEAST_REFUSALS = 2;
const LEAST_SHIFT = 0.1;
/** How often a liked kind of fix is refused because its target is another one: by simulated producers, see `bench:learning`. */
const PRIOR_OF_OTHER_TARGET: Normal = 0.3;

/**
 * How repeated answers in one direction move the targets of features towards the producer's own mixes:
 *
 *     shift = v / (v + 8) · d
 *
 * where v is the number of refusals to move the feature one way less the acceptances, and d the mean distance of the
 * refused mixes from the references' median. Acceptances can only take votes away, so accepting never moves or widens
 * anything.
 *
 * A refused fix may have been refused for another reason than its target: because this producer never wants such a
 * change on such a stem. A refusal counts as far as that does not explain it (see `blameOf`), and for each feature as
 * far as the fix was made for it.
 *
 * @param outcomes of one profile
 * @param liking how much of such changes this producer takes anyway, 0–1
 * @param forgottenSince place in the log up to which a feature's answers do not count
 */
export function targetShiftsOf(
  outcomes: readonly Outcome[],
  liking: (outcome: Outcome) => Normal,
  forgottenSince: (key: string) => number = () => -1,
): ReadonlyMap<string, TargetShift> {
  const votes = new Map<string, Vote[]>();
  for (const outcome of outcomes) {
    const most = Math.max(0, ...outcome.about.features.map(({ share }) => share));
    for (const { feature, scope, before, after, distance, share } of outcome.about.features) {
      if (after === before || share <= 0) continue;
      const key = featureKey(feature, scope);
      if (outcome.place <= forgottenSince(key)) continue;
      const vote: Vote = {
        feature,
        scope,
        direction: Math.sign(after - before),
        isIntentional: outcome.answer === 'intentional',
        refused: (share / most) * outcome.weight * refusalOf(outcome, liking(outcome)),
        distance,
      };
      votes.set(key, [...(votes.get(key) ?? []), vote]);
    }
  }
  const shifts = new Map<string, TargetShift>();
  for (const [key, all] of votes) {
    const shift = shiftOf(all);
    if (shift !== undefined) shifts.set(key, shift);
  }
  return shifts;
}

interface Vote {
  feature: string;
  scope: string;
  /** Which way the fix was to move the feature: 1 up, −1 down. */
  direction: number;
  /** Positive for a refusal, negative for an acceptance. */
  refused: number;
  isIntentional: boolean;
  distance: number;
}

function refusalOf({ answer, accepted }: Outcome, liking: Normal): number {
  if (answer === 'intentional') return INTENTIONAL_VOTES;
  if (answer === 'accept') return -1;
  if (answer === 'change') return -accepted;
  return blameOf(liking);
}

/**
 * How much of a refusal is the target's: P(other target | refused), where a fix is taken if both its kind is liked
 * (probability h) and its target is right (t): (1 − t) / (1 − h·t). Counted in parts of what it is for a kind that is
 * always liked, where nothing but the target explains it.
 */
function blameOf(liking: Normal): number {
  const right = 1 - PRIOR_OF_OTHER_TARGET;
  return PRIOR_OF_OTHER_TARGET / (1 - liking * right);
}

/** The shift that one feature's votes ask for; `undefined` where acceptances outweigh. */
function shiftOf(votes: readonly Vote[]): TargetShift | undefined {
  for (const direction of [1, -1]) {
    const ofWay = votes.filter((vote) => vote.direction === direction);
    const refusals = ofWay.filter(({ refused }) => refused > 0);
    const net = ofWay.reduce((sum, { refused }) => sum + refused, 0);
    if (net <= 0 || (refusals.length < LEAST_REFUSALS && !refusals[0].isIntentional)) continue;
    const total = refusals.reduce((sum, { refused }) => sum + refused, 0);
    const distance = refusals.reduce((sum, vote) => sum + vote.refused * vote.distance, 0) / total;
    // Who refuses to go down stands above, and the other way round; anything else is not about the target.
    if (distance * direction >= 0) continue;
    const wanted = (net / (net + HALF_WAY_VOTES)) * distance;
    const shift = Math.max(-MOST_SHIFT, Math.min(MOST_SHIFT, wanted));
    if (Math.abs(shift) < LEAST_SHIFT) continue;
    const { feature, scope } = votes[0];
    return { feature, scope, shift, widen: WIDEN_SHARE * Math.abs(shift), votes: net };
  }
  return undefined;
}

import type { Normal } from '../dsp/units.ts';
import { featureKey } from '../store/analysis-document.ts';
import { chanceToTake, logistic } from './acceptance-model.ts';
import { ACCEPTANCE_PRIOR } from './acceptance-prior.ts';
import type { Outcome } from './outcomes.ts';

/** How far a producer's answers have moved the target of one feature, in the unit that severity is counted in. */
export interface TargetShift {
  feature: string;
  scope: string;
  /** Of the median and of the edge on the producer's side. */
  shift: number;
  /** By how much less the other edge follows: the band is wider by this. */
  widen: number;
  /** Refusals that speak for it. */
  refusals: number;
}

/** What the targets have to do with the answers. */
export interface TargetFindings {
  /** By `featureKey`; features whose target is the references' are not in it. */
  shifts: ReadonlyMap<string, TargetShift>;
  /** Of a refused outcome: how likely its target was the reason, 0–1. Of others 0. */
  blame(outcome: Outcome): Normal;
  /** How likely a move of a feature suits the producer's own target. */
  suits(move: TargetMove): Normal;
}

/** A move of a feature, in distances from the references' own median. */
export interface TargetMove {
  /** See `featureKey`. */
  key: string;
  from: number;
  to: number;
}

/** A target moves by at most one and a half spreads: beyond, it would be another library. */
export const MOST_SHIFT = 1.5;
/** The band keeps half of what the target leaves behind. */
const WIDEN_SHARE = 0.5;
/** One refusal may be a whim: a target moves from the second on, and by no less than can be told. */
const LEAST_REFUSALS = 2;
const LEAST_SHIFT = 0.1;

/**
 * What is believed of a target before any answer: one in ten lies elsewhere than the references', one in twenty on
 * either side, up to some spreads off (half of a normal distribution of this width).
 */
const OTHER_ON_SIDE: Normal = 0.05;
const OTHER_DEVIATION = 1.5;
const GRID = Array.from({ length: 31 }, (_, i) => i / 10);
/** How sharply a producer tells nearer from farther, in spreads. */
const SOFTNESS = 0.25;
/**
 * Where the mix stood tells of the target, too, once what would bring it elsewhere is refused: mixes scatter about
 * their producer's target as references about theirs, by one spread; and one feature in five is where it is by a
 * fault, anywhere within six spreads. Only what lies outside of the references' band (`BAND_SIGMAS`) is ever asked
 * about.
 */
const FAULTY: Normal = 0.2;
const FAULT_REACH = 6;
const BAND_EDGE = 1.476;
/** "This is meant" says that the target lies where the mix stands, give or take this. */
const MEANT_DEVIATION = 0.4;

/**
 * How answers move the targets of features towards the producer's own mixes.
 *
 * A producer whose target is μ takes a fix that brings the feature nearer to it: one from b to a if μ lies on a's side
 * of their middle. So with liking h of that kind of change on that stem,
 *
 *     P(taken | μ) = (1 − ε)·h·σ(±(μ − (a + b)/2) / s) + ε/2,
 *
 * and the answers to all fixes of a feature make a posterior of μ on a grid; its mean is the shift. Each side is judged
 * by the fixes that would lead away from it, and of those every acceptance speaks for the references' own target (the
 * likelihood falls with μ): accepting never moves or widens anything. That a producer refuses such changes anyway is in
 * h, and explains a refusal without the target.
 *
 * @param outcomes of one profile
 * @param liking P(taken) of such a change on such a stem, whatever it is for, by one who thinks about it
 * @param forgottenSince place in the log up to which a feature's answers do not count
 */
export function targetShiftsOf(
  outcomes: readonly Outcome[],
  liking: (outcome: Outcome) => Normal,
  forgottenSince: (key: string) => number,
): TargetFindings {
  const statements = new Map<string, Statement[]>();
  for (const outcome of outcomes) {
    const most = Math.max(0, ...outcome.about.features.map(({ share }) => share));
    for (const { feature, scope, before, after, distance, share, scale } of outcome.about.features) {
      const key = featureKey(feature, scope);
      if (after === before || share <= 0 || outcome.place <= forgottenSince(key)) continue;
      const statement: Statement = {
        outcome,
        feature,
        scope,
        side: distance >= 0 ? 1 : -1,
        isAway: (after - before) * distance < 0,
        from: Math.abs(distance),
        to: Math.abs(distance) - Math.abs(after - before) / scale,
        liking: liking(outcome),
        weight: outcome.weight * (share / most),
      };
      statements.set(key, [...(statements.get(key) ?? []), statement]);
    }
  }
  const shifts = new Map<string, TargetShift>();
  const blames = new Map<Outcome, Normal>();
  const posteriors = new Map<string, readonly Normal[]>();
  const unasked = posteriorOf([]);
  for (const [key, all] of statements) {
    for (const side of [1, -1] as const) {
      const ofSide = all.filter((statement) => statement.side === side && statement.isAway);
      const posterior = posteriorOf(ofSide);
      posteriors.set(`${key} ${side}`, posterior);
      for (const statement of ofSide) {
        if (statement.outcome.accepted === 1) continue;
        const suits = expected(posterior, (target) => suiting(statement, target));
        const blame = (statement.liking * (1 - suits)) / (1 - statement.liking * suits);
        blames.set(statement.outcome, Math.max(blames.get(statement.outcome) ?? 0, blame));
      }
      const shift = shiftOf(ofSide, posterior);
      if (shift !== undefined && Math.abs(shift.shift) > Math.abs(shifts.get(key)?.shift ?? 0)) shifts.set(key, shift);
    }
  }
  return {
    shifts,
    blame: (outcome) => blames.get(outcome) ?? 0,
    suits: ({ key, from, to }) => {
      const side = from >= 0 ? 1 : -1;
      if ((to - from) * side >= 0) return 1;
      const before = posteriors.get(`${key} ${side}`) ?? unasked;
      const posterior = normalised(before.map((odds, i) => odds * standing(from * side, GRID[i])));
      return expected(posterior, (target) => suiting({ from: from * side, to: to * side }, target));
    },
  };
}

/** What one answer says of one feature's target; distances are from the references' median, on the mix's own side. */
interface Statement {
  outcome: Outcome;
  feature: string;
  scope: string;
  /** On which side of the median the mix stood: 1 above, −1 below. */
  side: 1 | -1;
  /** Whether the fix was to bring it nearer to the median. */
  isAway: boolean;
  from: number;
  to: number;
  liking: Normal;
  weight: number;
}

/** Probability that the fix suits a producer with this target. */
function suiting({ from, to }: Pick<Statement, 'from' | 'to'>, target: number): Normal {
  return logistic(((from + to) / 2 - target) / SOFTNESS);
}

/** Probabilities of the grid's targets, the references' own first. */
function posteriorOf(statements: readonly Statement[]): readonly Normal[] {
  const slab = GRID.map((target) => Math.exp(-((target / OTHER_DEVIATION) ** 2) / 2));
  const slabSum = slab.reduce((sum, value) => sum + value, 0);
  const logs = GRID.map((target, i) => {
    const prior = (OTHER_ON_SIDE * slab[i]) / slabSum + (i === 0 ? 1 - OTHER_ON_SIDE : 0);
    return statements.reduce((sum, statement) => sum + logLikelihood(statement, target), Math.log(prior));
  });
  const most = Math.max(...logs);
  return normalised(logs.map((log) => Math.exp(log - most)));
}

function normalised(odds: readonly number[]): readonly Normal[] {
  const total = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / total);
}

function logLikelihood(statement: Statement, target: number): number {
  const { outcome, from, liking, weight } = statement;
  if (outcome.answer === 'intentional') return -(((from - target) / MEANT_DEVIATION) ** 2) / 2;
  const taken = chanceToTake(liking * suiting(statement, target), ACCEPTANCE_PRIOR.careless);
  return weight * (outcome.accepted === 1 ? Math.log(taken) : Math.log(1 - taken) + Math.log(standing(from, target)));
}

/** Density of where a mix stands that is asked about, on the side of the target. */
function standing(from: number, target: number): number {
  const edge = Math.min(from, BAND_EDGE);
  const density =
    ((1 - FAULTY) * Math.exp(-((from - target) ** 2) / 2)) / Math.sqrt(2 * Math.PI) + FAULTY / (2 * FAULT_REACH);
  const outside = (1 - FAULTY) * (tailOf(edge - target) + tailOf(edge + target)) + FAULTY * (1 - edge / FAULT_REACH);
  return density / outside;
}

/** Chance that a standard normal number exceeds x, by the logistic curve of the same slope (within 0.02). */
function tailOf(x: number): Normal {
  return logistic(-1.702 * x);
}

function expected(posterior: readonly Normal[], of: (target: number) => number): number {
  return posterior.reduce((sum, probability, i) => sum + probability * of(GRID[i]), 0);
}

function shiftOf(statements: readonly Statement[], posterior: readonly Normal[]): TargetShift | undefined {
  const refused = statements.filter(({ outcome }) => outcome.accepted === 0);
  const isMeant = refused.some(({ outcome }) => outcome.answer === 'intentional');
  if (refused.length < LEAST_REFUSALS && !isMeant) return undefined;
  const far = Math.min(
    MOST_SHIFT,
    expected(posterior, (target) => target),
  );
  if (far < LEAST_SHIFT) return undefined;
  const { feature, scope, side } = statements[0];
  return { feature, scope, shift: side * far, widen: WIDEN_SHARE * far, refusals: refused.length };
}

import type { Normal } from '../dsp/units.ts';
import { chanceToTake, logistic } from './acceptance-model.ts';
import { ACCEPTANCE_PRIOR } from './acceptance-prior.ts';
import type { MeasuredMixes } from './measured-mixes.ts';
import type { Outcome } from './outcomes.ts';
import { targetStatementsOf, type TargetStatement } from './target-statements.ts';

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

/** A target moves by at most two spreads: beyond, it would be another library. */
export const MOST_SHIFT = 2;
/** The band keeps half of what the target leaves behind. */
const WIDEN_SHARE = 0.5;
/** One refusal may be a whim: a target moves from the second on, and by no less than can be told. */
const LEAST_REFUSALS = 2;
const LEAST_SHIFT = 0.1;

/**
 * What is believed of a feature before any answer, on either side: one in twenty has its target elsewhere than the
 * references', up to some spreads off (half of a normal distribution of this width), and so the mixes stand there; of
 * twice as many the mixes stand elsewhere as well, but are not meant to: that is what a producer wants mended.
 */
const OTHER_ON_SIDE: Normal = 0.05;
const ASTRAY_ON_SIDE: Normal = 0.1;
const OTHER_DEVIATION = 1.5;
const GRID = Array.from({ length: 31 }, (_, i) => i / 10);
/** How sharply a producer tells nearer from farther, in spreads. */
const SOFTNESS = 0.25;
/**
 * Where mixes stand tells where an own target would lie: mixes scatter about it as references about theirs, by one
 * spread; and one feature in five is where it is by a fault, anywhere within six spreads to either side. Only what lies
 * outside of the references' band (`BAND_SIGMAS`) is ever asked about.
 */
const FAULTY: Normal = 0.2;
const FAULT_REACH = 6;
const BAND_EDGE = 1.476;
/** "This is meant" says that the target lies where the mix stands, give or take this. */
const MEANT_DEVIATION = 0.4;

/**
 * How answers move the targets of features towards the producer's own mixes.
 *
 * Where an own target μ would lie is told by where the mixes stand, but only answers tell whether there is one, for
 * mixes that all stand elsewhere may just as well be what the producer wants mended. A producer whose target is μ takes
 * a fix that brings the feature nearer to it: one from b to a if μ lies on a's side of their middle. So with liking h
 * of that kind of change on that stem,
 *
 *     P(taken | μ) = (1 − ε)·h·σ(±(μ − (a + b)/2) / s) + ε/2,
 *
 * and the answers to all fixes of a feature make a posterior of μ on a grid; its mean is the shift. Every feature that
 * a fix brings nearer to its band is asked, not only those it is for: what a fader moves, it moves together. Each side
 * is judged by the fixes that would lead away from it, and of those every acceptance speaks for the references' own
 * target (the likelihood falls with μ): accepting never moves or widens anything. That a producer refuses such changes
 * anyway is in h, and explains a refusal without the target.
 *
 * @param outcomes of one profile
 * @param mixes of the same profile
 * @param liking P(taken) of such a change on such a stem, whatever it is for, by one who thinks about it
 * @param forgottenSince place in the log up to which a feature's answers do not count
 */
export function targetShiftsOf(
  outcomes: readonly Outcome[],
  mixes: MeasuredMixes,
  liking: (outcome: Outcome) => Normal,
  forgottenSince: (key: string) => number,
): TargetFindings {
  const statements = new Map<string, TargetStatement[]>();
  for (const outcome of outcomes) {
    for (const statement of targetStatementsOf(outcome, mixes, liking(outcome))) {
      const { key } = statement;
      if (outcome.place <= forgottenSince(key)) continue;
      const known = statements.get(key);
      if (known === undefined) statements.set(key, [statement]);
      else known.push(statement);
    }
  }
  const shifts = new Map<string, TargetShift>();
  const blames = new Map<Outcome, Normal>();
  const posteriors = new Map<string, readonly Normal[]>();
  const unasked = posteriorOf([], []);
  for (const [key, all] of statements) {
    for (const side of [1, -1] as const) {
      const ofSide = all.filter((statement) => statement.side === side && statement.isAway);
      if (ofSide.length === 0) continue;
      const posterior = posteriorOf(
        ofSide,
        mixes.standsOf(key).map((stand) => side * stand),
      );
      posteriors.set(`${key} ${side}`, posterior);
      for (const statement of ofSide) {
        if (statement.outcome.accepted === 1 || !statement.isMain) continue;
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

/** Probability that the fix suits a producer with this target. */
function suiting({ from, to }: Pick<TargetStatement, 'from' | 'to'>, target: number): Normal {
  return logistic(((from + to) / 2 - target) / SOFTNESS);
}

/**
 * Probabilities of the grid's targets, the references' own first.
 *
 * @param stands where the producer's mixes stood, on the side that is asked about
 */
function posteriorOf(statements: readonly TargetStatement[], stands: readonly number[]): readonly Normal[] {
  const stood = normalised(likelihoodsOf(statements, stands));
  const others = GRID.map((target, i) => (i === 0 ? 0 : Math.exp(-((target / OTHER_DEVIATION) ** 2) / 2)));
  const slab = normalised(others).map((share, i) => share * stood[i]);
  const elsewhere = slab.reduce((sum, value) => sum + value, 0);
  const references = (1 - OTHER_ON_SIDE - ASTRAY_ON_SIDE) * stood[0] + ASTRAY_ON_SIDE * elsewhere;
  const prior = slab.map((share, i) => (i === 0 ? references : OTHER_ON_SIDE * share));
  const logs = GRID.map((target, i) =>
    statements.reduce((sum, statement) => sum + logLikelihood(statement, target), Math.log(prior[i])),
  );
  const most = Math.max(...logs);
  return normalised(logs.map((log) => Math.exp(log - most)));
}

/** How likely the mixes stood where they did, for each of the grid's targets, the likeliest 1. */
function likelihoodsOf(statements: readonly TargetStatement[], stands: readonly number[]): readonly Normal[] {
  // Of old plans only where the refused mixes stood is known.
  const asked = statements.filter(({ isMeasured, outcome }) => !isMeasured && outcome.accepted === 0);
  const logs = GRID.map(
    (target) =>
      stands.reduce((sum, stand) => sum + Math.log(density(stand, target)), 0) +
      asked.reduce((sum, { from, weight }) => sum + weight * Math.log(standing(from, target)), 0),
  );
  const most = Math.max(...logs);
  return logs.map((log) => Math.exp(log - most));
}

function normalised(odds: readonly number[]): readonly Normal[] {
  const total = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / total);
}

function logLikelihood(statement: TargetStatement, target: number): number {
  const { outcome, from, liking, weight } = statement;
  if (outcome.answer === 'intentional') return -(((from - target) / MEANT_DEVIATION) ** 2) / 2;
  const taken = chanceToTake(liking * suiting(statement, target), ACCEPTANCE_PRIOR.careless);
  return weight * Math.log(outcome.accepted === 1 ? taken : 1 - taken);
}

/** Density of where a mix stands whose producer has this target. */
function density(stand: number, target: number): number {
  return ((1 - FAULTY) * Math.exp(-((stand - target) ** 2) / 2)) / Math.sqrt(2 * Math.PI) + FAULTY / (2 * FAULT_REACH);
}

/** The same of a mix that is asked about, on the side of the target. */
function standing(from: number, target: number): number {
  const edge = Math.min(from, BAND_EDGE);
  const outside = (1 - FAULTY) * (tailOf(edge - target) + tailOf(edge + target)) + FAULTY * (1 - edge / FAULT_REACH);
  return density(from, target) / outside;
}

/** Chance that a standard normal number exceeds x, by the logistic curve of the same slope (within 0.02). */
function tailOf(x: number): Normal {
  return logistic(-1.702 * x);
}

function expected(posterior: readonly Normal[], of: (target: number) => number): number {
  return posterior.reduce((sum, probability, i) => sum + probability * of(GRID[i]), 0);
}

function shiftOf(statements: readonly TargetStatement[], posterior: readonly Normal[]): TargetShift | undefined {
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

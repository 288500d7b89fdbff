import type { Normal } from '../dsp/units.ts';
import { ACCEPTANCE_PRIOR, type AcceptancePrior } from './acceptance-prior.ts';
import { choleskyFactor, solveWithFactor } from '../dsp/cholesky.ts';

/** A fix as its acceptance depends on it. */
export interface AcceptanceCase {
  kind: string;
  role: string;
  /** In typical sizes of its kind, without sign. */
  relativeSize: number;
  /** Share of the style delta that it takes off. */
  benefit: Normal;
  risk: 'low' | 'medium' | 'high';
}

/** A case that was answered. */
export interface AcceptanceOutcome extends AcceptanceCase {
  /** 1 taken, 0 refused. */
  accepted: 0 | 1;
  weight: number;
  /** How likely it was for something wrong, as stated with it: what is for nothing is refused by who likes it, too. */
  improves: Normal;
}

/** What is expected of an answer. */
export interface AcceptanceEstimate {
  /** P(accepted), the uncertainty of the model included. */
  probability: Normal;
  /** The same of an answer that is thought about. */
  willing: Normal;
  /** Mean and standard deviation of the log odds of that. */
  logOdds: number;
  deviation: number;
}

/**
 * How likely a producer takes a fix: Bayesian logistic regression with random intercepts,
 *
 *     log odds = β₀ + β₁·log₂(benefit / 0.1) + β₂·(size − 1) + β₃·risk + u(kind) + u(role) + u(kind, role),
 *     P(taken) = (1 − ε)·P(right)·σ(log odds) + ε/2,   odds(right) = e^δ·odds(improves),
 *
 * every coefficient with a normal prior, so that it says something sensible before the first answer, and a few
 * answers on one kind tell a little about all; ε of the answers are given without thinking, so that one odd answer
 * overthrows nothing; and of a refused fix that was doubtful from the start, its kind is hardly to blame. How sure a
 * plan is was measured on other songs than this producer's: δ is by how much surer it turns out to be here. Fitted to
 * its mode by Fisher's scoring; uncertainty by Laplace's approximation; the probability averages the logistic curve
 * over it (MacKay 1992: σ(m / √(1 + π·v/8))), and takes δ at its mode.
 */
export class AcceptanceModel {
  readonly #prior: AcceptancePrior;
  readonly #places: ReadonlyMap<string, number>;
  readonly #mode: Float64Array;
  readonly #factor: readonly Float64Array[];

  /** @param outcomes in any order; none leaves the prior. */
  constructor(outcomes: readonly AcceptanceOutcome[], prior: AcceptancePrior = ACCEPTANCE_PRIOR) {
    this.#prior = prior;
    const slopes = slopesOf(prior);
    const places = new Map<string, number>();
    for (const outcome of outcomes) {
      for (const { name } of groupsOf(outcome, prior)) {
        if (!places.has(name)) places.set(name, slopes.length + places.size);
      }
    }
    this.#places = places;
    const surer = slopes.length + places.size;
    const size = surer + 1;
    const priorMean = new Float64Array(size);
    const precision = new Float64Array(size);
    precision[surer] = 1 / prior.surerDeviation ** 2;
    slopes.forEach(({ mean, deviation }, i) => {
      priorMean[i] = mean;
      precision[i] = 1 / deviation ** 2;
    });
    for (const outcome of outcomes) {
      for (const { name, deviation } of groupsOf(outcome, prior)) precision[places.get(name) ?? 0] = 1 / deviation ** 2;
    }
    const rows = outcomes.map((outcome) => ({ ...outcome, terms: this.#terms(outcome).known }));
    const fitted = fit(rows, { mean: priorMean, precision, careless: prior.careless });
    this.#mode = fitted.mode;
    this.#factor = fitted.factor;
  }

  /** How likely a fix is right of which a plan says that it improves with this chance. */
  rightness(improves: Normal): Normal {
    return surerBy(this.#mode[this.#mode.length - 1], improves);
  }

  /** What is expected of one more case. A kind or role never answered for adds the prior's uncertainty. */
  estimate(one: AcceptanceCase): AcceptanceEstimate {
    const { known, unknownVariance } = this.#terms(one);
    const direction = new Float64Array(this.#mode.length);
    let logOdds = 0;
    for (const { place, value } of known) {
      logOdds += this.#mode[place] * value;
      direction[place] = value;
    }
    const solved = solveWithFactor(this.#factor, direction);
    let variance = unknownVariance;
    for (const { place, value } of known) variance += solved[place] * value;
    const willing = logistic(logOdds / Math.sqrt(1 + (Math.PI * variance) / 8));
    return {
      probability: chanceToTake(willing, this.#prior.careless),
      willing,
      logOdds,
      deviation: Math.sqrt(variance),
    };
  }

  #terms(one: AcceptanceCase): { known: Term[]; unknownVariance: number } {
    const known = slopesOf(this.#prior).map(({ of }, place): Term => ({ place, value: of(one) }));
    let unknownVariance = 0;
    for (const { name, deviation } of groupsOf(one, this.#prior)) {
      const place = this.#places.get(name);
      if (place === undefined) unknownVariance += deviation ** 2;
      else known.push({ place, value: 1 });
    }
    return { known, unknownVariance };
  }
}

interface Term {
  place: number;
  value: number;
}

/** What a fix is apart from its kind and role, beside the prior of each slope. */
function slopesOf(prior: AcceptancePrior): { mean: number; deviation: number; of: (one: AcceptanceCase) => number }[] {
  return [
    { ...prior.typical, of: () => 1 },
    { ...prior.benefit, of: ({ benefit }) => clamp(Math.log2(Math.max(benefit, 1e-6) / 0.1), 2) },
    { ...prior.size, of: ({ relativeSize }) => clamp(relativeSize - 1, 1) },
    { ...prior.risk, of: ({ risk }) => RISK[risk] },
  ];
}

const RISK: Readonly<Record<AcceptanceCase['risk'], number>> = { low: 0, medium: 0.5, high: 1 };

function groupsOf({ kind, role }: AcceptanceCase, prior: AcceptancePrior): { name: string; deviation: number }[] {
  return [
    { name: `kind ${kind}`, deviation: prior.kindDeviation },
    { name: `role ${role}`, deviation: prior.roleDeviation },
    { name: `pair ${kind}\n${role}`, deviation: prior.pairDeviation },
  ];
}

/** P(accepted) of one who is so willing when thinking about it. */
export function chanceToTake(willing: Normal, careless: Normal): Normal {
  return (1 - careless) * willing + careless / 2;
}

interface Row {
  terms: readonly Term[];
  accepted: Normal;
  weight: number;
  improves: Normal;
}

interface Beliefs {
  mean: Float64Array;
  precision: Float64Array;
  careless: Normal;
}

/** Scoring converges in four to ten steps; careless answers make more than one summit possible, and any rise counts. */
const MOST_STEPS = 40;
const CONVERGED = 1e-9;

function fit(rows: readonly Row[], prior: Beliefs): { mode: Float64Array; factor: Float64Array[] } {
  let mode: Float64Array = prior.mean.slice();
  for (let step = 0; ; step++) {
    const { gradient, information } = informationAt(rows, mode, prior);
    const factor = choleskyFactor(information);
    const move = solveWithFactor(factor, gradient);
    const next = uphill(rows, mode, move, prior);
    const largest = next.reduce((most, value, i) => Math.max(most, Math.abs(value - mode[i])), 0);
    mode = next;
    if (largest < CONVERGED || step === MOST_STEPS) return { mode, factor };
  }
}

/** As far along a step as the posterior rises: the whole of it, or a half, a quarter …, or not at all. */
function uphill(rows: readonly Row[], mode: Float64Array, move: Float64Array, prior: Beliefs): Float64Array {
  const start = logPosterior(rows, mode, prior);
  for (let share = 1; share > LEAST_STEP; share /= 2) {
    const next = mode.map((value, i) => value + share * move[i]);
    if (logPosterior(rows, next, prior) >= start) return next;
  }
  return mode;
}

const LEAST_STEP = 1e-6;

function logPosterior(rows: readonly Row[], mode: Float64Array, { mean, precision, careless }: Beliefs): number {
  const prior = mode.reduce((sum, value, i) => sum - (precision[i] * (value - mean[i]) ** 2) / 2, 0);
  const surer = mode[mode.length - 1];
  return rows.reduce((sum, { terms, accepted, weight, improves }) => {
    const willing = logistic(terms.reduce((total, { place, value }) => total + mode[place] * value, 0));
    const p = chanceToTake(surerBy(surer, improves) * willing, careless);
    return sum + weight * Math.log(accepted === 1 ? p : 1 - p);
  }, prior);
}

/** Gradient of the log posterior, and Fisher's information with the prior's. */
function informationAt(
  rows: readonly Row[],
  mode: Float64Array,
  { mean, precision, careless }: Beliefs,
): { gradient: Float64Array; information: Float64Array[] } {
  const gradient = mode.map((value, i) => precision[i] * (mean[i] - value));
  const information = Array.from(mode, (_, i) => {
    const line = new Float64Array(mode.length);
    line[i] = precision[i];
    return line;
  });
  const surer = mode.length - 1;
  for (const { terms, accepted, weight, improves } of rows) {
    const willing = logistic(terms.reduce((sum, { place, value }) => sum + mode[place] * value, 0));
    const right = surerBy(mode[surer], improves);
    const p = chanceToTake(right * willing, careless);
    const pull = (weight * (accepted - p)) / (p * (1 - p));
    const told = weight / (p * (1 - p));
    const steepness = (1 - careless) * right * willing;
    // By how much p rises with each coefficient.
    const slopes = terms.map(({ place, value }): Term => ({ place, value: steepness * (1 - willing) * value }));
    slopes.push({ place: surer, value: steepness * (1 - right) });
    for (const a of slopes) {
      gradient[a.place] += pull * a.value;
      for (const b of slopes) information[a.place][b.place] += told * a.value * b.value;
    }
  }
  return { gradient, information };
}

/** A chance, so much surer in log odds. */
function surerBy(logOdds: number, chance: Normal): Normal {
  const odds = Math.exp(logOdds) * chance;
  return odds / (1 - chance + odds);
}

/** σ(x) = 1 / (1 + e⁻ˣ). */
export function logistic(x: number): Normal {
  return 1 / (1 + Math.exp(-x));
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

import type { Normal } from '../dsp/units.ts';
import { choleskyFactor, solveWithFactor } from './cholesky.ts';

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
}

/** What is expected of an answer. */
export interface AcceptanceEstimate {
  /** P(accepted), the uncertainty of the model included. */
  probability: Normal;
  /** Mean and standard deviation of the log odds. */
  logOdds: number;
  deviation: number;
}

/**
 * How likely a producer takes a fix: Bayesian logistic regression with random intercepts,
 *
 *     log odds = β₀ + β₁·log₂(benefit / 0.1) + β₂·(size − 1) + β₃·risk + u(kind) + u(role) + u(kind, role),
 *
 * every coefficient with a normal prior, so that it says something sensible before the first answer, and a few answers
 * on one kind tell a little about all. Fitted to its mode by Newton's method; uncertainty by Laplace's approximation;
 * the probability averages the logistic curve over it (MacKay 1992: p = σ(m / √(1 + π·v/8))).
 */
export class AcceptanceModel {
  readonly #places: ReadonlyMap<string, number>;
  readonly #mode: Float64Array;
  readonly #factor: readonly Float64Array[];

  /** @param outcomes in any order; none leaves the prior. */
  constructor(outcomes: readonly AcceptanceOutcome[]) {
    const places = new Map<string, number>();
    for (const outcome of outcomes) {
      for (const { name } of groupsOf(outcome)) if (!places.has(name)) places.set(name, SLOPES.length + places.size);
    }
    this.#places = places;
    const size = SLOPES.length + places.size;
    const priorMean = new Float64Array(size);
    const precision = new Float64Array(size);
    SLOPES.forEach(({ mean, deviation }, i) => {
      priorMean[i] = mean;
      precision[i] = 1 / deviation ** 2;
    });
    for (const [name, place] of places) precision[place] = 1 / deviationOfGroup(name) ** 2;
    const rows = outcomes.map((outcome) => ({ ...outcome, terms: this.#terms(outcome).known }));
    const fitted = fit(rows, priorMean, precision);
    this.#mode = fitted.mode;
    this.#factor = fitted.factor;
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
    const probability = logistic(logOdds / Math.sqrt(1 + (Math.PI * variance) / 8));
    return { probability, logOdds, deviation: Math.sqrt(variance) };
  }

  #terms(one: AcceptanceCase): { known: Term[]; unknownVariance: number } {
    const known = SLOPES.map(({ of }, place): Term => ({ place, value: of(one) }));
    let unknownVariance = 0;
    for (const { name, deviation } of groupsOf(one)) {
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

/**
 * The prior. Of typical fixes (a tenth of the gap, of typical size, of low risk) three of four are expected to be
 * taken, averaged over producers and kinds, who scatter by the deviations here and below; 1.47 is what gives that. The
 * slopes are guesses of sign with room for their size: a larger gain helps, a larger or riskier move is refused more
 * ("at 100 % it is too strong" is the commonest complaint about matching).
 */
const SLOPES: readonly { mean: number; deviation: number; of: (one: AcceptanceCase) => number }[] = [
  { mean: 1.47, deviation: 1, of: () => 1 },
  { mean: 0.2, deviation: 0.25, of: ({ benefit }) => clamp(Math.log2(Math.max(benefit, 1e-6) / 0.1), 2) },
  { mean: -0.3, deviation: 0.5, of: ({ relativeSize }) => clamp(relativeSize - 1, 1) },
  { mean: -0.4, deviation: 0.4, of: ({ risk }) => RISK[risk] },
];

const RISK: Readonly<Record<AcceptanceCase['risk'], number>> = { low: 0, medium: 0.5, high: 1 };

/** How far producers' liking of kinds, of roles and of kinds on roles scatters, in log odds. */
const KIND_DEVIATION = 0.7;
const ROLE_DEVIATION = 0.4;
const PAIR_DEVIATION = 0.6;

function groupsOf({ kind, role }: AcceptanceCase): { name: string; deviation: number }[] {
  return [`kind ${kind}`, `role ${role}`, `pair ${kind}\n${role}`].map((name) => ({
    name,
    deviation: deviationOfGroup(name),
  }));
}

function deviationOfGroup(name: string): number {
  if (name.startsWith('kind ')) return KIND_DEVIATION;
  return name.startsWith('role ') ? ROLE_DEVIATION : PAIR_DEVIATION;
}

interface Row {
  terms: readonly Term[];
  accepted: Normal;
  weight: number;
}

/** Newton's method converges in four to six steps; the log posterior is concave, so there is one mode. */
const MOST_STEPS = 25;
const CONVERGED = 1e-9;

function fit(
  rows: readonly Row[],
  priorMean: Float64Array,
  precision: Float64Array,
): { mode: Float64Array; factor: Float64Array[] } {
  let mode = priorMean.slice();
  for (let step = 0; ; step++) {
    const { gradient, hessian } = curvature(rows, mode, priorMean, precision);
    const factor = choleskyFactor(hessian);
    const move = solveWithFactor(factor, gradient);
    const largest = move.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest < CONVERGED || step === MOST_STEPS) return { mode, factor };
    // A step of more than two in log odds would leave the region where the quadratic is true.
    const share = Math.min(1, 2 / largest);
    mode = mode.map((value, i) => value + share * move[i]);
  }
}

function curvature(
  rows: readonly Row[],
  mode: Float64Array,
  priorMean: Float64Array,
  precision: Float64Array,
): { gradient: Float64Array; hessian: Float64Array[] } {
  const gradient = mode.map((value, i) => precision[i] * (priorMean[i] - value));
  const hessian = Array.from(mode, (_, i) => {
    const line = new Float64Array(mode.length);
    line[i] = precision[i];
    return line;
  });
  for (const { terms, accepted, weight } of rows) {
    const p = logistic(terms.reduce((sum, { place, value }) => sum + mode[place] * value, 0));
    for (const a of terms) {
      gradient[a.place] += weight * (accepted - p) * a.value;
      for (const b of terms) hessian[a.place][b.place] += weight * p * (1 - p) * a.value * b.value;
    }
  }
  return { gradient, hessian };
}

/** σ(x) = 1 / (1 + e⁻ˣ). */
export function logistic(x: number): Normal {
  return 1 / (1 + Math.exp(-x));
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

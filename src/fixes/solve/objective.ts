import { SEVERITY_CAP, styleDeltaOf, type YardstickRow } from '../../gap/yardstick.ts';
import { featureKey } from '../../store/analysis-document.ts';

/**
 * What the solver minimises: Σ w·r² over the rows of the yardstick that the mix has a value for, weights scaled to add
 * up to 1, so that a residual of r counts as much here as a severity of r does in the style delta.
 *
 * Three rules make the residual r more careful than the severity itself:
 * - A feature outside its band aims a little inside the edge, so that what is measured after the change lands inside in
 *   spite of small errors.
 * - A feature inside its band costs nothing as long as it stays there, and double if it is pushed out.
 * - Absolute loudness is the master's business: moving away from the band costs, moving closer earns nothing. Otherwise
 *   every quiet mix would be answered with faders.
 */
export class Objective {
  readonly #rows: readonly YardstickRow[];
  readonly #terms: readonly Term[];

  /** @param keys names of the value vector, by `featureKey`; @param measured the mix as it is */
  constructor(rows: readonly YardstickRow[], keys: readonly string[], measured: Float64Array) {
    const place = new Map(keys.map((key, i) => [key, i] as const));
    this.#rows = rows;
    const known = rows.filter((row) => place.has(keyOf(row)));
    const weights = known.reduce((sum, row) => sum + row.weight, 0);
    this.#terms = known.map((row) => {
      const at = place.get(keyOf(row)) ?? 0;
      return { at, weight: weights > 0 ? row.weight / weights : 0, ...targetOf(row, measured[at]) };
    });
  }

  /** How many residuals there are. */
  get size(): number {
    return this.#terms.length;
  }

  /** √w·r of every row for a vector of values. */
  residuals(values: Float64Array): Float64Array {
    return Float64Array.from(this.#terms, (term) => Math.sqrt(term.weight) * residual(term, values[term.at]));
  }

  /** Σ w·r². */
  cost(values: Float64Array): number {
    let cost = 0;
    for (const term of this.#terms) cost += term.weight * residual(term, values[term.at]) ** 2;
    return cost;
  }

  /** The style delta as everyone else counts it. */
  styleDelta(keys: readonly string[], values: Float64Array): number {
    return styleDeltaOf(this.#rows, new Map(keys.map((key, i) => [key, values[i]] as const)));
  }
}

interface Term {
  /** Place in the value vector. */
  at: number;
  weight: number;
  low: number;
  high: number;
  scale: number;
  /** Multiplies the residual of a value beyond `low` … `high`. */
  factor: number;
  /** Severity that is forgiven because it was there before and is not ours to mend. */
  forgiven: number;
}

/** How far inside the edge a fix aims: a quarter of the scale, but never past a tenth of the band's width. */
const INSET_SCALES = 0.25;
const INSET_OF_BAND = 0.1;

/** What is "yours already" is protected: pushing it out costs as if it lay twice as far outside. */
const PROTECTION = 2;

function targetOf(row: YardstickRow, value: number): Omit<Term, 'at' | 'weight'> {
  const [low, high] = row.band;
  const common = { low, high, scale: row.scale, factor: 1, forgiven: 0 };
  const isInside = value >= low && value <= high;
  if (isInside) return { ...common, factor: PROTECTION };
  if (row.feature.group === 'loudness') {
    const outside = value < low ? low - value : value - high;
    return { ...common, forgiven: soft(outside / row.scale) };
  }
  const inset = Math.min(INSET_SCALES * row.scale, INSET_OF_BAND * (high - low));
  return value < low ? { ...common, low: low + inset } : { ...common, high: high - inset };
}

function residual(term: Term, value: number): number {
  const outside = value < term.low ? term.low - value : value > term.high ? value - term.high : 0;
  return Math.max(0, soft(outside / term.scale) - term.forgiven) * term.factor;
}

/**
 * The style delta caps a severity; the solver must still see which way is down, so beyond the cap it only grows slowly.
 */
function soft(severity: number): number {
  return severity <= SEVERITY_CAP ? severity : SEVERITY_CAP + Math.log1p(severity - SEVERITY_CAP);
}

function keyOf(row: YardstickRow): string {
  return featureKey(row.feature.id, row.scope);
}

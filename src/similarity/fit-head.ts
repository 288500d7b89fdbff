/** What the producer says belongs together. Rows are tracks. */
export interface HeadExamples {
  /** Standardised vectors, row after row; a number that is missing is 0, the library's mean. */
  values: Float32Array;
  dimensions: number;
  /** The folder or playlist of each row; rows of a negative one belong to none. */
  groups: readonly number[];
  /** Rows that were said to be more like a row than others. */
  corrections: readonly HeadCorrection[];
}

export interface HeadCorrection {
  query: number;
  more: number;
  less: number;
}

/**
 * Gains of a projection head: every number of a vector is multiplied by its own, and tracks are compared by the cosine.
 * Diagonal on purpose: with a few hundred tracks a full matrix learns them by heart (`docs/similar.md`).
 */
export type HeadGains = Float32Array;

/** Where the fitting starts. */
export interface HeadStart {
  /** Gains that compare as the encoder does. */
  own: HeadGains;
  /** What each number may have where it tells the groups apart: the same, but for those that the encoder leaves out. */
  potential: HeadGains;
}

/**
 * How much of the encoder's own weights may stay, from all to nothing; the fitting chooses by itself, on rows it holds
 * back.
 */
export const KEPT_SHARES = [1, 0.5, 0.2, 0.05, 0] as const;

/**
 * Gains by what tells the groups apart. Of each number, how much of its variance lies between the groups (ω², Hays
 * 1963), as a ratio of signal to noise, ω² / (1 − ω²); what random groups would show as well counts as none. From
 * corrections, how surely a number lies nearer in the pairs that were called alike. The squared gain is the encoder's
 * own, of which a share is kept and the rest handed out by those ratios times what each may have, so that the sum of
 * all stays the same.
 *
 * Without anything that tells, the gains are the encoder's.
 *
 * @param kept share of the start that is kept, 0 … 1
 */
export function fitGains(examples: HeadExamples, { own, potential }: HeadStart, kept: number): HeadGains {
  const fromGroups = groupShares(examples);
  const fromCorrections = correctionShares(examples);
  const ratios = own.map((_, k) => {
    const share = Math.min(MOST_EXPLAINED, Math.max(fromGroups[k], fromCorrections[k]));
    return share / (1 - share);
  });
  let total = 0;
  let weighed = 0;
  for (let k = 0; k < own.length; k++) {
    total += own[k] ** 2;
    weighed += potential[k] ** 2 * ratios[k];
  }
  if (weighed === 0) return own.slice();
  const unit = total / weighed;
  return own.map((gain, k) => Math.sqrt(kept * gain ** 2 + (1 - kept) * unit * ratios[k] * potential[k] ** 2));
}

/** Rows by their gains, each brought to length 1; a row of zeros stays one. */
export function projectedRows(values: Float32Array, gains: HeadGains): Float32Array {
  const dimensions = gains.length;
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += dimensions) {
    let squares = 0;
    for (let k = 0; k < dimensions; k++) {
      out[at + k] = gains[k] * values[at + k];
      squares += out[at + k] ** 2;
    }
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let k = 0; k < dimensions; k++) out[at + k] *= scale;
  }
  return out;
}

/** A number cannot explain more than this: what is the same within every group by chance must not decide alone. */
const MOST_EXPLAINED = 0.9;
/** Deviations from what random groups would show; of a thousand numbers half a dozen get past it by chance. */
const LEAST_DEVIATIONS = 2.5;

/** ω² of each number over the rows that have a group; 0 where it is no more than chance. */
function groupShares({ values, dimensions, groups }: HeadExamples): Float32Array {
  const out = new Float32Array(dimensions);
  const rows = groups.flatMap((group, row) => (group >= 0 ? [row] : []));
  const names = [...new Set(rows.map((row) => groups[row]))];
  const [n, g] = [rows.length, names.length];
  if (g < 2 || n <= g) return out;
  // Of random groups η² = between / total is a beta variable with these moments.
  const expected = (g - 1) / (n - 1);
  const deviation = Math.sqrt((2 * expected * (1 - expected)) / (n + 1));
  const places = rows.map((row) => names.indexOf(groups[row]));
  const counts = names.map((_, place) => places.filter((other) => other === place).length);
  for (let k = 0; k < dimensions; k++) {
    const sums = new Float64Array(g);
    let sum = 0;
    let squares = 0;
    rows.forEach((row, i) => {
      const x = values[row * dimensions + k];
      sums[places[i]] += x;
      sum += x;
      squares += x * x;
    });
    const total = squares - (sum * sum) / n;
    if (total <= 0) continue;
    const between = sums.reduce((all, own, place) => all + (own * own) / counts[place], 0) - (sum * sum) / n;
    if ((between / total - expected) / deviation < LEAST_DEVIATIONS) continue;
    const within = (total - between) / (n - g);
    out[k] = Math.max(0, (between - (g - 1) * within) / (total + within));
  }
  return out;
}

/**
 * Of each number, how surely it lies nearer to the query in what was called more alike than in what was called less: t²
 * / (t² + N − 1), the share of variance that the mean of the differences explains; 0 where it is no more than chance.
 */
function correctionShares({ values, dimensions, corrections }: HeadExamples): Float32Array {
  const out = new Float32Array(dimensions);
  const n = corrections.length;
  if (n < 2) return out;
  for (let k = 0; k < dimensions; k++) {
    let sum = 0;
    let squares = 0;
    for (const { query, more, less } of corrections) {
      const at = (row: number): number => values[row * dimensions + k];
      const nearer = (at(query) - at(less)) ** 2 - (at(query) - at(more)) ** 2;
      sum += nearer;
      squares += nearer * nearer;
    }
    const variance = (squares - (sum * sum) / n) / (n - 1);
    if (variance <= 0) continue;
    const t = sum / Math.sqrt(n * variance);
    if (t >= LEAST_DEVIATIONS) out[k] = (t * t) / (t * t + n - 1);
  }
  return out;
}

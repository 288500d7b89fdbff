import { seededRandom } from '../dsp/seeded-random.ts';
import { fitGains, KEPT_SHARES, projectedRows, type HeadExamples, type HeadGains, type HeadStart } from './fit-head.ts';
import { rankedByCrowd } from './library-search.ts';

/** What one held-out question says: how well it is answered by the encoder, and by a head that has not seen it. */
export interface HeadOutcome {
  byEncoder: number;
  byHead: number;
}

/** How a head was judged. */
export interface HeadVerdict {
  kept: boolean;
  /** Means over the held-out questions: precision at 5, or the share of corrections in the right order. */
  byEncoder: number;
  byHead: number;
  /** 95 % interval of the gain, by drawing questions anew. */
  gain: { mean: number; low: number; high: number };
  questions: number;
}

/** Parts of the examples that are held out in turn. */
export const FOLDS = 5;
const NEAREST = 5;
const CROWD = 10;
const RESAMPLES = 2000;
/** A head has to be worth having: one more hit in a hundred. */
const LEAST_GAIN = 0.01;

/** Fits a head to all of the examples; how much of the encoder it keeps is chosen on folds of them. */
export function fitHead(examples: HeadExamples, start: HeadStart): HeadGains {
  const folds = foldsOf(examples, INNER_SEED);
  let best: { kept: number; score: number } = { kept: 1, score: -Infinity };
  for (const kept of KEPT_SHARES) {
    let score = 0;
    for (let fold = 0; fold < FOLDS; fold++) {
      const gains = fitGains(without(examples, folds, fold), start, kept);
      const answers = answersOf(examples, similaritiesOf(examples, gains), (row) => folds[row] === fold);
      score += answers.reduce((sum, answer) => sum + answer, 0);
    }
    // The first, which keeps most, wins a draw.
    if (score > best.score) best = { kept, score };
  }
  return fitGains(examples, start, best.kept);
}

/**
 * Which fold each row is held out in. Rows of one group are spread evenly; all corrections of one query fall together
 * with it.
 */
export function foldsOf({ groups }: HeadExamples, seed = OUTER_SEED): number[] {
  const random = seededRandom(seed);
  const order = groups.map((group, row) => ({ group, row, draw: random() }));
  order.sort((a, b) => a.group - b.group || a.draw - b.draw);
  const folds = new Array<number>(groups.length);
  order.forEach(({ row }, place) => {
    folds[row] = place % FOLDS;
  });
  return folds;
}

/** The folds that a head chooses by are others than those it is judged by. */
const OUTER_SEED = 1;
const INNER_SEED = 2;

/**
 * Fits a head without the rows of a fold, and asks those: for each that has a group, the share of its group among the
 * nearest five of all others, ordered as a search does; for each correction, whether the right one is nearer.
 *
 * @param encoder similarity of each row to each by the encoder, row after row
 */
export function tryFold(examples: HeadExamples, start: HeadStart, encoder: Float32Array, fold: number): HeadOutcome[] {
  const folds = foldsOf(examples);
  const gains = fitHead(without(examples, folds, fold), start);
  const isHeld = (row: number): boolean => folds[row] === fold;
  const byHead = answersOf(examples, similaritiesOf(examples, gains), isHeld);
  return answersOf(examples, encoder, isHeld).map((byEncoder, i) => ({ byEncoder, byHead: byHead[i] }));
}

/**
 * Keeps a head only where it beats the encoder on what it has not seen, beyond what chance would do once in forty
 * times.
 */
export function judgeHead(outcomes: readonly HeadOutcome[]): HeadVerdict {
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const gains = outcomes.map(({ byEncoder, byHead }) => byHead - byEncoder);
  const random = seededRandom(1);
  const means = Array.from({ length: RESAMPLES }, () =>
    mean(gains.map(() => gains[Math.floor(random() * gains.length)])),
  ).sort((a, b) => a - b);
  const gain = {
    mean: mean(gains),
    low: means[Math.floor(0.025 * RESAMPLES)],
    high: means[Math.floor(0.975 * RESAMPLES)],
  };
  return {
    kept: gain.mean >= LEAST_GAIN && gain.low > 0,
    byEncoder: mean(outcomes.map(({ byEncoder }) => byEncoder)),
    byHead: mean(outcomes.map(({ byHead }) => byHead)),
    gain,
    questions: outcomes.length,
  };
}

/** The examples as one sees them who does not know what a fold holds. */
function without(examples: HeadExamples, folds: readonly number[], fold: number): HeadExamples {
  return {
    ...examples,
    groups: examples.groups.map((group, row) => (folds[row] === fold ? -1 : group)),
    corrections: examples.corrections.filter(({ query }) => folds[query] !== fold),
  };
}

/** How well similarities answer the questions of the rows that are asked: precisions first, then corrections. */
function answersOf(
  { groups, corrections }: HeadExamples,
  similarities: Float32Array,
  isAsked: (row: number) => boolean,
): number[] {
  const count = groups.length;
  const asked = groups.flatMap((group, row) => (isAsked(row) && group >= 0 ? [row] : []));
  const right = corrections
    .filter(({ query }) => isAsked(query))
    .map(({ query, more, less }) => Number(similarities[query * count + more] > similarities[query * count + less]));
  return [...precisions(similarities, groups, asked), ...right];
}

function similaritiesOf({ values, groups }: HeadExamples, gains: HeadGains): Float32Array {
  const count = groups.length;
  const width = gains.length;
  const units = projectedRows(values, gains);
  const out = new Float32Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      const [p, q] = [i * width, j * width];
      // Four sums at once: a processor adds them side by side.
      let k = 0;
      for (; k + 3 < width; k += 4) {
        a += units[p + k] * units[q + k];
        b += units[p + k + 1] * units[q + k + 1];
        c += units[p + k + 2] * units[q + k + 2];
        d += units[p + k + 3] * units[q + k + 3];
      }
      for (; k < width; k++) a += units[p + k] * units[q + k];
      out[i * count + j] = a + b + c + d;
      out[j * count + i] = out[i * count + j];
    }
  }
  return out;
}

/** For each query, hits among the nearest five as a share of what could be found. */
function precisions(similarities: Float32Array, groups: readonly number[], queries: readonly number[]): number[] {
  if (queries.length === 0) return [];
  const count = groups.length;
  const rowOf = (row: number): Float32Array => similarities.slice(row * count, (row + 1) * count);
  const crowds = groups.map((_, row) => {
    const others = rowOf(row).filter((_similarity, other) => other !== row);
    const nearest = others.sort().subarray(Math.max(0, others.length - CROWD));
    return nearest.reduce((sum, value) => sum + value, 0) / nearest.length;
  });
  return queries.map((query) => {
    const found = rankedByCrowd(rowOf(query), (index) => crowds[index])
      .filter(({ index }) => index !== query)
      .slice(0, NEAREST);
    const mates = groups.filter((group, row) => row !== query && group === groups[query]).length;
    const hits = found.filter(({ index }) => groups[index] === groups[query]).length;
    return hits / Math.min(NEAREST, Math.max(1, mates));
  });
}

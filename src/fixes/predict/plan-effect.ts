import type { Decibels } from '../../dsp/units.ts';
import { severityOf, styleDeltaOf, type YardstickRow } from '../../gap/yardstick.ts';
import { featureKey } from '../../store/analysis-document.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import { roundTo, type BandAxis, type Move } from '../fix-kind.ts';
import { FIX_KINDS } from '../fix-kinds.ts';
import type { MixPredictor } from './predict.ts';
import { lowestHeard, SIDE_LEVELS } from './lowest-heard.ts';
import { responsesOf } from './moved-responses.ts';
import type { MastersOwn, StemResponses } from './section-base.ts';
import type { StemContext } from '../stem-context.ts';

/** A feature and what happens to it. */
export interface FeatureMove {
  row: YardstickRow;
  before: number;
  after: number;
  /** What it takes off Σ w·z², the square of the style delta; negative where it adds. */
  relief: number;
}

/**
 * Answers what moves do, alone or together, in the terms of a plan. A plan asks for the same ones again and again: each
 * sequence of moves is predicted once.
 */
export class PlanEffect {
  readonly #predictor: MixPredictor;
  readonly #rows: readonly YardstickRow[];
  readonly #stems: ReadonlyMap<number, StemContext>;
  readonly #axis: BandAxis;
  readonly #numbers = new Map<Move, number>();
  readonly #predicted = new Map<string, ReadonlyMap<string, number>>();

  constructor(predictor: MixPredictor, rows: readonly YardstickRow[], stems: readonly StemContext[]) {
    this.#predictor = predictor;
    this.#rows = rows;
    this.#stems = new Map(stems.map((stem) => [stem.index, stem] as const));
    this.#axis = { centreHz: predictor.model.bandCentreHz, sampleRateHz: predictor.model.sampleRateHz };
  }

  /** Every feature after these moves. */
  values(moves: readonly Move[]): ReadonlyMap<string, number> {
    return this.#valuesWhere('stays', moves);
  }

  styleDelta(moves: readonly Move[]): number {
    return styleDeltaOf(this.#rows, this.values(moves));
  }

  /** What the moves do to every row of the yardstick, the greatest relief first. */
  featureMoves(moves: readonly Move[]): FeatureMove[] {
    return this.lastMoves([], moves);
  }

  /** What moves do on top of others. */
  lastMoves(others: readonly Move[], moves: readonly Move[]): FeatureMove[] {
    return featureMovesBetween(this.#rows, this.values(others), this.values([...others, ...moves]));
  }

  /**
   * What a bounce after these moves can be held to: neither features that hold more of what the master made of its own
   * than half of what an ear can tell, nor those for which it matters as much whether that stays or goes along with the
   * stems. A limiter's distortion falls with what it comes of, in ways that stems do not tell: in the builds of a
   * psytrance song, where it is all there is below 100 Hz, promises were 2 to 7 dB off. Nor what is left of the sides
   * where a pan takes most of them back, see `MOST_CANCELLED_DB`; nor a third octave in which nothing is left to hear.
   *
   * @param moved what is promised of these moves
   */
  promisable(moved: readonly FeatureMove[], moves: readonly Move[]): FeatureMove[] {
    const [stays, follows] = (['stays', 'follows'] as const).map((own) => this.#valuesWhere(own, moves));
    const pans = moves.some(({ kind }) => kind === 'pan');
    return moved.filter(({ row: { feature, scope }, before, after }) => {
      if (after < lowestHeard(feature.id)) return false;
      if (pans && SIDE_LEVELS.test(feature.id) && before - after > MOST_CANCELLED_DB) return false;
      const key = featureKey(feature.id, scope);
      const unsure = Math.abs((stays.get(key) ?? 0) - (follows.get(key) ?? 0));
      return Math.max(unsure, Math.abs(this.#predictor.mastersOwn(key))) <= feature.jnd / 2;
    });
  }

  #valuesWhere(mastersOwn: MastersOwn, moves: readonly Move[]): ReadonlyMap<string, number> {
    const key = `${mastersOwn} ${moves.map((move) => this.#numberOf(move)).join(' ')}`;
    const known = this.#predicted.get(key);
    if (known !== undefined) return known;
    const values = this.#predictor.predictValues(this.responses(moves), mastersOwn);
    this.#predicted.set(key, values);
    return values;
  }

  #numberOf(move: Move): number {
    const number = this.#numbers.get(move) ?? this.#numbers.size;
    this.#numbers.set(move, number);
    return number;
  }

  /** What moves do to each stem that they change. */
  responses(moves: readonly Move[]): StemResponses {
    return responsesOf(moves, (move) => FIX_KINDS[move.kind].response(move, this.#stem(move), this.#axis));
  }

  #stem(move: Move): StemContext {
    const stem = this.#stems.get(move.stem);
    if (stem === undefined) throw new RangeError(`The plan moves stem ${String(move.stem)}, which may not be changed.`);
    return stem;
  }
}

/**
 * A pan sets the middle's share in the sides against what stands there. Where it takes so much off, an error of a
 * decibel in either shows as half a decibel in what is left, and as more where less is: of basses and kicks that were
 * panned back the width at 63 Hz was promised 2 to 4 dB off.
 */
const MOST_CANCELLED_DB: Decibels = 4;

/** What a change of values means to every row of the yardstick, the greatest relief first. */
export function featureMovesBetween(
  rows: readonly YardstickRow[],
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): FeatureMove[] {
  return rows
    .flatMap((row) => {
      const key = featureKey(row.feature.id, row.scope);
      const [from, to] = [before.get(key), after.get(key)];
      if (from === undefined || to === undefined) return [];
      const relief = row.weight * (severityOf(row, from) ** 2 - severityOf(row, to) ** 2);
      return [{ row, before: from, after: to, relief }];
    })
    .sort((a, b) => b.relief - a.relief);
}

/** Every feature that moves by more than half of what an ear can tell, in the form plans keep. */
export function promisesOf(moved: readonly FeatureMove[]): PlanDocument['predicted'] {
  return moved.filter(({ row, before, after }) => Math.abs(after - before) > row.feature.jnd / 2).map(promiseOf);
}

/** What a fix tells of itself: the first few features that it helps. */
export function mainPromises(moved: readonly FeatureMove[]): PlanDocument['predicted'] {
  return moved
    .slice(0, FEATURES_SHOWN)
    .filter(({ relief }) => relief > 0)
    .map(promiseOf);
}

/** A person reads the first and believes the third. */
const FEATURES_SHOWN = 4;

/** What a fix adds to those before it, by `featureKey`, in the form plans keep. */
export function movesOf(moved: readonly FeatureMove[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    moved
      .filter(({ row, before, after }) => Math.abs(after - before) > LEAST_KEPT * row.feature.jnd)
      .map(({ row, before, after }) => [featureKey(row.feature.id, row.scope), roundTo(after - before, KEPT_TO)]),
  );
}

/** Eight fixes that each do less than this to a feature do not show in it together. */
const LEAST_KEPT = 0.05;
const KEPT_TO = 0.001;

/** A feature's move in the form plans keep. */
function promiseOf({ row, before, after }: FeatureMove): PlanDocument['predicted'][number] {
  return { feature: row.feature.id, scope: row.scope, unit: row.feature.unit, before, after };
}

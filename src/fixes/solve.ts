import { FIX_KINDS } from './fix-kinds.ts';
import type { BandAxis, FixKind, Move } from './fix-kind.ts';
import type { MixPredictor } from './predict.ts';
import { Objective } from './solve/objective.ts';
import { refit } from './solve/refit.ts';
import { severityOf, type YardstickRow } from '../gap/yardstick.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { StemContext } from './stem-context.ts';
import { cascade, type StemResponse } from './stem-response.ts';
import type { StemResponses } from './section-base.ts';
import { consideredFix } from './fix-confidence.ts';
import type { ConsideredFix, TasteView } from './taste-view.ts';

/** What the solver works on. */
export interface SolveRequest {
  predictor: MixPredictor;
  rows: readonly YardstickRow[];
  /** Stems that may be changed. */
  stems: readonly StemContext[];
  taste: TasteView;
}

/** The moves found, in the order of their worth, and what they are predicted to do. */
export interface Solution {
  moves: Move[];
  /** Style delta of the mix as it is, and after all moves. */
  before: number;
  after: number;
  /** The solver's own cost before and after: Σ w·r², see `Objective`. */
  costBefore: number;
  costAfter: number;
}

/** A plan longer than this is not read. */
export const MOST_FIXES = 8;

/** An equaliser with more than two new bands on one stem is sound design, not correction. */
const MOST_EQ_BANDS_PER_STEM = 2;

/**
 * Finds the fewest moves that close most of the gap: greedy forward selection, the sizes of all moves fitted again
 * after each pick (Gauss–Newton with a prior on sizes), then a pass that drops moves which no longer earn their place.
 *
 * A pick has to clear an absolute benefit, not a share of what is left: else a mix that only differs, and is not wrong,
 * would be given fixes too. No move at all is an answer.
 */
export function solve(request: SolveRequest): Solution {
  return new Solver(request).run();
}

/**
 * What a move has to take off Σ w·r²: as much as a style delta of 0.1 that it closes all by itself. A finished
 * reference measured against its own library, a seventh of whose features lie outside their bands by the bands'
 * definition, then gets no fix or one.
 */
const LEAST_BENEFIT = 0.01;

/**
 * Later moves must also take this share of the cost, of the mean of what the mix began with and what is left
 * without them. By the first alone one large fault would hide all others even once it is mended; by the second alone
 * the leavings of a large fault would be swept up with move after move.
 */
const LEAST_SHARE = 0.03;

/** Picks that get a full joint fit in each round; the quick look before ranks them well enough. */
const FULL_FITS = 8;

/** How many variants of the same kind on the same stem may be among them. */
const VARIANTS = 2;

/** Sizes tried in the quick look, in typical sizes of the kind. */
const PROBES = [-1.5, -0.6, 0.6, 1.5] as const;

/** Efforts in parts of the least benefit. Of two moves that do nearly the same, the cut is taken, not the boost. */
const BOOST_EFFORT = 0.2;
/** The kick is what everything else is balanced against: moving it is moving the whole mix the other way. */
const ANCHOR_EFFORT = 0.5;

/** Rounds of trying a neighbouring frequency or Q after the last pick. */
const POLISH_ROUNDS = 3;

function isOutside(feature: string, { rows, predictor }: SolveRequest): boolean {
  return rows.some((row) => {
    const place = predictor.keys.indexOf(featureKey(row.feature.id, row.scope));
    return row.feature.id === feature && place >= 0 && severityOf(row, predictor.measured[place]) !== 0;
  });
}

class Solver {
  readonly #request: SolveRequest;
  readonly #objective: Objective;
  readonly #axis: BandAxis;
  readonly #stems: ReadonlyMap<number, StemContext>;
  readonly #candidates: readonly Move[];
  readonly #responses = new Map<string, StemResponse>();
  /** Cost of the mix as it is. */
  readonly #costBefore: number;

  constructor(request: SolveRequest) {
    this.#request = request;
    const { predictor, rows, stems } = request;
    this.#objective = new Objective(rows, predictor.keys, predictor.measured);
    this.#axis = { centreHz: predictor.model.bandCentreHz, sampleRateHz: predictor.model.sampleRateHz };
    this.#stems = new Map(stems.map((stem) => [stem.index, stem] as const));
    this.#candidates = stems.flatMap((stem) =>
      Object.values(FIX_KINDS)
        .filter(({ onlyFor }) => onlyFor === undefined || isOutside(onlyFor, request))
        .flatMap((kind) => kind.candidates(stem, this.#axis)),
    );
    this.#costBefore = this.#cost([]);
  }

  run(): Solution {
    const costBefore = this.#costBefore;
    let moves: Move[] = [];
    let cost = costBefore;
    while (moves.length < MOST_FIXES) {
      const best = this.#bestPick(moves, cost, this.#threshold(moves.length, costBefore, cost));
      if (best === undefined) break;
      moves = best.moves;
      cost = best.cost;
    }
    moves = this.#scaledByTaste(this.#polished(moves)).map((move) => this.#kind(move).rounded(move, this.#stem(move)));
    moves = moves.filter((move) => Math.abs(move.size) >= this.#kind(move).smallestSize - ROUNDING);
    moves = this.#inOrderOfWorth(this.#pruned(moves, costBefore));
    const { predictor } = this.#request;
    return {
      moves,
      before: this.#objective.styleDelta(predictor.keys, predictor.measured),
      after: this.#objective.styleDelta(predictor.keys, predictor.predict(this.#responsesOf(moves))),
      costBefore,
      costAfter: this.#cost(moves),
    };
  }

  #threshold(picked: number, costBefore: number, costLeft: number): number {
    return picked === 0 ? LEAST_BENEFIT : Math.max(LEAST_BENEFIT, (LEAST_SHARE * (costBefore + costLeft)) / 2);
  }

  /**
   * The pick with the largest worth: what it takes off the cost after a joint fit, against the effort it asks for. The
   * taste may prefer a nearly equal one. `undefined` where none is worth the threshold.
   */
  #bestPick(moves: readonly Move[], cost: number, threshold: number): Picked | undefined {
    const picks = this.#shortlist(moves, cost).flatMap((move): Picked[] => {
      const fitted = this.#fit([...moves, move]);
      const own = fitted.at(-1);
      if (own === undefined || Math.abs(own.size) < this.#kind(own).smallestSize / 2) return [];
      const fittedCost = this.#cost(fitted);
      const worth = this.#worth(cost - fittedCost, own);
      return worth < threshold ? [] : [{ moves: fitted, cost: fittedCost, worth }];
    });
    if (picks.length === 0) return undefined;
    const { index, propensity } = this.#request.taste.choose(
      picks.map((pick) => ({
        ...this.#considered(cost - pick.cost, pick.moves[moves.length]),
        worth: pick.worth,
      })),
    );
    const chosen = picks[index];
    return {
      ...chosen,
      moves: chosen.moves.map((move, i) => (i === moves.length ? { ...move, propensity } : move)),
    };
  }

  /** A quick look at every candidate at a few sizes, without fitting the others again. */
  #shortlist(moves: readonly Move[], cost: number): Move[] {
    const looks = this.#candidates
      .filter((candidate) => this.#isRoomFor(candidate, moves))
      .map((candidate) => {
        const kind = this.#kind(candidate);
        const [low, high] = kind.limits(this.#stem(candidate), candidate);
        const sizes = kind.sized
          ? PROBES.map((probe) => Math.min(high, Math.max(low, probe * kind.typicalSize)))
          : [candidate.size];
        const tried = sizes.map((size) => {
          const move = { ...candidate, size };
          return { move, worth: this.#worth(cost - this.#cost([...moves, move]), move) };
        });
        return tried.reduce((best, one) => (one.worth > best.worth ? one : best));
      })
      .filter(({ worth }) => worth > 0)
      .sort((a, b) => b.worth - a.worth);
    const variants = new Map<string, number>();
    const shortlist: Move[] = [];
    for (const { move } of looks) {
      const group = `${move.kind} ${String(move.stem)}`;
      const count = variants.get(group) ?? 0;
      if (count >= VARIANTS) continue;
      variants.set(group, count + 1);
      shortlist.push(move);
      if (shortlist.length === FULL_FITS) break;
    }
    return shortlist;
  }

  /** Whether a candidate may join: no control twice, and no third EQ band on a stem. */
  #isRoomFor(candidate: Move, moves: readonly Move[]): boolean {
    const onStem = moves.filter((move) => move.stem === candidate.stem);
    if (!isEq(candidate)) return onStem.every((move) => move.kind !== candidate.kind);
    const bands = onStem.filter(isEq);
    return (
      bands.length < MOST_EQ_BANDS_PER_STEM &&
      bands.every((move) => move.kind !== candidate.kind || Math.abs(Math.log2(move.hz / candidate.hz)) >= 1)
    );
  }

  #fit(moves: readonly Move[]): Move[] {
    return refit(
      moves.map((move) => {
        const kind = this.#kind(move);
        return { move, sized: kind.sized, limits: kind.limits(this.#stem(move), move), typicalSize: kind.typicalSize };
      }),
      (tried) => this.#objective.residuals(this.#request.predictor.predict(this.#responsesOf(tried))),
      PRIOR_WEIGHT,
    );
  }

  /** Moves each EQ to the neighbouring frequency or Q that fits better, until none does. */
  #polished(picked: readonly Move[]): Move[] {
    let moves = [...picked];
    let cost = this.#cost(moves);
    for (let round = 0; round < POLISH_ROUNDS; round++) {
      const costAtStart = cost;
      for (let i = 0; i < moves.length; i++) {
        for (const neighbour of this.#kind(moves[i]).neighbours(moves[i])) {
          const others = moves.filter((_, j) => j !== i);
          if (!this.#isRoomFor(neighbour, others)) continue;
          const fitted = this.#fit(moves.map((move, j) => (j === i ? neighbour : move)));
          const fittedCost = this.#cost(fitted);
          if (fittedCost >= cost - POLISH_GAIN) continue;
          moves = fitted;
          cost = fittedCost;
        }
      }
      if (cost >= costAtStart - POLISH_GAIN) break;
    }
    return moves;
  }

  #scaledByTaste(moves: readonly Move[]): Move[] {
    return moves.map((move) => {
      const kind = this.#kind(move);
      if (!kind.sized) return move;
      const [low, high] = kind.limits(this.#stem(move), move);
      const wanted = move.size * this.#request.taste.sizeFactor(move.kind, this.#stem(move).role).value;
      return { ...move, size: Math.min(high, Math.max(low, wanted)) };
    });
  }

  /** Drops moves, the least useful first, as long as one does not earn its place among the others. */
  #pruned(moves: readonly Move[], costBefore: number): Move[] {
    let kept = [...moves];
    for (;;) {
      const worths = this.#worths(kept);
      const least = Math.min(...worths);
      if (kept.length === 0) return kept;
      if (least >= this.#threshold(kept.length - 1, costBefore, this.#cost(kept) + least)) return kept;
      kept = kept.filter((_, i) => i !== worths.indexOf(least));
    }
  }

  #inOrderOfWorth(moves: readonly Move[]): Move[] {
    const worths = this.#worths(moves);
    return moves
      .map((move, i) => ({ move, worth: worths[i] }))
      .sort((a, b) => b.worth - a.worth)
      .map(({ move }) => move);
  }

  /** How much worse the whole would be without each move, against its effort. */
  #worths(moves: readonly Move[]): number[] {
    const cost = this.#cost(moves);
    return moves.map((move, i) => this.#worth(this.#cost(moves.filter((_, j) => j !== i)) - cost, move));
  }

  /** What a gain in cost is worth: more where this producer likes such moves, less where the move asks for much. */
  #worth(gain: number, move: Move): number {
    const stem = this.#stem(move);
    const kind = this.#kind(move);
    const anchor = stem.role === 'kick' ? ANCHOR_EFFORT : 0;
    const boost = move.size > 0 && kind.sized && move.kind !== 'pan' ? BOOST_EFFORT : 0;
    const liking = this.#request.taste.acceptance(this.#considered(gain, move)).value / TYPICAL_ACCEPTANCE;
    return gain * Math.max(LEAST_LIKING, liking) - (kind.effort + anchor + boost) * LEAST_BENEFIT;
  }

  /** The move as the taste judges it: the style delta is the root of the cost. */
  #considered(gain: number, move: Move): ConsideredFix {
    const stem = this.#stem(move);
    const kind = this.#kind(move);
    const left = 1 - Math.min(1, Math.max(0, gain) / Math.max(this.#costBefore, Number.MIN_VALUE));
    return consideredFix(move, kind, stem, 1 - Math.sqrt(left));
  }

  /** Cost with the prior on sizes: a move of twice its typical size has to be worth it. */
  #cost(moves: readonly Move[]): number {
    const data = this.#objective.cost(this.#request.predictor.predict(this.#responsesOf(moves)));
    return data + moves.reduce((sum, move) => sum + priorCost(move, this.#kind(move)), 0);
  }

  #responsesOf(moves: readonly Move[]): StemResponses {
    return responsesOf(moves, (move) => this.#responseOf(move));
  }

  /** Responses are asked for again and again at the same sizes. */
  #responseOf(move: Move): StemResponse {
    const key = `${move.kind}|${String(move.stem)}|${String(move.hz)}|${String(move.q)}|${String(move.size)}`;
    const known = this.#responses.get(key);
    if (known !== undefined) return known;
    const response = this.#kind(move).response(move, this.#stem(move), this.#axis);
    this.#responses.set(key, response);
    return response;
  }

  #kind(move: Move): FixKind {
    return FIX_KINDS[move.kind];
  }

  #stem(move: Move): StemContext {
    const stem = this.#stems.get(move.stem);
    if (stem === undefined) throw new RangeError(`No stem ${String(move.stem)} was handed to the solver.`);
    return stem;
  }
}

interface Picked {
  moves: Move[];
  cost: number;
  worth: number;
}

/** Responses of all stems that a list of moves touches; moves on one stem follow each other. */
export function responsesOf(moves: readonly Move[], responseOf: (move: Move) => StemResponse): StemResponses {
  const responses = new Map<number, StemResponse>();
  for (const move of moves) {
    const response = responseOf(move);
    const before = responses.get(move.stem);
    responses.set(move.stem, before === undefined ? response : cascade(before, response));
  }
  return responses;
}

/** An acceptance that neither helps nor hinders a kind. */
const TYPICAL_ACCEPTANCE = 0.75;
/** A kind that was never accepted may still come back when nothing else would do. */
const LEAST_LIKING = 0.15;

/** Gains of the last digits are not worth another round. */
const POLISH_GAIN = 1e-5;

/** Slack for sizes that were rounded to exactly the smallest. */
const ROUNDING = 1e-9;

/**
 * Weight of the prior: a move of its typical size costs a fifth of the least benefit. Enough to choose among equals and
 * to keep two stems from pulling against each other, too little to shorten a move that the features ask for.
 */
const PRIOR_WEIGHT = 0.002;

function priorCost(move: Move, kind: FixKind): number {
  return kind.sized ? PRIOR_WEIGHT * (move.size / kind.typicalSize) ** 2 : 0;
}

function isEq(move: Move): boolean {
  return move.hz > 0 && move.kind !== 'bass mono';
}

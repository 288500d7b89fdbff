import { measureStemDynamics } from '../../analysis/stem-dynamics.ts';
import type { Decibels, Normal, Percent } from '../../dsp/units.ts';
import { styleDeltaOf } from '../../gap/yardstick.ts';
import type { CausedAdvice } from '../advice.ts';
import { roundTo } from '../fix-kind.ts';
import { MAIN_INDEX } from '../stem-context.ts';
import type { TasteView } from '../taste-view.ts';
import { duckByHand, duckInWords } from './duck-words.ts';
import { duckingCompressor } from './kinds/ducking-compressor.ts';
import { peakKeeper } from './kinds/limiter.ts';
import { shallowerDuck } from './kinds/less-pumping.ts';
import { duckUnderKick } from './kinds/sidechain.ts';
import { duckingLike, oddDucks, type OddDuck } from './odd-ducks.ts';
import { raisedTruePeak } from '../raised-true-peak.ts';
import { protectedCost } from './protected-cost.ts';
import { renderedAdvice } from './rendered-advice.ts';
import type { RenderedCandidate } from './rendered-kind.ts';
import { RENDERED_KINDS } from './rendered-kinds.ts';
import { RenderedWorth } from './rendered-worth.ts';
import { measuredValues, SettledPassage, type PassageRequest, type PassageWith } from './settled-passage.ts';
import { SizeSearch } from './size-search.ts';
import { aimOf, severityAbove, type StemEvidence } from './stem-evidence.ts';
import { StemReadings } from './stem-readings.ts';
import type { StretchReading } from '../stretch-meter.ts';

export interface PlanRenderedRequest extends PassageRequest {
  taste: TasteView;
  amount: Percent;
  /** How many fixes the plan has room for. */
  room: number;
}

/** A fix that was found by rendering. */
export interface RenderedMove {
  candidate: RenderedCandidate;
  size: number;
  /** What the stem itself shows too much of before and after, where that is why. */
  reading?: { before: Decibels; after: Decibels };
  /** With what probability it was going to be chosen; 1 where nothing was left to chance. */
  propensity?: Normal;
  /** Every feature before this move, with the moves before it, and after it. */
  before: ReadonlyMap<string, number>;
  after: ReadonlyMap<string, number>;
}

export interface RenderedPlan {
  moves: RenderedMove[];
  /** What nothing is written for, and is not counted in the values. */
  advice: CausedAdvice[];
  /** By how much the master was clipped or driven too hard; 0 where it was not. */
  masterFaultDb: Decibels;
  /** Every feature after the whole plan, with what only renders tell. */
  values: ReadonlyMap<string, number>;
  /** The same without the last move, where that is a ceiling that keeps true peaks where they were. */
  unheldValues: ReadonlyMap<string, number> | undefined;
}

/**
 * What a move has to take off Σ w·z², as much as a style delta of 0.1 that it closes all by itself: a mix that only
 * differs in one feature by less than a spread gets no device for it.
 */
const LEAST_BENEFIT = 0.01;

const MASTER_FAULTS: ReadonlySet<RenderedCandidate['kind']> = new Set(['unclip', 'less limiting'] as const);

/** Of what the stems show by themselves: more would be another mix, not a correction of this one. */
const MOST_EVIDENT = 2;
/** A stem that lies one spread outside its role's range weighs as much as the heaviest feature of a mix does. */
const EVIDENCE_WEIGHT = 0.02;
/** What a remedy of a stem may cost the mix: nothing that anyone would call a gap. */
const MOST_HARM = LEAST_BENEFIT / 4;

/** A tenth of a second each: what a person waits for a plan. */
const MOST_TRIALS = 20;

/** What the sizes of the grid have to bring, in parts of the least benefit, for the sizes between to be looked at. */
const HOPEFUL = 0.3;
/** Of two stems that nearly tie at a first size, either may be the better one at its best size. */
const MOST_REFINED = 2;

/** A move of its typical size costs a fifth of the least benefit: enough to stop short of a last tenth of a spread. */
const PRIOR_WEIGHT = 0.002;

/**
 * Adds to a linear plan the fixes that only a render can prove, one after another, the worthiest first, and predicts
 * what only a render can tell: loudness, peaks, crest, pumping, kick and bass.
 */
export function planRendered(request: PlanRenderedRequest): RenderedPlan {
  return new RenderedPlanner(request).run();
}

class RenderedPlanner {
  readonly #request: PlanRenderedRequest;
  readonly #worth: RenderedWorth;
  readonly #passage: SettledPassage;
  #trials = 0;

  constructor(request: PlanRenderedRequest) {
    this.#request = request;
    this.#worth = new RenderedWorth(request.taste, LEAST_BENEFIT);
    this.#passage = new SettledPassage(request);
  }

  run(): RenderedPlan {
    const moves: RenderedMove[] = [];
    const byHand: CausedAdvice[] = [];
    let values = this.#passage.values();
    const advised = this.#advised(values);
    for (const odd of oddDucks(this.#passage.scene(values).stems, this.#passage.readings)) {
      const move = moves.length < this.#request.room ? this.#likeSiblings(odd, values) : undefined;
      if (move === undefined) byHand.push(duckByHand(odd, duckingCompressor(odd.stem, this.#passage.scene(values))));
      else {
        moves.push(move);
        values = move.after;
      }
    }
    const most = Math.min(moves.length + MOST_EVIDENT, this.#request.room);
    while (moves.length < most) {
      const move = this.#evidentMove(moves, values);
      if (move === undefined) break;
      moves.push(move);
      values = move.after;
    }
    while (moves.length < this.#request.room && this.#trials < MOST_TRIALS) {
      const move = this.#nextMove(moves, values);
      if (move === undefined) break;
      moves.push(move);
      values = move.after;
    }
    const kept = moves.length < this.#request.room ? this.#keptPeaks(moves, values) : undefined;
    if (kept !== undefined) {
      moves.push(kept);
      values = kept.after;
    }
    const { rows, contexts } = this.#request;
    return {
      moves,
      advice: [...byHand, ...advised.map((move) => renderedAdvice(move, rows, contexts))],
      masterFaultDb: [...moves, ...advised]
        .filter(({ candidate }) => MASTER_FAULTS.has(candidate.kind))
        .reduce((most, { size }) => Math.max(most, size), 0),
      values,
      unheldValues: kept?.before,
    };
  }

  /** A ceiling for true peaks that the plan raises over what they were and over what is safe. */
  #keptPeaks(moves: readonly RenderedMove[], before: ReadonlyMap<string, number>): RenderedMove | undefined {
    const { analysis, rows, contexts } = this.#request;
    const raised = raisedTruePeak(measuredValues(analysis), before, rows);
    const mainTrack = contexts.find(({ index }) => index === MAIN_INDEX);
    if (raised === undefined || mainTrack === undefined) return undefined;
    const candidate = peakKeeper(mainTrack, raised.allowedDb);
    if (candidate === undefined || moves.some((move) => isSameDevice(move.candidate, candidate))) return undefined;
    const size = raised.byDb;
    const found = this.#passage.with(candidate, size);
    this.#passage.settle(found);
    return { candidate, size, reading: { before: size, after: 0 }, before, after: found.values };
  }

  /**
   * Brings a stem to what its siblings do under the kick, in one step: half of its distance from them at least must go,
   * and the mix may not lose by it.
   */
  #likeSiblings(odd: OddDuck, before: ReadonlyMap<string, number>): RenderedMove | undefined {
    const { stem, fault, own, usual } = odd;
    const scene = this.#passage.scene(before);
    const candidate =
      fault === 'missing'
        ? duckUnderKick(stem, scene, usual.releaseMs / 1000)
        : fault === 'deep'
          ? shallowerDuck(stem, scene)
          : undefined;
    if (candidate === undefined) return undefined;
    const size = this.#scaled(candidate, Math.abs(usual.depthDb - own.depthDb));
    if (size === 0) return undefined;
    const renderer = this.#passage.rendererWith(candidate, size);
    const ducking = duckingLike(stem.index, usual, new StemReadings(renderer));
    if (ducking === undefined) return undefined;
    const distance = (depthDb: Decibels): Decibels => Math.abs(depthDb - usual.depthDb);
    const reading = { before: distance(own.depthDb), after: distance(ducking.depthDb) };
    if (reading.after > reading.before / 2) return undefined;
    const found = this.#passage.with(candidate, size, renderer);
    if (this.#harmOf(before, found.values) > MOST_HARM) return undefined;
    this.#passage.settle(found);
    return { candidate: { ...candidate, why: () => duckInWords(odd) }, size, reading, before, after: found.values };
  }

  /** The remedy for the most unusual stem that a remedy is found for. */
  #evidentMove(moves: readonly RenderedMove[], values: ReadonlyMap<string, number>): RenderedMove | undefined {
    const scene = this.#passage.scene(values);
    const candidates = RENDERED_KINDS.flatMap((kind) => kind.candidates(scene))
      .flatMap((candidate) => (candidate.evidence === undefined ? [] : [{ candidate, evidence: candidate.evidence }]))
      .filter(({ candidate: { model, stem } }) => !moves.some((move) => isSameDevice(move.candidate, { model, stem })))
      .sort((a, b) => severityAbove(b.evidence, b.evidence.before) - severityAbove(a.evidence, a.evidence.before));
    for (const { candidate, evidence } of candidates) {
      const move = this.#provedOnStem(candidate, evidence, values);
      if (move !== undefined) return move;
    }
    return undefined;
  }

  /** Seeks the size on the stem, and proves on the whole passage that the stem gains and the mix does not lose. */
  #provedOnStem(
    candidate: RenderedCandidate,
    evidence: StemEvidence,
    before: ReadonlyMap<string, number>,
  ): RenderedMove | undefined {
    const reading = (size: number, bars: 'all' | 'trial'): Decibels => {
      const signal = this.#passage.stemWith(candidate, size, bars);
      return (signal && measureStemDynamics(signal)?.[evidence.measure]) ?? NaN;
    };
    const costOf = (value: Decibels): number =>
      Number.isFinite(value) ? EVIDENCE_WEIGHT * severityAbove(evidence, value) ** 2 : Infinity;
    const search = new SizeSearch(candidate, (size) => {
      const value = reading(size, 'trial') + evidence.usual.high - aimOf(evidence);
      return costOf(value) + PRIOR_WEIGHT * (size / candidate.typicalSize) ** 2;
    });
    const size = this.#scaled(candidate, search.refine().size);
    if (size === 0) return undefined;
    const after = reading(size, 'all');
    const stemCost = costOf(evidence.before);
    if (this.#worth.ranked(candidate, size, stemCost - costOf(after), stemCost).worth <= 0) return undefined;
    const found = this.#passage.with(candidate, size);
    if (this.#harmOf(before, found.values) > MOST_HARM) return undefined;
    this.#passage.settle(found);
    return { candidate, size, reading: { before: evidence.before, after }, before, after: found.values };
  }

  /** What nothing can be written for, with the size that would answer it. */
  #advised(values: ReadonlyMap<string, number>): RenderedMove[] {
    return this.#searched([], values, (candidate) => candidate.adviceOnly === true).flatMap(({ candidate, size }) => {
      const proved = this.#proof(candidate, this.#scaled(candidate, size), values);
      return proved === undefined ? [] : [moveOf(proved, values)];
    });
  }

  /**
   * A candidate whose worth stands the proof on the whole passage: the worthiest to this producer, or now and then one
   * that is nearly as good, see `TasteView.choose`.
   */
  #nextMove(moves: readonly RenderedMove[], values: ReadonlyMap<string, number>): RenderedMove | undefined {
    const found = this.#searched(moves, values, ({ adviceOnly }) => adviceOnly !== true);
    for (const { candidate, size, propensity } of this.#worth.chosen(found, this.#costOf(values, values))) {
      const proved = this.#proof(candidate, this.#scaled(candidate, size), values);
      if (proved === undefined) continue;
      this.#passage.settle(proved);
      return { ...moveOf(proved, values), propensity };
    }
    return undefined;
  }

  /** Candidates that the mix asks for, with the sizes that promise most, the most promising first. */
  #searched(
    moves: readonly RenderedMove[],
    values: ReadonlyMap<string, number>,
    isWanted: (candidate: RenderedCandidate) => boolean,
  ): { candidate: RenderedCandidate; size: number; cost: number }[] {
    const scene = this.#passage.scene(values);
    const candidates = RENDERED_KINDS.flatMap((kind) => kind.candidates(scene))
      .filter(({ evidence }) => evidence === undefined)
      .filter((candidate) => !moves.some((move) => isSameDevice(move.candidate, candidate)))
      .filter(isWanted);
    if (candidates.length === 0) return [];
    const base = this.#passage.trialBase();
    const cost = this.#costOf(values, values);
    const searches = candidates.map((candidate) => ({
      candidate,
      search: new SizeSearch(candidate, (size) => this.#trialCost(candidate, size, values, base)),
    }));
    return searches
      .filter(({ search }) => cost - search.best.cost >= HOPEFUL * LEAST_BENEFIT)
      .sort((a, b) => a.search.best.cost - b.search.best.cost)
      .slice(0, MOST_REFINED)
      .map(({ candidate, search }) => ({ candidate, ...search.refine() }))
      .filter((found) => cost - found.cost >= LEAST_BENEFIT)
      .sort((a, b) => a.cost - b.cost);
  }

  #trialCost(
    candidate: RenderedCandidate,
    size: number,
    values: ReadonlyMap<string, number>,
    base: StretchReading,
  ): number {
    if (this.#trials >= MOST_TRIALS) return Infinity;
    this.#trials++;
    const prior = PRIOR_WEIGHT * (size / candidate.typicalSize) ** 2;
    return this.#costOf(values, this.#passage.triedValues(candidate, size, values, base)) + prior;
  }

  /** Renders the whole passage; `undefined` for no size, and where the gap does not shrink by enough. */
  #proof(candidate: RenderedCandidate, size: number, before: ReadonlyMap<string, number>): PassageWith | undefined {
    if (size === 0) return undefined;
    const { rows } = this.#request;
    const found = this.#passage.with(candidate, size);
    const { worth } = this.#worth.ranked(
      candidate,
      size,
      -this.#harmOf(before, found.values),
      this.#costOf(before, before),
    );
    return worth <= 0 || styleDeltaOf(rows, found.values) >= styleDeltaOf(rows, before) ? undefined : found;
  }

  /** As much of it as the producer usually keeps, and as the amount asks for; 0 where nothing is left of it. */
  #scaled({ kind, role, step, limits: [low, high] }: RenderedCandidate, size: number): number {
    const { taste, amount } = this.#request;
    const wanted = roundTo((size * taste.sizeFactor(kind, role).value * amount) / 100, step);
    return wanted >= low && wanted <= high ? wanted : wanted > high ? high : 0;
  }

  /** What a change adds to the cost. */
  #harmOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
    return this.#costOf(before, after) - this.#costOf(before, before);
  }

  #costOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
    return protectedCost(this.#request.rows, before, after);
  }
}

/** New devices of one name on one track are one device, so no two moves may ask for the same. */
function isSameDevice(
  one: Pick<RenderedCandidate, 'model' | 'stem'>,
  other: Pick<RenderedCandidate, 'model' | 'stem'>,
): boolean {
  return one.model === other.model && one.stem === other.stem;
}

function moveOf({ candidate, size, values }: PassageWith, before: ReadonlyMap<string, number>): RenderedMove {
  return { candidate, size, before, after: values };
}

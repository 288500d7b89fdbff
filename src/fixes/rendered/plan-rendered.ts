import { measureStemDynamics } from '../../analysis/stem-dynamics.ts';
import type { Decibels, Lufs, Normal, Percent } from '../../dsp/units.ts';
import { styleDeltaOf, type YardstickRow } from '../../gap/yardstick.ts';
import type { SetSnapshot } from '../../live/live-set.ts';
import { featureKey, type AnalysisDocument, type SectionKind } from '../../store/analysis-document.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { StemMapping } from '../../store/stem-map-document.ts';
import type { CausedAdvice } from '../advice.ts';
import { roundTo } from '../fix-kind.ts';
import type { MasterChain } from '../master-chain.ts';
import { fitMasterSound } from '../fit-master-sound.ts';
import type { MasterSound } from '../master-sound.ts';
import type { MixModel } from '../mix-model.ts';
import { MAIN_INDEX, type StemContext } from '../stem-context.ts';
import type { TasteView } from '../taste-view.ts';
import { addedDevices, type AddedDevice } from './added-device.ts';
import { firstBars, type LoudSection } from '../loud-section.ts';
import { duckByHand, duckInWords } from './duck-words.ts';
import { peakKeeper } from './kinds/limiter.ts';
import { shallowerDuck } from './kinds/less-pumping.ts';
import { duckUnderKick } from './kinds/sidechain.ts';
import { duckingLike, oddDucks, type OddDuck } from './odd-ducks.ts';
import { valuesAfterRender } from './render-values.ts';
import { bothLevels, levelElsewhere, UNCHANGED_MAIN, type MainLevel } from './main-level.ts';
import { raisedTruePeak } from '../raised-true-peak.ts';
import { protectedCost } from './protected-cost.ts';
import { renderedAdvice } from './rendered-advice.ts';
import type { RenderedCandidate, RenderedScene } from './rendered-kind.ts';
import { RENDERED_KINDS } from './rendered-kinds.ts';
import { RenderedWorth } from './rendered-worth.ts';
import { SizeSearch } from './size-search.ts';
import { aimOf, severityAbove, type StemEvidence } from './stem-evidence.ts';
import { StemReadings } from './stem-readings.ts';
import { Summit } from './summit.ts';
import { measureStretch, type StretchReading } from '../stretch-meter.ts';
import { StretchRenderer } from './stretch-renderer.ts';

export interface PlanRenderedRequest {
  section: LoudSection;
  analysis: AnalysisDocument;
  rows: readonly YardstickRow[];
  model: MixModel;
  chain: MasterChain;
  /** Fixes that the band model planned, and every feature after them, by `featureKey`. */
  fixes: readonly Fix[];
  predicted: ReadonlyMap<string, number>;
  contexts: readonly StemContext[];
  stems: readonly StemMapping[];
  snapshot: SetSnapshot;
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

/** Sizes are sought on eight bars, and proved on all. */
const TRIAL_BARS = 8;

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
  readonly #sound: MasterSound;
  readonly #kind: SectionKind;
  readonly #untouched: StretchReading;
  readonly #linear: StretchReading;
  readonly #readings: StemReadings;
  readonly #worth: RenderedWorth;
  #renderer: StretchRenderer<LoudSection>;
  /** Of what the renderer is settled on. */
  #reading: StretchReading;
  #trialRenderer: StretchRenderer<LoudSection>;
  /** Settled as the renderer is. */
  #summit: Summit | undefined;
  /** Of what is planned on the main track so far. */
  #main = UNCHANGED_MAIN;
  #trials = 0;

  constructor(request: PlanRenderedRequest) {
    const { section, chain, model, fixes, contexts, snapshot } = request;
    this.#request = request;
    this.#kind = section.stretch.kind;
    this.#worth = new RenderedWorth(request.taste, LEAST_BENEFIT);
    this.#sound = fitMasterSound(chain, model.bandCentreHz, section);
    const devices = addedDevices(fixes, contexts, snapshot);
    const untouched = StretchRenderer.of(section, this.#sound);
    this.#untouched = measureStretch(untouched.render(), section);
    this.#renderer = untouched.settledOn(devices);
    this.#linear = devices.length === 0 ? this.#untouched : measureStretch(this.#renderer.render(), section);
    this.#reading = this.#linear;
    this.#readings = new StemReadings(this.#renderer);
    this.#summit = Summit.of(section, this.#sound)?.settledOn(devices);
    // The master's response hardly changes what a trial differs by, and costs as much as all else.
    const flat = { ...this.#sound, responseDb: new Float64Array(0) };
    this.#trialRenderer = StretchRenderer.of(firstBars(section, TRIAL_BARS), flat).settledOn(devices);
  }

  run(): RenderedPlan {
    const moves: RenderedMove[] = [];
    const byHand: CausedAdvice[] = [];
    let values: ReadonlyMap<string, number> = this.#valuesAfter(this.#linear, this.#main);
    const advised = this.#advised(values);
    for (const odd of oddDucks(this.#scene(values).stems, this.#readings)) {
      const move = moves.length < this.#request.room ? this.#likeSiblings(odd, values) : undefined;
      if (move === undefined) byHand.push(duckByHand(odd));
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
    };
  }

  /** A ceiling for true peaks that the plan raises over what they were and over what is safe. */
  #keptPeaks(moves: readonly RenderedMove[], before: ReadonlyMap<string, number>): RenderedMove | undefined {
    const { analysis, rows, section, contexts } = this.#request;
    const raised = raisedTruePeak(measuredValues(analysis), before, rows);
    const mainTrack = contexts.find(({ index }) => index === MAIN_INDEX);
    if (raised === undefined || mainTrack === undefined) return undefined;
    const candidate = peakKeeper(mainTrack, raised.allowedDb);
    if (candidate === undefined || moves.some((move) => isSameDevice(move.candidate, candidate))) return undefined;
    const size = raised.byDb;
    const renderer = this.#renderer.settledOn(candidate.devices(size));
    const rendered = measureStretch(renderer.render(), section);
    const main = this.#mainWith(candidate, size, this.#reading, rendered);
    const move = {
      candidate,
      size,
      reading: { before: size, after: 0 },
      before,
      after: this.#valuesAfter(rendered, main, candidate.devices(size)),
    };
    this.#settle({ move, renderer, reading: rendered, main });
    return move;
  }

  /**
   * Brings a stem to what its siblings do under the kick, in one step: half of its distance from them at least must go,
   * and the mix may not lose by it.
   */
  #likeSiblings(odd: OddDuck, before: ReadonlyMap<string, number>): RenderedMove | undefined {
    const { stem, fault, own, usual } = odd;
    const scene = this.#scene(before);
    const candidate =
      fault === 'missing'
        ? duckUnderKick(stem, scene, usual.releaseMs / 1000)
        : fault === 'deep'
          ? shallowerDuck(stem, scene)
          : undefined;
    if (candidate === undefined) return undefined;
    const size = this.#scaled(candidate, Math.abs(usual.depthDb - own.depthDb));
    if (size === 0) return undefined;
    const renderer = this.#renderer.settledOn(candidate.devices(size));
    const ducking = duckingLike(stem.index, usual, new StemReadings(renderer));
    if (ducking === undefined) return undefined;
    const distance = (depthDb: Decibels): Decibels => Math.abs(depthDb - usual.depthDb);
    const reading = { before: distance(own.depthDb), after: distance(ducking.depthDb) };
    if (reading.after > reading.before / 2) return undefined;
    const rendered = measureStretch(renderer.render(), this.#request.section);
    const after = this.#valuesAfter(rendered, this.#main, candidate.devices(size));
    if (this.#costOf(before, after) - this.#costOf(before, before) > MOST_HARM) return undefined;
    const move = { candidate: { ...candidate, why: () => duckInWords(odd) }, size, reading, before, after };
    this.#settle({ move, renderer, reading: rendered, main: this.#main });
    return move;
  }

  /** The remedy for the most unusual stem that a remedy is found for. */
  #evidentMove(moves: readonly RenderedMove[], values: ReadonlyMap<string, number>): RenderedMove | undefined {
    const scene = this.#scene(values);
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
    const reading = (renderer: StretchRenderer, size: number): Decibels => {
      const signal = renderer.stemWith(candidate.stem, candidate.devices(size));
      return (signal && measureStemDynamics(signal)?.[evidence.measure]) ?? NaN;
    };
    const costOf = (value: Decibels): number =>
      Number.isFinite(value) ? EVIDENCE_WEIGHT * severityAbove(evidence, value) ** 2 : Infinity;
    const search = new SizeSearch(candidate, (size) => {
      const value = reading(this.#trialRenderer, size) + evidence.usual.high - aimOf(evidence);
      return costOf(value) + PRIOR_WEIGHT * (size / candidate.typicalSize) ** 2;
    });
    const size = this.#scaled(candidate, search.refine().size);
    if (size === 0) return undefined;
    const after = reading(this.#renderer, size);
    const stemCost = costOf(evidence.before);
    if (this.#worth.ranked(candidate, size, stemCost - costOf(after), stemCost).worth <= 0) return undefined;
    const renderer = this.#renderer.settledOn(candidate.devices(size));
    const rendered = measureStretch(renderer.render(), this.#request.section);
    const values = this.#valuesAfter(rendered, this.#main, candidate.devices(size));
    if (this.#costOf(before, values) - this.#costOf(before, before) > MOST_HARM) return undefined;
    const move = { candidate, size, reading: { before: evidence.before, after }, before, after: values };
    this.#settle({ move, renderer, reading: rendered, main: this.#main });
    return move;
  }

  /** What nothing can be written for, with the size that would answer it. */
  #advised(values: ReadonlyMap<string, number>): RenderedMove[] {
    return this.#searched([], values, (candidate) => candidate.adviceOnly === true).flatMap(
      ({ candidate, size }) => this.#proof(candidate, this.#scaled(candidate, size), values)?.move ?? [],
    );
  }

  /**
   * A candidate whose worth stands the proof on the whole passage: the worthiest to this producer, or now and then one
   * that is nearly as good, see `TasteView.choose`.
   */
  #nextMove(moves: readonly RenderedMove[], values: ReadonlyMap<string, number>): RenderedMove | undefined {
    const found = this.#searched(moves, values, ({ adviceOnly }) => adviceOnly !== true);
    for (const { candidate, size, propensity } of this.#worth.chosen(found, this.#costOf(values, values))) {
      const proof = this.#proof(candidate, this.#scaled(candidate, size), values);
      if (proof === undefined) continue;
      this.#settle(proof);
      return { ...proof.move, propensity };
    }
    return undefined;
  }

  /** Candidates that the mix asks for, with the sizes that promise most, the most promising first. */
  #searched(
    moves: readonly RenderedMove[],
    values: ReadonlyMap<string, number>,
    isWanted: (candidate: RenderedCandidate) => boolean,
  ): { candidate: RenderedCandidate; size: number; cost: number }[] {
    const scene = this.#scene(values);
    const candidates = RENDERED_KINDS.flatMap((kind) => kind.candidates(scene))
      .filter(({ evidence }) => evidence === undefined)
      .filter((candidate) => !moves.some((move) => isSameDevice(move.candidate, candidate)))
      .filter(isWanted);
    if (candidates.length === 0) return [];
    const { section } = this.#trialRenderer;
    const base = measureStretch(this.#trialRenderer.render(), section);
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
    const trial = measureStretch(this.#trialRenderer.render(candidate.devices(size)), this.#trialRenderer.section);
    const added = this.#addedOnMain(candidate, size, base, trial);
    const prior = PRIOR_WEIGHT * (size / candidate.typicalSize) ** 2;
    return this.#costOf(values, this.#trialValues(values, base, trial, added)) + prior;
  }

  /** Renders the whole passage; `undefined` for no size, and where the gap does not shrink by enough. */
  #proof(candidate: RenderedCandidate, size: number, before: ReadonlyMap<string, number>): Proof | undefined {
    if (size === 0) return undefined;
    const { section, rows } = this.#request;
    const renderer = this.#renderer.settledOn(candidate.devices(size));
    const reading = measureStretch(renderer.render(), section);
    const main = this.#mainWith(candidate, size, this.#reading, reading);
    const after = this.#valuesAfter(reading, main, candidate.devices(size));
    const benefit = this.#costOf(before, before) - this.#costOf(before, after);
    const { worth } = this.#worth.ranked(candidate, size, benefit, this.#costOf(before, before));
    if (worth <= 0 || styleDeltaOf(rows, after) >= styleDeltaOf(rows, before)) return undefined;
    return { move: { candidate, size, before, after }, renderer, reading, main };
  }

  /** From now on the move is taken for granted. */
  #settle({ move: { candidate, size }, renderer, reading, main }: Proof): void {
    this.#renderer = renderer;
    this.#reading = reading;
    this.#trialRenderer = this.#trialRenderer.settledOn(candidate.devices(size));
    this.#summit = this.#summit?.settledOn(candidate.devices(size));
    this.#main = main;
    this.#readings.changed(candidate.stem, renderer);
  }

  /** As much of it as the producer usually keeps, and as the amount asks for; 0 where nothing is left of it. */
  #scaled({ kind, role, step, limits: [low, high] }: RenderedCandidate, size: number): number {
    const { taste, amount } = this.#request;
    const wanted = roundTo((size * taste.sizeFactor(kind, role).value * amount) / 100, step);
    return wanted >= low && wanted <= high ? wanted : wanted > high ? high : 0;
  }

  #scene(values: ReadonlyMap<string, number>): RenderedScene {
    const { section, analysis, rows, contexts, stems, model } = this.#request;
    const kicks = section.stems.filter(({ index }) =>
      stems.some(({ track, role }) => role === 'kick' && track === model.stems[index]),
    );
    const loudness = (index: number): number => this.#readings.factsOf(index)?.levelDb ?? -Infinity;
    const kick = kicks.map(({ index }) => index).sort((a, b) => loudness(b) - loudness(a))[0];
    return {
      section,
      analysis,
      rows,
      values,
      stems: contexts.filter(({ index }) => index !== MAIN_INDEX && this.#renderer.stem(index) !== undefined),
      kick: kick === undefined ? undefined : { index: kick, track: model.stems[kick] },
      main: contexts.find(({ index }) => index === MAIN_INDEX),
      readings: this.#readings,
    };
  }

  /** What is done on the main track with one more candidate. */
  #mainWith(candidate: RenderedCandidate, size: number, base: StretchReading, trial: StretchReading): MainLevel {
    return bothLevels(this.#main, this.#addedOnMain(candidate, size, base, trial));
  }

  #addedOnMain(candidate: RenderedCandidate, size: number, base: StretchReading, trial: StretchReading): MainLevel {
    if (candidate.stem !== MAIN_INDEX) return UNCHANGED_MAIN;
    const key = featureKey('loudness.section', this.#kind);
    const gainDb = candidate.gainElsewhereDb?.(size) ?? 0;
    const rise = (trial.values.get(key) ?? NaN) - (base.values.get(key) ?? NaN);
    return {
      gainDb,
      reductionDb: Number.isFinite(rise) ? gainDb - rise : 0,
      heldPeakDb: candidate.heldPeakDb?.(size) ?? Infinity,
    };
  }

  /** @param devices what the reading has on top of what is settled */
  #valuesAfter(all: StretchReading, main: MainLevel, devices: readonly AddedDevice[] = []): Map<string, number> {
    const { analysis, predicted } = this.#request;
    return valuesAfterRender({
      analysis,
      before: measuredValues(analysis),
      kind: this.#kind,
      predicted,
      readings: { untouched: this.#untouched, linear: this.#linear, all },
      summit: this.#summit?.changeWith(devices),
      elsewhereDb: (lufs) => levelElsewhere(main, this.#loudest() - lufs),
      heldPeakDb: main.heldPeakDb,
    });
  }

  #trialValues(
    values: ReadonlyMap<string, number>,
    base: StretchReading,
    trial: StretchReading,
    added: MainLevel,
  ): Map<string, number> {
    return valuesAfterRender({
      analysis: this.#request.analysis,
      before: values,
      kind: this.#kind,
      predicted: values,
      readings: { untouched: base, linear: base, all: trial },
      elsewhereDb: (lufs) => levelElsewhere(added, this.#loudest() - lufs),
      heldPeakDb: added.heldPeakDb,
    });
  }

  /** Loudness of the passage's kind of section. */
  #loudest(): Lufs {
    const { features } = this.#request.analysis;
    return features.find(({ id, scope }) => id === 'loudness.section' && scope === this.#kind)?.value ?? NaN;
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

/** A move that stood the proof, and the passage with it. */
interface Proof {
  move: RenderedMove;
  renderer: StretchRenderer<LoudSection>;
  reading: StretchReading;
  main: MainLevel;
}

function measuredValues({ features }: AnalysisDocument): Map<string, number> {
  return new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}

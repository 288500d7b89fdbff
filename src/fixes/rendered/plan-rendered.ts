import type { Decibels, Percent } from '../../dsp/units.ts';
import { severityOf, styleDeltaOf, type YardstickRow } from '../../gap/yardstick.ts';
import type { SetSnapshot } from '../../live/live-set.ts';
import { featureKey, type AnalysisDocument, type SectionKind } from '../../store/analysis-document.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { StemMapping } from '../../store/stem-map-document.ts';
import { roundTo } from '../fix-kind.ts';
import type { MasterChain } from '../master-chain.ts';
import { fitMasterSound, type MasterSound } from '../master-sound.ts';
import type { MixModel } from '../mix-model.ts';
import { MAIN_INDEX, type StemContext } from '../stem-context.ts';
import type { TasteView } from '../taste-view.ts';
import { addedDevices } from './added-device.ts';
import { firstBars, sumOfStems, type LoudSection } from '../loud-section.ts';
import { valuesAfterRender } from './render-values.ts';
import type { RenderedCandidate, RenderedScene } from './rendered-kind.ts';
import { RENDERED_KINDS } from './rendered-kinds.ts';
import { SizeSearch } from './size-search.ts';
import { stemFacts, type StemFacts } from './stem-facts.ts';
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
  /** Every feature before this move, with the moves before it, and after it. */
  before: ReadonlyMap<string, number>;
  after: ReadonlyMap<string, number>;
}

export interface RenderedPlan {
  moves: RenderedMove[];
  /** Every feature after the whole plan, with what only renders tell. */
  values: ReadonlyMap<string, number>;
}

/**
 * What a move has to take off Σ w·z², as much as a style delta of 0.1 that it closes all by itself: a mix that only
 * differs in one feature by less than a spread gets no device for it.
 */
const LEAST_BENEFIT = 0.01;

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

/** Pushing a feature out of its band costs as if it lay twice as far outside. */
const PROTECTION = 2;

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
  readonly #facts = new Map<number, StemFacts>();
  #renderer: StretchRenderer;
  /** Of what the renderer is settled on. */
  #reading: StretchReading;
  #trialRenderer: StretchRenderer;
  /** The master's rise and what its limiting took back of it, of what is planned on the main track so far. */
  #main = { gainDb: 0, reductionDb: 0 };
  #trials = 0;

  constructor(request: PlanRenderedRequest) {
    const { section, chain, model, fixes, contexts, snapshot } = request;
    this.#request = request;
    this.#kind = section.stretch.kind;
    const { integratedLufs, samplePeakDb } = section.bounce;
    this.#sound = fitMasterSound(chain, model.bandCentreHz, sumOfStems(section), {
      integratedLufs,
      peakDb: samplePeakDb,
    });
    const devices = addedDevices(fixes, contexts, snapshot);
    const untouched = StretchRenderer.of(section, this.#sound);
    this.#untouched = measureStretch(untouched.render(), section);
    this.#renderer = untouched.settledOn(devices);
    this.#linear = devices.length === 0 ? this.#untouched : measureStretch(this.#renderer.render(), section);
    this.#reading = this.#linear;
    // The master's response hardly changes what a trial differs by, and costs as much as all else.
    const flat = { ...this.#sound, responseDb: new Float64Array(0) };
    this.#trialRenderer = StretchRenderer.of(firstBars(section, TRIAL_BARS), flat).settledOn(devices);
  }

  run(): RenderedPlan {
    const moves: RenderedMove[] = [];
    let values: ReadonlyMap<string, number> = this.#valuesAfter(this.#linear, this.#main);
    while (moves.length < this.#request.room && this.#trials < MOST_TRIALS) {
      const move = this.#nextMove(moves, values);
      if (move === undefined) break;
      moves.push(move);
      values = move.after;
    }
    return { moves, values };
  }

  /** The worthiest candidate whose worth stands the proof on the whole passage. */
  #nextMove(moves: readonly RenderedMove[], values: ReadonlyMap<string, number>): RenderedMove | undefined {
    const scene = this.#scene(values);
    // New devices of one name on one track are one device, so no two moves may ask for the same.
    const candidates = RENDERED_KINDS.flatMap((kind) => kind.candidates(scene)).filter(
      ({ model, stem }) => !moves.some(({ candidate }) => candidate.model === model && candidate.stem === stem),
    );
    if (candidates.length === 0) return undefined;
    const { section } = this.#trialRenderer;
    const base = measureStretch(this.#trialRenderer.render(), section);
    const cost = this.#costOf(values, values);
    const searches = candidates.map((candidate) => ({
      candidate,
      search: new SizeSearch(candidate, (size) => this.#trialCost(candidate, size, values, base)),
    }));
    const hopeful = searches
      .filter(({ search }) => cost - search.best.cost >= HOPEFUL * LEAST_BENEFIT)
      .sort((a, b) => a.search.best.cost - b.search.best.cost)
      .slice(0, MOST_REFINED)
      .map(({ candidate, search }) => ({ candidate, ...search.refine() }))
      .filter((found) => cost - found.cost >= LEAST_BENEFIT)
      .sort((a, b) => a.cost - b.cost);
    for (const { candidate, size } of hopeful) {
      const scaled = this.#scaled(candidate, size);
      const move = scaled === 0 ? undefined : this.#proved(candidate, scaled, values);
      if (move !== undefined) return move;
    }
    return undefined;
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
    const main = this.#mainAfter(candidate, size, base, trial);
    const prior = PRIOR_WEIGHT * (size / candidate.typicalSize) ** 2;
    return this.#costOf(values, this.#trialValues(values, base, trial, main)) + prior;
  }

  /** Renders the whole passage; `undefined` where the gap does not shrink by enough. */
  #proved(candidate: RenderedCandidate, size: number, before: ReadonlyMap<string, number>): RenderedMove | undefined {
    const { section, rows } = this.#request;
    const renderer = this.#renderer.settledOn(candidate.devices(size));
    const reading = measureStretch(renderer.render(), section);
    const main = this.#mainAfter(candidate, size, this.#reading, reading);
    const after = this.#valuesAfter(reading, main);
    const benefit = this.#costOf(before, before) - this.#costOf(before, after);
    if (benefit < LEAST_BENEFIT || styleDeltaOf(rows, after) >= styleDeltaOf(rows, before)) return undefined;
    this.#renderer = renderer;
    this.#reading = reading;
    this.#trialRenderer = this.#trialRenderer.settledOn(candidate.devices(size));
    this.#main = main;
    this.#facts.delete(candidate.stem);
    return { candidate, size, before, after };
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
    const loudness = (index: number): number => this.#factsOf(index)?.levelDb ?? -Infinity;
    const kick = kicks.map(({ index }) => index).sort((a, b) => loudness(b) - loudness(a))[0];
    return {
      section,
      analysis,
      rows,
      values,
      stems: contexts.filter(({ index }) => index !== MAIN_INDEX && this.#renderer.stem(index) !== undefined),
      kick: kick === undefined ? undefined : { index: kick, track: model.stems[kick] },
      main: contexts.find(({ index }) => index === MAIN_INDEX),
      factsOf: (index) => this.#factsOf(index),
    };
  }

  #factsOf(index: number): StemFacts | undefined {
    const signal = this.#renderer.stem(index);
    if (signal === undefined) return undefined;
    const facts = this.#facts.get(index) ?? stemFacts(index, signal, this.#request.section);
    this.#facts.set(index, facts);
    return facts;
  }

  #mainAfter(candidate: RenderedCandidate, size: number, base: StretchReading, trial: StretchReading): MainLevel {
    if (candidate.stem !== MAIN_INDEX) return this.#main;
    const key = featureKey('loudness.section', this.#kind);
    const gainDb = candidate.gainElsewhereDb?.(size) ?? 0;
    const rise = (trial.values.get(key) ?? NaN) - (base.values.get(key) ?? NaN);
    return {
      gainDb: this.#main.gainDb + gainDb,
      reductionDb: this.#main.reductionDb + (Number.isFinite(rise) ? Math.max(0, gainDb - rise) : 0),
    };
  }

  #valuesAfter(all: StretchReading, main: MainLevel): Map<string, number> {
    const { analysis, predicted } = this.#request;
    return valuesAfterRender({
      analysis,
      before: measuredValues(analysis),
      kind: this.#kind,
      predicted,
      readings: { untouched: this.#untouched, linear: this.#linear, all },
      elsewhereDb: (kind) => this.#elsewhereDb(kind, main),
    });
  }

  #trialValues(
    values: ReadonlyMap<string, number>,
    base: StretchReading,
    trial: StretchReading,
    main: MainLevel,
  ): Map<string, number> {
    const added = { gainDb: main.gainDb - this.#main.gainDb, reductionDb: main.reductionDb - this.#main.reductionDb };
    return valuesAfterRender({
      analysis: this.#request.analysis,
      before: values,
      kind: this.#kind,
      predicted: values,
      readings: { untouched: base, linear: base, all: trial },
      elsewhereDb: (kind) => this.#elsewhereDb(kind, added),
    });
  }

  /** A limiter takes as much less from a quieter kind of section as that is quieter, down to nothing. */
  #elsewhereDb(kind: SectionKind, { gainDb, reductionDb }: MainLevel): Decibels {
    const { features } = this.#request.analysis;
    const level = (of: SectionKind): number =>
      features.find(({ id, scope }) => id === 'loudness.section' && scope === of)?.value ?? NaN;
    const quieterDb = level(this.#kind) - level(kind);
    return gainDb - (Number.isFinite(quieterDb) ? Math.max(0, reductionDb - Math.max(0, quieterDb)) : 0);
  }

  /** Σ w·z², with double the severity of what was inside its band before. */
  #costOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
    let [cost, weights] = [0, 0];
    for (const row of this.#request.rows) {
      const key = featureKey(row.feature.id, row.scope);
      const [from, to] = [before.get(key), after.get(key)];
      if (from === undefined || to === undefined) continue;
      const factor = severityOf(row, from) === 0 ? PROTECTION : 1;
      cost += row.weight * (factor * severityOf(row, to)) ** 2;
      weights += row.weight;
    }
    return weights > 0 ? cost / weights : 0;
  }
}

interface MainLevel {
  gainDb: Decibels;
  reductionDb: Decibels;
}

function measuredValues({ features }: AnalysisDocument): Map<string, number> {
  return new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}

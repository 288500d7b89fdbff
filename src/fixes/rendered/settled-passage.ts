import type { StereoSignal } from '../../audio/audio-source.ts';
import type { Decibels, Lufs } from '../../dsp/units.ts';
import type { YardstickRow } from '../../gap/yardstick.ts';
import type { SetSnapshot } from '../../live/live-set.ts';
import { featureKey, type AnalysisDocument } from '../../store/analysis-document.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { StemMapping } from '../../store/stem-map-document.ts';
import type { LoudSection } from '../loud-section.ts';
import type { MixModel } from '../mix-model.ts';
import type { MomentRatios } from '../predict/stem-moments.ts';
import { measureStretch, type StretchReading } from '../stretch-meter.ts';
import { MAIN_INDEX, type StemContext } from '../stem-context.ts';
import { addedDevices, type AddedDevice } from './added-device.ts';
import { bothLevels, levelElsewhere, UNCHANGED_MAIN, type MainLevel } from './main-level.ts';
import { momentShifts, type MomentShifts } from './moment-shifts.ts';
import { valuesAfterRender } from './render-values.ts';
import { withPlannedRest } from './planned-rest.ts';
import type { RenderedCandidate, RenderedScene } from './rendered-kind.ts';
import { StemReadings } from './stem-readings.ts';
import type { StretchRenderer } from './stretch-renderer.ts';
import type { KindChange, HeardKind } from './heard-kind.ts';
import type { Summit } from './summit.ts';
import type { UntouchedPassage } from './untouched-passage.ts';

export interface PassageRequest {
  untouched: UntouchedPassage;
  analysis: AnalysisDocument;
  rows: readonly YardstickRow[];
  model: MixModel;
  /** Fixes that the band model planned, and every feature after them, by `featureKey`. */
  fixes: readonly Fix[];
  predicted: ReadonlyMap<string, number>;
  /** What they do to each moment, where it is known what plays when. */
  ratios?: MomentRatios | undefined;
  contexts: readonly StemContext[];
  stems: readonly StemMapping[];
  snapshot: SetSnapshot;
}

/** A candidate at a size, and the passage with it. */
export interface PassageWith {
  candidate: RenderedCandidate;
  size: number;
  renderer: StretchRenderer<LoudSection>;
  reading: StretchReading;
  main: MainLevel;
  /** Every feature, by `featureKey`. */
  values: ReadonlyMap<string, number>;
}

/**
 * The song's loudest passage with all that is planned so far, and what one more candidate would make of it: the whole
 * of it for proof, its first bars for trials.
 */
export class SettledPassage {
  /** Of the stems, with what is planned on them. */
  readonly readings: StemReadings;
  readonly #request: PassageRequest;
  readonly #section: LoudSection;
  readonly #isLimited: boolean;
  readonly #untouched: StretchReading;
  readonly #linear: StretchReading;
  #renderer: StretchRenderer<LoudSection>;
  /** Of what the renderer is settled on. */
  #reading: StretchReading;
  #trialRenderer: StretchRenderer<LoudSection>;
  /** Settled as the renderer is. */
  #summit: Summit | undefined;
  #otherKinds: readonly HeardKind[];
  /** What the master makes of the passage's own kind of section after the linear fixes. */
  readonly #ownKind: KindChange | undefined;
  /** Of the linear fixes. */
  readonly #shifts: MomentShifts | undefined;
  /** Of what is planned on the main track so far. */
  #main = UNCHANGED_MAIN;

  constructor(request: PassageRequest) {
    const { untouched, analysis, fixes, ratios, contexts, snapshot } = request;
    const { renderer, reading, trial, ownKind, summit, otherKinds, isLimited } = untouched.mastered;
    const devices = addedDevices(fixes, contexts, snapshot);
    this.#request = request;
    this.#section = untouched.section;
    this.#isLimited = isLimited;
    this.#untouched = reading;
    this.#renderer = renderer.settledOn(devices);
    this.#linear = devices.length === 0 ? reading : this.#readingOf(this.#renderer);
    this.#reading = this.#linear;
    this.readings = new StemReadings(this.#renderer, untouched.readings);
    this.#summit = summit?.settledOn(devices);
    this.#otherKinds = otherKinds.map((other) => other.planned(devices));
    this.#ownKind = devices.length === 0 ? undefined : ownKind?.planned(devices).changeWith([]);
    this.#shifts = ratios && momentShifts(analysis, ratios, untouched.section.stretch);
    this.#trialRenderer = trial.settledOn(devices);
  }

  /** Every feature as it is settled now, by `featureKey`. */
  values(): ReadonlyMap<string, number> {
    return this.#valuesAfter(this.#reading, this.#main);
  }

  scene(values: ReadonlyMap<string, number>): RenderedScene {
    const { analysis, rows, contexts, stems, model } = this.#request;
    const kicks = this.#section.stems.filter(({ index }) =>
      stems.some(({ track, role }) => role === 'kick' && track === model.stems[index]),
    );
    const loudness = (index: number): number => this.readings.factsOf(index)?.levelDb ?? -Infinity;
    const kick = kicks.map(({ index }) => index).sort((a, b) => loudness(b) - loudness(a))[0];
    return {
      section: this.#section,
      analysis,
      rows,
      values,
      stems: contexts.filter(({ index }) => index !== MAIN_INDEX && this.#renderer.stem(index) !== undefined),
      kick: kick === undefined ? undefined : { index: kick, track: model.stems[kick] },
      main: contexts.find(({ index }) => index === MAIN_INDEX),
      isLimited: this.#isLimited,
      readings: this.readings,
    };
  }

  /** What would play the passage with a candidate; its sound is not made yet. */
  rendererWith(candidate: RenderedCandidate, size: number): StretchRenderer<LoudSection> {
    return this.#renderer.settledOn(candidate.devices(size));
  }

  /** The whole passage with a candidate. */
  with(
    candidate: RenderedCandidate,
    size: number,
    renderer: StretchRenderer<LoudSection> = this.rendererWith(candidate, size),
  ): PassageWith {
    const reading = this.#readingOf(renderer);
    const main = bothLevels(this.#main, this.#addedOnMain(candidate, size, this.#reading, reading));
    const values = this.#valuesAfter(reading, main, candidate.devices(size));
    return { candidate, size, renderer, reading, main, values };
  }

  /** A candidate's stem with it, in the whole passage or in the bars of a trial. */
  stemWith(candidate: RenderedCandidate, size: number, bars: 'all' | 'trial'): StereoSignal | undefined {
    const renderer = bars === 'all' ? this.#renderer : this.#trialRenderer;
    return renderer.stemWith(candidate.stem, candidate.devices(size));
  }

  /** The bars of a trial without anything more. */
  trialBase(): StretchReading {
    return measureStretch(this.#trialRenderer.render(), this.#trialRenderer.section);
  }

  /**
   * Every feature with a candidate, by the bars of a trial.
   *
   * @param values without it
   */
  triedValues(
    candidate: RenderedCandidate,
    size: number,
    values: ReadonlyMap<string, number>,
    base: StretchReading,
  ): ReadonlyMap<string, number> {
    const trial = measureStretch(this.#trialRenderer.render(candidate.devices(size)), this.#trialRenderer.section);
    const added = this.#addedOnMain(candidate, size, base, trial);
    return valuesAfterRender({
      analysis: this.#request.analysis,
      before: values,
      kind: this.#section.stretch.kind,
      predicted: values,
      readings: { untouched: base, linear: base, all: trial },
      elsewhereDb: (lufs) => levelElsewhere(added, this.#loudest() - lufs),
      heldPeakDb: added.heldPeakDb,
    });
  }

  /** From now on the candidate is taken for granted. */
  settle({ candidate, size, renderer, reading, main }: PassageWith): void {
    this.#renderer = renderer;
    this.#reading = reading;
    this.#trialRenderer = this.#trialRenderer.settledOn(candidate.devices(size));
    this.#summit = this.#summit?.settledOn(candidate.devices(size));
    this.#otherKinds = this.#otherKinds.map((other) => other.settledOn(candidate.devices(size)));
    this.#main = main;
    this.readings.changed(renderer);
  }

  /** The whole passage as a renderer is settled on it, see `withPlannedRest`. */
  #readingOf(renderer: StretchRenderer<LoudSection>): StretchReading {
    const { untouched } = this.#request;
    const changeDb = (index: number): Decibels => {
      const [before, after] = [untouched.mastered.renderer, renderer].map((one) => one.stem(index));
      if (before === undefined || after === undefined || before === after) return 0;
      const [from, to] = [before, after].map((sound) => untouched.readings.bodyDbOf(sound));
      return Number.isFinite(to - from) ? to - from : 0;
    };
    return measureStretch(renderer.render(), withPlannedRest(this.#section, changeDb));
  }

  #addedOnMain(candidate: RenderedCandidate, size: number, base: StretchReading, trial: StretchReading): MainLevel {
    if (candidate.stem !== MAIN_INDEX) return UNCHANGED_MAIN;
    const key = featureKey('loudness.section', this.#section.stretch.kind);
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
      kind: this.#section.stretch.kind,
      predicted,
      readings: { untouched: this.#untouched, linear: this.#linear, all },
      shifts: this.#shifts,
      summit: this.#summit?.changeWith(devices),
      ownKind: this.#ownKind,
      otherKinds: this.#otherKinds.map((other) => other.changeWith(devices)),
      elsewhereDb: (lufs) => levelElsewhere(main, this.#loudest() - lufs),
      heldPeakDb: main.heldPeakDb,
    });
  }

  /** Loudness of the passage's kind of section. */
  #loudest(): Lufs {
    const isIt = ({ id, scope }: { id: string; scope: string }): boolean =>
      id === 'loudness.section' && scope === this.#section.stretch.kind;
    return this.#request.analysis.features.find(isIt)?.value ?? NaN;
  }
}

/** Every feature as it was measured, by `featureKey`. */
export function measuredValues({ features }: AnalysisDocument): Map<string, number> {
  return new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}

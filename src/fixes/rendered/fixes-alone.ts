import { bandFeatureMeter } from '../../analysis/band-features.ts';
import { severityOf, type YardstickRow } from '../../gap/yardstick.ts';
import type { SetSnapshot } from '../../live/live-set.ts';
import { featureKey, type AnalysisDocument } from '../../store/analysis-document.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { StemContext } from '../stem-context.ts';
import { measureStretch, type StretchReading } from '../stretch-meter.ts';
import { addedDevices } from './added-device.ts';
import { valuesAfterRender } from './render-values.ts';
import { measuredValues } from './settled-passage.ts';
import type { UntouchedPassage } from './untouched-passage.ts';

/** What is asked of a fix that is heard alone. */
export type AloneFix = Pick<Fix, 'track' | 'device' | 'changes' | 'advice' | 'predicted'>;

export interface AloneRequest {
  untouched: UntouchedPassage;
  analysis: AnalysisDocument;
  rows: readonly YardstickRow[];
  contexts: readonly StemContext[];
  snapshot: SetSnapshot;
}

/**
 * What a fix promises where it is the only one that is made, as the fitted master passes it on. The band model takes
 * the master to leave the balance of what it is handed as it is; but a limiter gives much of it back where a kick is
 * made softer, and turns up all else of an intro where a clap is. Only what a fix tells of itself is rendered: the
 * first bars of the passage where that is more than tone and width, and those of the kinds of section that it names.
 *
 * What the kick does against the bass is told in the song of `fixes-alone.test.ts` within 0.3 dB, by the band model 3.5
 * dB off.
 */
export class FixesAlone {
  readonly #request: AloneRequest;
  readonly #bandFeatures: ReadonlySet<string>;
  #base: StretchReading | undefined;

  constructor(request: AloneRequest) {
    this.#request = request;
    this.#bandFeatures = new Set(bandFeatureMeter(request.analysis.bandCentreHz).ids);
  }

  /**
   * A fix with its promises as they are heard; one that a render takes back is not made.
   *
   * @param predicted every feature after this fix alone, as the band model predicts it, by `featureKey`
   */
  heard<One extends AloneFix>(fix: One, predicted: ReadonlyMap<string, number>): One {
    const { analysis, untouched, rows, contexts, snapshot } = this.#request;
    const { trial, otherKinds } = untouched.mastered;
    const promises = fix.predicted.features;
    const asksOfPassage = promises.some(({ feature }) => !this.#bandFeatures.has(feature));
    const asksOfLevel = promises.some(({ feature }) => LEVELS.test(feature));
    const asked = otherKinds.filter(({ kind }) => asksOfLevel || promises.some(({ scope }) => scope === kind));
    if (!asksOfPassage && asked.length === 0) return fix;
    const devices = addedDevices([fix], contexts, snapshot);
    const base = this.#untouchedTrial();
    const all = asksOfPassage ? measureStretch(trial.render(devices), trial.section) : base;
    const values = valuesAfterRender({
      ...{ analysis, before: measuredValues(analysis), kind: trial.section.stretch.kind, predicted },
      readings: { untouched: base, linear: all, all },
      otherKinds: asked.map((other) => other.planned(devices).changeWith([])),
      elsewhereDb: () => 0,
      heldPeakDb: Infinity,
    });
    const rowOf = new Map(rows.map((row) => [featureKey(row.feature.id, row.scope), row] as const));
    const features = promises.flatMap((promise) => {
      const key = featureKey(promise.feature, promise.scope);
      const row = rowOf.get(key);
      const after = values.get(key) ?? promise.after;
      const isTakenBack =
        row !== undefined && Math.abs(severityOf(row, after)) >= Math.abs(severityOf(row, promise.before));
      return isTakenBack ? [] : [{ ...promise, after }];
    });
    return { ...fix, predicted: { ...fix.predicted, features } };
  }

  #untouchedTrial(): StretchReading {
    const { trial } = this.#request.untouched.mastered;
    return (this.#base ??= measureStretch(trial.render(), trial.section));
  }
}

/** Features that are made of every kind of section. */
const LEVELS = /^(?:loudness\.|energy\.)/;

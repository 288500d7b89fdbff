import { bandFeatureMeter } from '../../analysis/band-features.ts';
import type { Hertz } from '../../dsp/units.ts';
import { severityOf, type YardstickRow } from '../../gap/yardstick.ts';
import type { SetSnapshot } from '../../live/live-set.ts';
import { featureKey, type AnalysisDocument } from '../../store/analysis-document.ts';
import type { Fix } from '../../store/plan-document.ts';
import type { KindStretch } from '../loud-stretch.ts';
import type { MomentRatios } from '../predict/stem-moments.ts';
import type { StemContext } from '../stem-context.ts';
import { measureStretch, type StretchReading } from '../stretch-meter.ts';
import { addedDevices } from './added-device.ts';
import type { MasteredPassage } from './mastered-passage.ts';
import type { KindChange } from './heard-kind.ts';
import { momentShifts } from './moment-shifts.ts';
import { valuesAfterRender } from './render-values.ts';
import { measuredValues } from './settled-passage.ts';

/** What is known of a song when a fix is told as it is heard. */
export interface AloneKnown {
  analysis: AnalysisDocument;
  rows: readonly YardstickRow[];
  /** What the fix alone does to each moment, where it is known what plays when. */
  ratios?: MomentRatios | undefined;
}

/** What is asked of a fix that is heard alone. */
export type AloneFix = Pick<Fix, 'track' | 'device' | 'changes' | 'advice' | 'predicted'>;

/** What is heard of a fix that is the only one that is made; plain data. */
export interface AloneSound {
  /** The first bars of the passage. */
  bars: KindStretch;
  /** They without it and with it; the same where it promises nothing that they tell. */
  untouched: StretchReading;
  changed: StretchReading;
  /** Of the kinds of section that it promises something of. */
  otherKinds: readonly KindChange[];
}

export interface AloneSoundsRequest {
  passage: MasteredPassage;
  bandCentreHz: readonly Hertz[];
  fixes: readonly AloneFix[];
  contexts: readonly StemContext[];
  snapshot: SetSnapshot;
}

/**
 * Renders each fix alone, as the fitted master passes it on. Only what it tells of itself is rendered: the first bars
 * of the passage where that is more than tone and width, and those of the kinds of section that it names.
 *
 * @returns in the order of the fixes; `undefined` of those of which the band model knows enough
 */
export function soundsAlone(request: AloneSoundsRequest): (AloneSound | undefined)[] {
  const { passage, bandCentreHz, fixes, contexts, snapshot } = request;
  const { trial, trialReading: untouched, otherKinds } = passage;
  const bandFeatures = new Set(bandFeatureMeter(bandCentreHz).ids);
  const { stretch } = trial.section;
  return fixes.map((fix) => {
    const promises = fix.predicted.features;
    const asksOfPassage = promises.some(({ feature }) => !bandFeatures.has(feature));
    const asksOfLevel = promises.some(({ feature }) => LEVELS.test(feature));
    const asked = otherKinds.filter(({ kind }) => asksOfLevel || promises.some(({ scope }) => scope === kind));
    if (!asksOfPassage && asked.length === 0) return undefined;
    const devices = addedDevices([fix], contexts, snapshot);
    return {
      bars: { kind: stretch.kind, startSeconds: stretch.startSeconds, endSeconds: stretch.endSeconds },
      untouched,
      changed: asksOfPassage ? measureStretch(trial.render(devices), trial.section) : untouched,
      otherKinds: asked.map((other) => other.planned(devices).changeWith([])),
    };
  });
}

/**
 * A fix with what it promises as it is heard; what a render takes back is not promised.
 *
 * The band model takes the master to leave the balance of what it is handed as it is; but a limiter gives much of it
 * back where a kick is made softer, and turns up all else of an intro where a clap is. What the kick does against the
 * bass is told in the song of `fixes-alone.test.ts` within 0.3 dB, by the band model 3.5 dB off.
 *
 * @param sound of it alone, see `soundsAlone`
 * @param predicted every feature after this fix alone, as the band model predicts it, by `featureKey`
 */
export function asHeardAlone<One extends AloneFix>(
  fix: One,
  sound: AloneSound | undefined,
  predicted: ReadonlyMap<string, number>,
  { analysis, rows, ratios }: AloneKnown,
): One {
  if (sound === undefined) return fix;
  const { bars, untouched, changed, otherKinds } = sound;
  const { kind } = bars;
  const values = valuesAfterRender({
    ...{ analysis, before: measuredValues(analysis), kind, predicted, otherKinds },
    readings: { untouched, linear: changed, all: changed },
    shifts: ratios && momentShifts(analysis, ratios, bars),
    elsewhereDb: () => 0,
    heldPeakDb: Infinity,
  });
  const rowOf = new Map(rows.map((row) => [featureKey(row.feature.id, row.scope), row] as const));
  const features = fix.predicted.features.flatMap((promise) => {
    const key = featureKey(promise.feature, promise.scope);
    const row = rowOf.get(key);
    const after = values.get(key) ?? promise.after;
    const isTakenBack =
      row !== undefined && Math.abs(severityOf(row, after)) >= Math.abs(severityOf(row, promise.before));
    return isTakenBack ? [] : [{ ...promise, after }];
  });
  return { ...fix, predicted: { ...fix.predicted, features } };
}

/** Features that are made of every kind of section. */
const LEVELS = /^(?:loudness\.|energy\.)/;

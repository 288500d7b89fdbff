import type { Decibels } from '../dsp/units.ts';
import type { YardstickRow } from '../gap/yardstick.ts';
import { featureKey } from '../store/analysis-document.ts';

/** A true peak that changes raise. */
export interface RaisedTruePeak {
  byDb: Decibels;
  /** What it may be: what it was, or what finished tracks of the style have where that is more. */
  allowedDb: Decibels;
}

/** Converters and encoders need some room, whatever the references do. */
const USUAL_PEAK_DB: Decibels = -0.1;
/** What a bounce may be harmed by: nobody hears it, and predictions of peaks are not nearer than that. */
const SLACK_DB: Decibels = 0.2;

/**
 * Whether changes raise the true peak over what it was, and over what is safe: a mix that has headroom may use it.
 *
 * @param before every feature as measured, by `featureKey`
 * @param after as predicted with the changes
 * @returns `undefined` where they do not, and where no true peak was measured
 */
export function raisedTruePeak(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  rows: readonly YardstickRow[],
): RaisedTruePeak | undefined {
  const key = featureKey('loudness.truePeak', 'whole');
  const [was, is] = [before.get(key), after.get(key)];
  if (was === undefined || is === undefined) return undefined;
  const usualDb = rows.find(({ feature }) => feature.id === 'loudness.truePeak')?.band[1] ?? USUAL_PEAK_DB;
  const allowedDb = Math.max(was, Math.min(USUAL_PEAK_DB, usualDb));
  return is > allowedDb + SLACK_DB ? { byDb: is - allowedDb, allowedDb } : undefined;
}

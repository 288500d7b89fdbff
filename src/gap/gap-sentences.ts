import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import { rangeWithUnit, unitOfDifference, withUnit } from '../dsp/spoken-units.ts';
import { severityOf, type YardstickRow } from './yardstick.ts';

/**
 * A row in producers' words:
 * `Brightness in the drop: too dark, 2.3 dB below your range (−6.1 dB; yours −3.8 … 0.4 dB).` or, inside the band,
 * `Width in the drop is yours already (4.1 dB; yours 2.0 … 5.6 dB).`
 */
export function rowSentence(row: YardstickRow, value: number): string {
  const { feature, scope, band } = row;
  const what = `${feature.label}${spokenScope(scope)}`;
  const figures = `(${featureValue(feature, value)}; yours ${featureRange(feature, band)})`;
  const severity = severityOf(row, value);
  if (severity === 0) return `${what} is yours already ${figures}.`;
  const [side, edge] = severity < 0 ? ['below', band[0]] : ['above', band[1]];
  return `${what}: ${judgedBesideLabel(feature, severity > 0)}, ${featureDistance(feature, value, edge)} ${side} your range ${figures}.`;
}

/** What a value beyond its band is, behind the feature's label: `too wide` for `Width at 4 kHz`. */
export function judgedBesideLabel({ label, tooHigh, tooLow }: FeatureRow, isHigh: boolean): string {
  const judged = isHigh ? tooHigh : tooLow;
  const [place] = / at .+$/.exec(label) ?? [''];
  return place !== '' && judged.endsWith(place) ? judged.slice(0, -place.length) : judged;
}

/** `−3.8 … 0.4 dB`. */
export function featureRange(feature: FeatureRow, band: readonly [number, number]): string {
  return rangeWithUnit(band, feature.unit, decimalsOf(feature));
}

/** A value with its unit, as precise as an ear is. */
export function featureValue(feature: FeatureRow, value: number): string {
  return withUnit(value, feature.unit, decimalsOf(feature));
}

/** How far two values lie apart: `2.3 dB`, `0.4 LU`. */
export function featureDistance(feature: FeatureRow, a: number, b: number): string {
  return withUnit(Math.abs(a - b), unitOfDifference(feature.unit), decimalsOf(feature));
}

/** ` in the drop`, ` in the build-up`; nothing for the whole track. */
export function spokenScope(scope: string): string {
  if (scope === 'whole') return '';
  return scope === 'build' ? ' in the build-up' : ` in the ${scope}`;
}

/** So that the last digit is between a fiftieth and a fifth of the just-noticeable difference; at most three. */
function decimalsOf({ jnd }: FeatureRow): number {
  return Math.min(3, Math.max(0, Math.ceil(-Math.log10(jnd / 5))));
}

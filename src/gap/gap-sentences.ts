import type { FeatureRow } from '../analysis/feature-catalogue.ts';
import type { Scope } from '../store/analysis-document.ts';
import { severityOf, type YardstickRow } from './yardstick.ts';

/**
 * A row in producers' words: `Brightness in the drop: too dark, 2.3 dB below your range (−6.1 dB; yours −3.8 … 0.4 dB).` or, inside the band,
 * `Width in the drop is yours already (4.1 dB; yours 2.0 … 5.6 dB).`
 */
export function rowSentence(row: YardstickRow, value: number): string {
  const { feature, scope, band } = row;
  const what = `${feature.label}${spokenScope(scope)}`;
  const figures = `(${withUnit(feature, value)}; yours ${range(feature, band)})`;
  const severity = severityOf(row, value);
  if (severity === 0) return `${what} is yours already ${figures}.`;
  const [side, word, edge] = severity < 0 ? ['below', feature.tooLow, band[0]] : ['above', feature.tooHigh, band[1]];
  return `${what}: ${word}, ${withUnit(feature, Math.abs(value - edge))} ${side} your range ${figures}.`;
}

/** `−3.8 … 0.4 dB`. */
export function range(feature: FeatureRow, [low, high]: readonly [number, number]): string {
  return `${spokenNumber(feature, low)} … ${withUnit(feature, high)}`;
}

/** A value with its unit, as precise as an ear is. */
export function withUnit(feature: FeatureRow, value: number): string {
  return `${spokenNumber(feature, value)} ${feature.unit}`.trim();
}

/** ` in the drop`; nothing for the whole track. */
export function spokenScope(scope: Scope): string {
  return SPOKEN_SCOPE[scope];
}

const SPOKEN_SCOPE: Readonly<Record<Scope, string>> = {
  whole: '',
  intro: ' in the intro',
  breakdown: ' in the breakdown',
  build: ' in the build-up',
  drop: ' in the drop',
  outro: ' in the outro',
};

/** Digits so that the last one is about a tenth of the just-noticeable difference, at most three; a true minus sign. */
function spokenNumber({ jnd }: FeatureRow, value: number): string {
  const digits = Math.min(3, Math.max(0, Math.ceil(-Math.log10(jnd / 5))));
  return (Math.round(value * 10 ** digits) / 10 ** digits + 0).toFixed(digits).replace('-', '−');
}

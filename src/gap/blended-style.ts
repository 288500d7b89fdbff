import type { Normal } from '../dsp/units.ts';
import { quantileOfSorted } from '../profile/robust-statistics.ts';
import { featureKey } from '../store/analysis-document.ts';
import type { FeatureDistribution } from '../store/profile-document.ts';

/** Two styles and how far from the first to the second. */
export interface StyleBlend {
  from: string;
  to: string;
  /** 0 is the first, 1 the second. */
  share: Normal;
}

/**
 * Reads `A + B` (half way) and `A + B @ 30 %` (three tenths of the way from A to B); spaces and the per cent sign may
 * be left out. `undefined` for anything else.
 */
export function parseBlend(text: string): StyleBlend | undefined {
  const [, from, to, percent = '50'] = /^\s*(.+?)\s*\+\s*(.+?)\s*(?:@\s*(\d{1,3})\s*%?\s*)?$/u.exec(text) ?? [];
  if (from === undefined || Number(percent) > 100) return undefined;
  return { from, to, share: Number(percent) / 100 };
}

/**
 * Every way to read a text as a blend, where names themselves hold a `+`: `A + B.wav + C.wav` is A and the rest, or `A
 * + B.wav` and C. Empty where it is none.
 */
export function possibleBlends(text: string): StyleBlend[] {
  const whole = parseBlend(text);
  if (whole === undefined) return [];
  const names = `${whole.from} + ${whole.to}`.split(/\s*\+\s*/u);
  return names.slice(1).map((_, i) => ({
    ...whole,
    from: names.slice(0, i + 1).join(' + '),
    to: names.slice(i + 1).join(' + '),
  }));
}

/** A blend as `parseBlend` reads it. */
export function nameOfBlend({ from, to, share }: StyleBlend): string {
  return `${from} + ${to} @ ${String(Math.round(100 * share))} %`;
}

/** What a style or a reference is measured by. */
export interface Distributions {
  features: readonly FeatureDistribution[];
}

/**
 * The style that lies between two: each feature's distribution moves from the one to the other, quantile by quantile
 * (the optimal transport between distributions on a line), so that half way between 132 and 140 BPM is 136 and not a
 * mix of both. Features that only one of the two has are left out.
 */
export function blendedFeatures(from: Distributions, to: Distributions, share: Normal): FeatureDistribution[] {
  const others = new Map(to.features.map((feature) => [featureKey(feature.id, feature.scope), feature]));
  return from.features.flatMap((a): FeatureDistribution[] => {
    const b = others.get(featureKey(a.id, a.scope));
    if (b === undefined) return [];
    const between = (one: number, other: number): number => one + share * (other - one);
    const count = Math.max(a.count, b.count);
    return [
      {
        ...a,
        count,
        median: between(a.median, b.median),
        spread: between(a.spread, b.spread),
        band: [between(a.band[0], b.band[0]), between(a.band[1], b.band[1])],
        sorted: Array.from({ length: count }, (_, i) => {
          const p = (i + 1) / (count + 1);
          return between(quantileOfSorted(a.sorted, p), quantileOfSorted(b.sorted, p));
        }),
      },
    ];
  });
}

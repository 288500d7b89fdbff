import type { Normal } from '../../../src/dsp/units.ts';
import { FIX_KINDS } from '../../../src/fixes/fix-kinds.ts';
import { MOST_FIXES } from '../../../src/fixes/solver.ts';
import type { ConsideredFix } from '../../../src/fixes/taste-view.ts';
import { worthOf } from '../../../src/fixes/worth.ts';
import type { PlannerView } from './learners.ts';
import type { Candidate, Mix } from './mix.ts';
import { FEATURES, type PutFix } from './simulated-producer.ts';

export interface PlannedFix extends ConsideredFix, PutFix {
  model: string;
  /** What it takes off the mix's unlikeness, as the plan sees it. */
  gain: number;
  explains: number;
  stated: Normal;
  propensity: number;
}

/** Half the width of the references' band in spreads: the middle 86 % of a normal distribution. */
const BAND = 1.476;
/**
 * How many independent witnesses speak of a feature, its neighbours and its other kinds of section: a distance of z
 * spreads takes so many times z² off |w|². By `ReferenceLikeness` with what third octaves and widths have in common in
 * general, a third octave in the drop counts 2.0, with its neighbours within three octaves and in all sections 4.6, all
 * widths in all sections 5.8.
 */
const FEWEST_WITNESSES = 2;
const MOST_WITNESSES = 6;

export function witnessesOf(feature: string): number {
  const place = FEATURES.indexOf(feature) / (FEATURES.length - 1);
  return FEWEST_WITNESSES + (MOST_WITNESSES - FEWEST_WITNESSES) * place;
}

/** How much a move of typical size moves a feature, in spreads; by it the size prior leaves a little undone. */
const REACH = 1.5;

/**
 * The plan by the product's own rules: what lies outside the (learned) band is brought to the (learned) median by the
 * worthiest change, if that is worth anything by the solver's own measure, and at most so many changes.
 */
export function planOf(mix: Mix, view: PlannerView): PlannedFix[] {
  const severities = new Map(
    FEATURES.map((feature) => [feature, severityOf(mix.values.get(feature) ?? 0, view.refinement(feature))]),
  );
  const styleDelta2 = [...severities.values()].reduce((sum, severity) => sum + severity ** 2, 0);
  const planned = FEATURES.flatMap((feature) => {
    const severity = severities.get(feature) ?? 0;
    // A change that does not shrink the style delta is not shown.
    if (severity === 0) return [];
    const { shift } = view.refinement(feature);
    const options = mix.candidates
      .filter((candidate) => candidate.feature === feature)
      .map((candidate) => changeOf(candidate, shift, (candidate.explains * severity ** 2) / styleDelta2))
      .map((fix) => ({ ...fix, worth: worthOf(fix.gain, FIX_KINDS[fix.kind].evidenceNeeded, view.liking(fix)) }))
      .filter(({ worth }) => worth > 0);
    if (options.length === 0) return [];
    const { index, propensity } = view.choose(options);
    return [{ ...options[index], stated: view.stated(options[index]), propensity }];
  });
  return planned.sort((a, b) => b.worth - a.worth).slice(0, MOST_FIXES);
}

/** A change at the size that the solver gives it, without what depends on the taste. */
export function changeOf(candidate: Candidate, target: number, shareOfSquares: Normal) {
  const { before, explains, feature } = candidate;
  const witnesses = witnessesOf(feature);
  const after = target + (before - target) / (1 + witnesses * REACH ** 2);
  const relativeSize = Math.min(2, 0.3 + Math.abs(before - target) / 3);
  return {
    ...candidate,
    after,
    relativeSize,
    risk: relativeSize > 1 ? ('medium' as const) : ('low' as const),
    gain: witnesses * explains * ((before - target) ** 2 - (after - target) ** 2),
    benefit: 1 - Math.sqrt(1 - shareOfSquares),
  };
}

/** Distance outside the band as `refineYardstick` moves it, in spreads; 0 inside. */
function severityOf(value: number, { shift, widen }: { shift: number; widen: number }): number {
  const far = Math.sign(shift) * Math.max(0, Math.abs(shift) - widen);
  const [low, high] = shift >= 0 ? [-BAND + far, BAND + shift] : [-BAND + shift, BAND + far];
  return value < low ? value - low : value > high ? value - high : 0;
}

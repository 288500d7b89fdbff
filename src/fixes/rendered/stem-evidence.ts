import type { DynamicsMeasure, StemDynamics, UsualRange } from '../../analysis/stem-dynamics.ts';
import { USUAL_DYNAMICS } from '../../analysis/usual-stem-dynamics.ts';
import { withUnit } from '../../dsp/spoken-units.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { StemContext } from '../stem-context.ts';

/**
 * What is unusual about a stem by itself, where the mix need not show it: a measure of its own outside of what stems of
 * its role have.
 */
export interface StemEvidence {
  measure: DynamicsMeasure;
  usual: UsualRange;
  before: Decibels;
}

/** A person hears a compressor from about here on; ranges that are narrower still count in this. */
const LEAST_SPREAD_DB: Decibels = 1;
/** In spreads beyond the range, whose edge is where one in twenty ordinary stems of one hand lies. */
const LEAST_SEVERITY: Readonly<Record<DynamicsMeasure, number>> = {
  unevennessDb: 0.5,
  burstDb: 0.5,
  // Nothing proves advice, and claps of noise come near without any compressor.
  spikeDb: 1,
};
/** A stem is heard by itself where it makes up a quarter of the mix … */
const HEARD_DB: Decibels = -6;
/** … in an octave of third-octave bands. */
const LEAST_BANDS_HEARD = 3;

/**
 * Evidence that a measure of the stem is too high; `undefined` where it is usual, not known, or the stem is not heard.
 */
export function tooHigh(
  stem: StemContext,
  measure: DynamicsMeasure,
  dynamics: StemDynamics | undefined,
): StemEvidence | undefined {
  const usual = USUAL_DYNAMICS[stem.role]?.[measure];
  if (usual === undefined || dynamics === undefined) return undefined;
  if (!isHeard(stem)) return undefined;
  const evidence = { measure, usual, before: dynamics[measure] };
  return severityAbove(evidence, dynamics[measure]) >= LEAST_SEVERITY[measure] ? evidence : undefined;
}

/** Whether a stem leads the mix somewhere, so that it is worth a device of its own. */
export function isHeard({ audibilityDb }: StemContext): boolean {
  return audibilityDb.filter((db) => db > HEARD_DB).length >= LEAST_BANDS_HEARD;
}

/** How far a value lies above the usual range, in spreads; 0 inside, and for what was not measured. */
export function severityAbove({ usual }: StemEvidence, value: Decibels): number {
  return value > usual.high ? (value - usual.high) / Math.max(LEAST_SPREAD_DB, usual.spread) : 0;
}

/** What a remedy aims at: a quarter of a spread inside the range. */
export function aimOf({ usual }: StemEvidence): Decibels {
  return usual.high - Math.max(LEAST_SPREAD_DB, usual.spread) / 4;
}

/** `9.5 dB, where a lead has 1.2 … 4.3 dB`. */
export function usualWords({ usual }: StemEvidence, value: Decibels, role: string): string {
  const article = /^[aeiou]/u.test(role) ? 'an' : 'a';
  return `${withUnit(value, 'dB', 1)}, where ${article} ${role} usually has ${withUnit(usual.high, 'dB', 1)} at most`;
}

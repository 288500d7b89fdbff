import type { DynamicsMeasure, StemDynamics, UsualRange } from '../../analysis/stem-dynamics.ts';
import { USUAL_DYNAMICS } from '../../analysis/usual-stem-dynamics.ts';
import { withUnit } from '../../dsp/spoken-units.ts';
import type { Decibels, Normal } from '../../dsp/units.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import type { StemContext } from '../stem-context.ts';

/**
 * What is unusual about a stem by itself, where the mix need not show it: a measure of its own outside of what stems of
 * its role have.
 */
export interface StemEvidence {
  measure: DynamicsMeasure;
  usual: UsualRange;
  /** Whose usual range that is, as a sentence names it: `a lead`. */
  whose: string;
  before: Decibels;
}

/**
 * A person hears a compressor from about a decibel on, and a band that bursts out of its own neighbours before that;
 * ranges that are narrower still count in this.
 */
const LEAST_SPREAD_DB: Readonly<Record<DynamicsMeasure, Decibels>> = {
  unevennessDb: 1,
  burstExcessDb: 0.4,
  spikeDb: 1,
};
/** In spreads beyond the range, whose edge is where one in twenty ordinary stems of one hand lies. */
const LEAST_SEVERITY: Readonly<Record<DynamicsMeasure, number>> = {
  unevennessDb: 0.5,
  burstExcessDb: 0.5,
  // Nothing proves advice, and claps of noise come near without any compressor.
  spikeDb: 1,
};
/**
 * From here on a role is taken for granted. A stem that is unusual for a role it only may have (a "Melody Glitch", a
 * "Lead" that may be a voice) is more likely of another one: an ordinary one in twenty lies outside of its own range,
 * most that are called wrongly do.
 */
const SURE_ROLE: Normal = 0.9;
/**
 * Fewer stems do not show how far their role goes, as fewer references do not for a profile's percentiles: by the range
 * of eighteen acid lines the accents of clean ones in two of seven fresh songs were too loud.
 */
const ENOUGH_STEMS = 30;
/** Whatever plays notes. */
const NOTE_ROLES: readonly StemRole[] = ['bass', 'acid', 'lead', 'pluck', 'pad', 'vocal'];
/** A stem is heard by itself where it makes up a quarter of the mix … */
const HEARD_DB: Decibels = -6;
/** … in an octave of third-octave bands. */
const LEAST_BANDS_HEARD = 3;

/**
 * Evidence that a measure of the stem is too high; `undefined` where it is usual, not known, or the stem is not heard.
 *
 * @param dynamicsOf is asked only where it may show something
 */
export function tooHigh(
  stem: StemContext,
  measure: DynamicsMeasure,
  dynamicsOf: () => StemDynamics | undefined,
): StemEvidence | undefined {
  const range = usualOf(stem, measure);
  if (range === undefined || !isHeard(stem)) return undefined;
  const dynamics = dynamicsOf();
  if (dynamics === undefined) return undefined;
  const evidence = { measure, ...range, before: dynamics[measure] };
  return severityAbove(evidence, dynamics[measure]) >= LEAST_SEVERITY[measure] ? evidence : undefined;
}

/** What stems of its role have; of notes whose role is doubtful, or little known, the widest that any of them have. */
function usualOf(
  { role, roleConfidence }: StemContext,
  measure: DynamicsMeasure,
): Pick<StemEvidence, 'usual' | 'whose'> | undefined {
  const usual = USUAL_DYNAMICS[role]?.[measure];
  if (usual === undefined) return undefined;
  if (measure !== 'unevennessDb' || (roleConfidence >= SURE_ROLE && usual.stems >= ENOUGH_STEMS))
    return { usual, whose: `${/^[aeiou]/u.test(role) ? 'an' : 'a'} ${role}` };
  const ranges = NOTE_ROLES.map((other) => USUAL_DYNAMICS[other]?.[measure] ?? usual);
  return { usual: ranges.reduce((a, b) => (b.high > a.high ? b : a)), whose: 'whatever plays notes' };
}

/** Whether a stem leads the mix somewhere, so that it is worth a device of its own. */
export function isHeard({ audibilityDb }: StemContext): boolean {
  return audibilityDb.filter((db) => db > HEARD_DB).length >= LEAST_BANDS_HEARD;
}

/** How far a value lies above the usual range, in spreads; 0 inside, and for what was not measured. */
export function severityAbove(evidence: StemEvidence, value: Decibels): number {
  const { high } = evidence.usual;
  return value > high ? (value - high) / spreadOf(evidence) : 0;
}

/** What a remedy aims at: a quarter of a spread inside the range. */
export function aimOf(evidence: StemEvidence): Decibels {
  return evidence.usual.high - spreadOf(evidence) / 4;
}

function spreadOf({ measure, usual }: StemEvidence): Decibels {
  return Math.max(LEAST_SPREAD_DB[measure], usual.spread);
}

/** `9.5 dB, where a lead usually has 4.3 dB at most`. */
export function usualWords({ usual, whose }: StemEvidence, value: Decibels): string {
  return `${withUnit(value, 'dB', 1)}, where ${whose} usually has ${withUnit(usual.high, 'dB', 1)} at most`;
}

import type { Normal } from '../../dsp/units.ts';
import type { StemRole } from '../../store/stem-map-document.ts';

/** Roles that a sound alone can show; a group, a return or the whole mix may sound like anything. */
export type SoundRole = Exclude<StemRole, 'return' | 'group' | 'master' | 'unknown'>;

export const SOUND_ROLES: readonly SoundRole[] = [
  'kick',
  'snare',
  'hats',
  'percussion',
  'bass',
  'acid',
  'lead',
  'pluck',
  'pad',
  'vocal',
  'fx',
];

/** A fitted classifier: written by `scripts/fit-stem-roles.ts`. */
export interface RoleParameters {
  /** Middle and spread of each trait over the material it was fitted on. */
  centres: readonly number[];
  spreads: readonly number[];
  /** For each of `SOUND_ROLES`: the constant, then the weight of every trait, then that of every trait's square. */
  weights: readonly (readonly number[])[];
}

/** Beyond three spreads a trait is simply far off: one odd measure must not decide. */
const FARTHEST = 3;

/** A constant 1, the traits in units of their spread, and their squares less 1 (so that they are 0 on average). */
export function classifierInputs(traits: readonly number[], { centres, spreads }: RoleParameters): number[] {
  const standard = traits.map((trait, i) => Math.max(-FARTHEST, Math.min(FARTHEST, (trait - centres[i]) / spreads[i])));
  return [1, ...standard, ...standard.map((value) => value * value - 1)];
}

/** Probabilities of `SOUND_ROLES`, which add up to 1: multinomial logistic regression on the inputs. */
export function roleProbabilities(inputs: readonly number[], weights: RoleParameters['weights']): Normal[] {
  const scores = weights.map((row) => row.reduce((sum, weight, i) => sum + weight * inputs[i], 0));
  const highest = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - highest));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / total);
}

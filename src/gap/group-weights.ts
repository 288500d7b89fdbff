import type { FeatureGroup } from '../analysis/feature-catalogue.ts';

/**
 * What each group of features weighs in the style delta. Tone leads: it is what most separates a finished master from a
 * draft and what a mix can most change. Loudness and width come next, being heard at once. Low end and pumping are the
 * genre's engine. Energy and character count little and rhythm and harmony least, because they are the composer's
 * choice: the delta should say how far the *production* is off. Masking is measured on stems, never on references, so
 * it cannot be compared. They add up to 1.
 */
export const GROUP_WEIGHTS: Readonly<Record<FeatureGroup, number>> = {
  loudness: 0.15,
  tone: 0.35,
  stereo: 0.15,
  'low end': 0.1,
  pumping: 0.1,
  rhythm: 0.03,
  harmony: 0.02,
  energy: 0.05,
  character: 0.05,
  masking: 0,
};

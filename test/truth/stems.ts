import { BASS_RECIPES } from './stems-bass.ts';
import { DRUM_RECIPES } from './stems-drums.ts';
import type { StemRecipe } from './stems-recipe.ts';
import { MELODIC_RECIPES } from './stems-melodic.ts';
import { VOICE_AND_EFFECT_RECIPES } from './stems-voices-and-effects.ts';

/**
 * Ways of making the stems of a trance track, several for each role. Those that are held out are made by other methods
 * than the others of their role, so that what was fitted on the others is tested on sounds it could not have learnt.
 */
export const STEM_RECIPES: readonly StemRecipe[] = [
  ...DRUM_RECIPES,
  ...BASS_RECIPES,
  ...MELODIC_RECIPES,
  ...VOICE_AND_EFFECT_RECIPES,
];

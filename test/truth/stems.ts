import { BASS_RECIPES } from './stems-bass.ts';
import { HAT_RECIPES } from './stems-hats.ts';
import { KICK_RECIPES } from './stems-kicks.ts';
import { LEAD_RECIPES } from './stems-leads.ts';
import { PAD_RECIPES } from './stems-pads.ts';
import { PERCUSSION_RECIPES } from './stems-percussion.ts';
import { PLUCK_RECIPES } from './stems-plucks.ts';
import type { StemRecipe } from './stems-recipe.ts';
import { SNARE_RECIPES } from './stems-snares.ts';
import { VOICE_AND_EFFECT_RECIPES } from './stems-voices-and-effects.ts';

/**
 * Ways of making the stems of a trance track, several for each role. Those that are held out are made by other methods
 * than the others of their role, so that what was fitted on the others is tested on sounds it could not have learnt.
 */
export const STEM_RECIPES: readonly StemRecipe[] = [
  ...KICK_RECIPES,
  ...SNARE_RECIPES,
  ...HAT_RECIPES,
  ...PERCUSSION_RECIPES,
  ...BASS_RECIPES,
  ...LEAD_RECIPES,
  ...PLUCK_RECIPES,
  ...PAD_RECIPES,
  ...VOICE_AND_EFFECT_RECIPES,
];

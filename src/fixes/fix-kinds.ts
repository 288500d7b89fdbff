import type { FixKind, FixKindName } from './fix-kind.ts';
import { bassMonoKind } from './kinds/bass-mono.ts';
import { bellKind } from './kinds/bell.ts';
import { highCutKind, lowCutKind, steepLowCutKind } from './kinds/cuts.ts';
import { dcFilterKind } from './kinds/dc-filter.ts';
import { faderKind } from './kinds/fader.ts';
import { notchKind } from './kinds/notch.ts';
import { panKind } from './kinds/pan.ts';
import { plateauKind } from './kinds/plateau.ts';
import { polarityKind } from './kinds/polarity.ts';
import { highShelfKind, lowShelfKind } from './kinds/shelves.ts';
import { widthAtLevelKind, widthKind } from './kinds/width.ts';

/** Every kind of fix there is. A new kind is one row here and one file under `kinds/`. */
export const FIX_KINDS: Readonly<Record<FixKindName, FixKind>> = {
  fader: faderKind,
  pan: panKind,
  width: widthKind,
  'width at level': widthAtLevelKind,
  'bass mono': bassMonoKind,
  polarity: polarityKind,
  'DC filter': dcFilterKind,
  bell: bellKind,
  plateau: plateauKind,
  notch: notchKind,
  'low shelf': lowShelfKind,
  'high shelf': highShelfKind,
  'low cut': lowCutKind,
  'steep low cut': steepLowCutKind,
  'high cut': highCutKind,
};

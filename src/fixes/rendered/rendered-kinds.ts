import type { RenderedKind } from './rendered-kind.ts';
import { compressKind } from './kinds/compress.ts';
import { deHarshKind } from './kinds/de-harsh.ts';
import { lessPumpingKind } from './kinds/less-pumping.ts';
import { glueKind } from './kinds/glue.ts';
import { lessLimitingKind } from './kinds/less-limiting.ts';
import { limiterKind } from './kinds/limiter.ts';
import { punchKind } from './kinds/punch.ts';
import { saturationKind } from './kinds/saturation.ts';
import { sidechainKind } from './kinds/sidechain.ts';
import { unclipKind } from './kinds/unclip.ts';

/** Every kind of fix that is proved by a render. A new one is a row here and a file under `kinds/`. */
export const RENDERED_KINDS: readonly RenderedKind[] = [
  compressKind,
  deHarshKind,
  sidechainKind,
  lessPumpingKind,
  punchKind,
  saturationKind,
  glueKind,
  unclipKind,
  lessLimitingKind,
  limiterKind,
];

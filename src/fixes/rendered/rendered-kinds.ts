import type { RenderedKind } from './rendered-kind.ts';
import { lessPumpingKind } from './kinds/less-pumping.ts';
import { limiterKind } from './kinds/limiter.ts';
import { sidechainKind } from './kinds/sidechain.ts';

/** Every kind of fix that is proved by a render. A new one is a row here and a file under `kinds/`. */
export const RENDERED_KINDS: readonly RenderedKind[] = [sidechainKind, lessPumpingKind, limiterKind];

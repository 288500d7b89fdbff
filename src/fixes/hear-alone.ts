import type { Hertz } from '../dsp/units.ts';
import type { SetSnapshot } from '../live/live-set.ts';
import type { HeardPassage } from './hear-passage.ts';
import type { MasterChain } from './master-chain.ts';
import type { MasteredSound } from './measure-mastered.ts';
import { soundsAlone, type AloneFix, type AloneSound } from './rendered/fixes-alone.ts';
import { masteredPassage } from './rendered/mastered-passage.ts';
import type { StemContext } from './stem-context.ts';

/** What a worker is asked for; plain data, as is the answer. */
export interface HearAloneRequest extends Pick<HeardPassage, 'section'> {
  chain: MasterChain;
  bandCentreHz: readonly Hertz[];
  mastered: MasteredSound;
  fixes: readonly AloneFix[];
  contexts: readonly StemContext[];
  snapshot: SetSnapshot;
}

/** Hears each fix of a plan alone through the fitted master, see `soundsAlone`. */
export function hearAlone({ section, chain, mastered, ...asked }: HearAloneRequest): (AloneSound | undefined)[] {
  return soundsAlone({ ...asked, passage: masteredPassage(section, chain, mastered) });
}

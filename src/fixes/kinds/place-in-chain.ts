import type { TrackSnapshot } from '../../live/live-set.ts';
import { MAIN_INDEX, type StemContext } from '../stem-context.ts';

/** What ends a mastering chain, Live's own or a plug-in by its name. */
const CEILING_CLASS = 'Limiter';
const CEILING_NAME = /limit|maximi[sz]|clip|\bpro-?l\b|\bozone\b/iu;

/**
 * Where a new device goes. On the main track tone and width come before whatever holds the ceiling, so that the peaks
 * they raise are still caught; on any other track a correction comes last, after the sound is made.
 */
export function placeInChain({ index, track }: StemContext): { insertBefore?: string } {
  const ceiling = index === MAIN_INDEX ? ceilingOf(track) : undefined;
  return ceiling === undefined ? {} : { insertBefore: ceiling };
}

function ceilingOf({ devices }: TrackSnapshot): string | undefined {
  return devices.find(({ className, name }) => className === CEILING_CLASS || CEILING_NAME.test(name))?.name;
}

import { EmbeddedSet } from '../live/embedded-set.ts';
import type { LiveSet } from '../live/live-set.ts';
import { Failure } from '../store/failure.ts';

/**
 * Opens a set by what was said on the command line: `live`, `osc`, or the file of an embedded set.
 *
 * @throws Failure 'live-unreachable' where Live is asked for and nothing answers.
 */
export async function openSet(spec: string): Promise<LiveSet> {
  if (spec === 'live') {
    throw new Failure(
      'live-unreachable',
      'No Coproducer device answers from Live: the device for Live is not part of this version; use --set FILE.json, or carry the plan out by hand.',
    );
  }
  if (spec === 'osc') {
    throw new Failure(
      'live-unreachable',
      'AbletonOSC does not answer: it is not part of this version; use --set FILE.json, or carry the plan out by hand.',
    );
  }
  return EmbeddedSet.load(spec);
}

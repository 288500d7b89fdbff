import { EmbeddedSet } from '../live/embedded-set.ts';
import type { LiveSet } from '../live/live-set.ts';
import { Failure } from '../store/failure.ts';
import type { Workshop } from './workshop.ts';

/**
 * Opens a set by what was said on the command line: `live`, `osc`, or the file of an embedded set.
 *
 * @throws Failure 'live-unreachable' where Live is asked for and nothing answers.
 */
export async function openSet({ openLive }: Pick<Workshop, 'openLive'>, spec: string): Promise<LiveSet> {
  if (spec === 'live') {
    if (openLive !== undefined) return openLive();
    throw new Failure(
      'live-unreachable',
      'Only the Coproducer device in Live can write to the set it sits in: apply the plan there, or use --set osc with AbletonOSC.',
    );
  }
  if (spec === 'osc') {
    // Loaded only where it is asked for: most commands need no network.
    const { OscSet } = await import('../live/osc-set.ts');
    return OscSet.open();
  }
  return EmbeddedSet.load(spec);
}

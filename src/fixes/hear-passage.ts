import type { Hertz } from '../dsp/units.ts';
import { readLoudSection, type LoudSection, type LoudSectionRequest } from './loud-section.ts';
import type { MasterChain } from './master-chain.ts';
import { measureMastered, type MasteredSound } from './measure-mastered.ts';

/** The loudest passage of a song; plain data, so that any thread can read it. */
export interface HeardPassage {
  section: LoudSection;
  /** `undefined` where the stems do not explain the bounce: then nothing between them can be fitted. */
  mastered: MasteredSound | undefined;
}

/** What a worker is asked for; plain data, too. */
export interface HearPassageRequest extends LoudSectionRequest {
  chain: MasterChain;
  bandCentreHz: readonly Hertz[];
  /** What its master makes of it, where that was kept: it need not be found again. */
  mastered?: MasteredSound | undefined;
}

/**
 * Reads the loudest passage, and finds what the master makes of it. One job and not two: whoever asks for it seeks
 * fixes meanwhile, and would hear of the first only once that is done.
 *
 * @throws Failure 'input' where a file cannot be read
 */
export async function hearPassage(
  { chain, bandCentreHz, mastered: known, ...request }: HearPassageRequest,
  signal?: AbortSignal,
): Promise<HeardPassage> {
  const section = await readLoudSection(request, signal);
  const mastered = chain.trust === 'none' ? undefined : (known ?? measureMastered({ section, chain, bandCentreHz }));
  return { section, mastered };
}

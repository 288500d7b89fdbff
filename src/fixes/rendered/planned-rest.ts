import { dbToPower } from '../../dsp/decibels.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { LoudSection } from '../loud-section.ts';

/**
 * A passage with its bars without a kick as a plan leaves them. Pumping is what a mix does with the kick and
 * not without it: where a plan changes what plays in both, both have to be heard with it, or the change itself
 * is taken for a rhythm that goes with the kick.
 *
 * The bounce's body there changes as the sum of its stems' bodies does, each by as much as the plan changes it
 * in the passage. In the song of `planned-rest.test.ts`, whose off-beat line is taken down by 6 dB, the depth is
 * 0.02 dB off and the release 3 ms; against the bars as they were 0.8 dB and 21 ms.
 *
 * @param changeDb by how much the plan changes the body of a stem, by its place in the mix model; 0 of one that
 *   does not play in the passage
 */
export function withPlannedRest(section: LoudSection, changeDb: (index: number) => Decibels): LoudSection {
  const { rest } = section;
  if (rest === undefined) return section;
  const stems = [...rest.stemBodies].map(([index, body]) => ({ body, gain: dbToPower(changeDb(index)) }));
  if (stems.every(({ gain }) => gain === 1)) return section;
  const bounceBody = rest.bounceBody.map((power, block) => {
    let before = 0;
    let after = 0;
    for (const { body, gain } of stems) {
      before += body[block];
      after += gain * body[block];
    }
    return before > 0 ? (power * after) / before : power;
  });
  return { ...section, rest: { ...rest, bounceBody } };
}

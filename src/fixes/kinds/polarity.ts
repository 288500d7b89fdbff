import { UTILITY } from '../../devices/utility.ts';
import type { Decibels } from '../../dsp/units.ts';
import type { FixKind } from '../fix-kind.ts';
import { INAUDIBLE_DB, type StemContext } from '../stem-context.ts';
import { leftRightResponse } from '../predict/stem-response.ts';
import { changesTo, shownIn } from './device-change.ts';
import { placeInChain } from './place-in-chain.ts';
import { utilityFor } from './utility-in-place.ts';

/**
 * With one side upside down mid and side change places. A wide stem, even one made of two unrelated sides, has as much
 * side as mid; twice as much in nearly every band it is heard in means that what both sides share is out of phase.
 */
const INVERTED_DB: Decibels = 3;
const INVERTED_SHARE = 0.7;

/** Utility's Right Inv: turns one side of a stem over again that cancels itself in mono. A switch. */
export const polarityKind: FixKind = {
  name: 'polarity',
  category: 'stereo',
  sized: false,
  model: UTILITY.name,
  typicalSize: 1,
  smallestSize: 1,
  // Rarer than a stem that is too wide, which it also makes up for: at 4, 10 of 16 in 300 plans for simulated producers
  // did not suit. One that is really inverted explains far more than either.
  evidenceNeeded: 20,
  onMain: false,
  limits: () => [1, 1],
  candidates(stem) {
    const device = utilityFor(stem, 'Right Inv');
    if (device === undefined || !isInverted(stem)) return [];
    return [{ kind: 'polarity', stem: stem.index, size: 1, hz: 0, q: 0 }];
  },
  neighbours: () => [],
  rounded: (move) => move,
  response: (_move, _stem, { centreHz }) => leftRightResponse(centreHz.length, 1, -1),
  place(_move, stem) {
    const device = utilityFor(stem, 'Right Inv') ?? { model: UTILITY, standing: undefined };
    return {
      device: device.standing?.name ?? UTILITY.name,
      insert: device.standing === undefined,
      ...placeInChain(stem),
      changes: changesTo(device, [['Right Inv', shownIn(device, 'Right Inv') === 'On' ? 'Off' : 'On', '']]),
      spot: 'Utility',
    };
  },
  phrase: () => 'invert the right side, which cancels the left one in mono',
};

function isInverted({ audibilityDb, sideToMidDb }: StemContext): boolean {
  const heard = Array.from(sideToMidDb.keys()).filter((b) => audibilityDb[b] > INAUDIBLE_DB);
  const inverted = heard.filter((b) => sideToMidDb[b] > INVERTED_DB);
  return heard.length > 0 && inverted.length >= INVERTED_SHARE * heard.length;
}

import { UTILITY } from '../../devices/utility.ts';
import type { FixKind } from '../fix-kind.ts';
import { evenResponse } from '../predict/stem-response.ts';
import { changesTo } from './device-change.ts';
import { placeInChain } from './place-in-chain.ts';
import { utilityFor } from './utility-in-place.ts';

/**
 * Utility's DC Filter. No band of the mix hears it, so that no gap ever asks for it: only what is found in the stem
 * itself does.
 */
export const dcFilterKind: FixKind = {
  name: 'DC filter',
  category: 'level',
  sized: false,
  model: UTILITY.name,
  typicalSize: 1,
  smallestSize: 1,
  evidenceNeeded: Infinity,
  onMain: false,
  limits: () => [1, 1],
  candidates: () => [],
  neighbours: () => [],
  rounded: (move) => move,
  // The filter ends at 5 Hz, two octaves below the lowest third octave.
  response: (_move, _stem, { centreHz }) => evenResponse(new Float64Array(centreHz.length).fill(1)),
  place(_move, stem) {
    const device = utilityFor(stem, 'DC Filter') ?? { model: UTILITY, standing: undefined };
    return {
      device: device.standing?.name ?? UTILITY.name,
      insert: device.standing === undefined,
      ...placeInChain(stem),
      changes: changesTo(device, [['DC Filter', 'On', '']]),
      spot: 'Utility',
    };
  },
  phrase: () => 'DC filter on',
};

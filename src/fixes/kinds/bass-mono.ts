import { bassMonoSidePowerGain, UTILITY } from '../../devices/utility.ts';
import { spokenHertz } from '../../dsp/spoken-units.ts';
import { median } from '../../dsp/statistics.ts';
import type { Decibels, Hertz, Normal } from '../../dsp/units.ts';
import type { FixKind } from '../fix-kind.ts';
import { INAUDIBLE_DB } from '../stem-context.ts';
import { sideResponse } from '../predict/stem-response.ts';
import { changesTo, mayWrite, shownIn } from './device-change.ts';
import { placeInChain } from './place-in-chain.ts';
import { utilityFor } from './utility-in-place.ts';
import { PANNED_DB } from './width.ts';

/** Corners a producer would dial in; above 200 Hz the body of a bass would lose its width too. */
const CORNERS_HZ: readonly Hertz[] = [80, 120, 150, 200];
/** Bass that is wider than this moves the low end off the centre. */
const WIDE_BASS_DB: Decibels = -20;

/** Where one stem brings most of the side, it is for that stem: on the main track, all others would lose theirs. */
const MOST_OF_ONE_STEM: Normal = 0.5;

/** Utility's Bass Mono: no side below a corner. A switch: there is no half of it. */
export const bassMonoKind: FixKind = {
  name: 'bass mono',
  category: 'stereo',
  sized: false,
  model: UTILITY.name,
  typicalSize: 1,
  smallestSize: 1,
  evidenceNeeded: 16,
  onMain: true,
  limits: () => [1, 1],
  candidates(stem, { centreHz }) {
    // What leans is not wide but panned: see `width`.
    if (Math.abs(stem.leanDb) > PANNED_DB) return [];
    const device = utilityFor(stem, 'Bass Mono');
    if (device === undefined || shownIn(device, 'Bass Mono') === 'On' || !mayWrite(device, 'Bass Freq')) return [];
    const isWideBelow = (corner: Hertz): boolean => {
      const wide = centreHz
        .map((_, b) => b)
        .filter((b) => centreHz[b] < corner)
        .filter((b) => stem.audibilityDb[b] > INAUDIBLE_DB && stem.sideToMidDb[b] > WIDE_BASS_DB);
      return wide.length > 0 && median(wide.map((b) => stem.sideOfOneStem[b])) < MOST_OF_ONE_STEM;
    };
    return CORNERS_HZ.filter(isWideBelow).map((hz) => ({ kind: 'bass mono', stem: stem.index, size: 1, hz, q: 0 }));
  },
  neighbours: (move) => CORNERS_HZ.filter((hz) => hz !== move.hz).map((hz) => ({ ...move, hz })),
  rounded: (move) => move,
  response: (move, _stem, { centreHz, sampleRateHz }) =>
    sideResponse(Float64Array.from(centreHz, (hz) => Math.sqrt(bassMonoSidePowerGain(move.hz, hz, sampleRateHz)))),
  place(move, stem) {
    const device = utilityFor(stem, 'Bass Mono') ?? { model: UTILITY, standing: undefined };
    return {
      device: device.standing?.name ?? UTILITY.name,
      insert: device.standing === undefined,
      ...placeInChain(stem),
      changes: changesTo(device, [
        ['Bass Mono', 'On', ''],
        ['Bass Freq', move.hz, 'Hz'],
      ]),
      spot: 'Utility',
    };
  },
  phrase: (move) => `mono below ${spokenHertz(move.hz)}`,
};

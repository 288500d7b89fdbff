import { widthMatrix, toMidSide } from '../../devices/stereo-matrix.ts';
import { UTILITY } from '../../devices/utility.ts';
import { amplitudeToDb } from '../../dsp/decibels.ts';
import type { Decibels, Normal, Percent } from '../../dsp/units.ts';
import { roundTo, type FixKind, type Move } from '../fix-kind.ts';
import { INAUDIBLE_DB, type StemContext } from '../stem-context.ts';
import { cascade, evenResponse, sideResponse } from '../predict/stem-response.ts';
import { changesTo, mayWrite, shownIn, type DeviceInPlace } from './device-change.ts';
import { levelKeepingGain } from './level-keeping-gain.ts';
import { placeInChain } from './place-in-chain.ts';
import { utilityFor } from './utility-in-place.ts';

/** A quarter of the side left is nearly mono; from there on a producer decides for mono, not for less width. */
const NARROWEST_DB: Decibels = -12;
/** Twice the side is where Utility ends and where phase trouble begins. */
const WIDEST_DB: Decibels = 6;
const WIDEST_PERCENT: Percent = 200;
const STEP_PERCENT: Percent = 5;
/** Below this a stem has no side worth scaling. */
const NO_SIDE_DB: Decibels = -30;
/** Width is heard, and wanted, above the bass; below, `bass mono` is the kind to use. */
const BASS_END_HZ = 150;

/** Utility's Stereo Width; the size is the change of the side in dB. */
export const widthKind: FixKind = {
  name: 'width',
  category: 'stereo',
  sized: true,
  model: UTILITY.name,
  typicalSize: 3,
  smallestSize: 1,
  evidenceNeeded: 14,
  onMain: true,
  limits(stem) {
    const most = 20 * Math.log10(WIDEST_PERCENT / widthOf(stem));
    const mayWiden = stem.role !== 'kick' && stem.role !== 'bass';
    return [NARROWEST_DB, mayWiden ? Math.min(WIDEST_DB, most) : 0];
  },
  candidates(stem, { centreHz }) {
    const hasSide = centreHz.some(
      (hz, b) => hz > BASS_END_HZ && stem.audibilityDb[b] > INAUDIBLE_DB && stem.sideToMidDb[b] > NO_SIDE_DB,
    );
    // What was panned is not wide: all of its side goes with its middle, and the pan pot is its control.
    if (Math.abs(stem.leanDb) > PANNED_DB && stem.followsMid > PANNED_COHERENCE) return [];
    if (!hasSide || utilityFor(stem, 'Stereo Width') === undefined || widthOf(stem) < STEP_PERCENT) return [];
    return [{ kind: 'width', stem: stem.index, size: 0, hz: 0, q: 0 }];
  },
  neighbours: () => [],
  rounded(move, stem) {
    const now = widthOf(stem);
    return { ...move, size: 20 * Math.log10(percentAfter(move.size, now) / now) };
  },
  response: (move, stem, { centreHz }) => sideResponse(new Float64Array(centreHz.length).fill(sideGain(move, stem))),
  place(move, stem) {
    const device = utilityFor(stem, 'Stereo Width') ?? { model: UTILITY, standing: undefined };
    return {
      device: device.standing?.name ?? UTILITY.name,
      insert: device.standing === undefined,
      ...placeInChain(stem),
      changes: changesTo(device, [['Stereo Width', percentAfter(move.size, widthOf(stem)), '%']]),
      spot: 'Utility',
    };
  },
  phrase: (move, stem) => `width ${String(percentAfter(move.size, widthOf(stem)))} %`,
};

/**
 * The same with Utility's Output, so that the stem stays as loud: for what an imager made too wide, which turns the
 * middle down by as much as the side goes up. Only to narrow: what is too narrow has most of its level in the middle,
 * and changes it by less than is heard.
 */
export const widthAtLevelKind: FixKind = {
  ...widthKind,
  name: 'width at level',
  onMain: false,
  limits: () => [NARROWEST_DB, 0],
  candidates(stem, axis) {
    const device = utilityFor(stem, 'Stereo Width');
    if (device === undefined || !mayWrite(device, 'Output') || !(shownGainDb(device) >= LOWEST_GAIN_DB)) return [];
    return widthKind.candidates(stem, axis).map((move) => ({ ...move, kind: 'width at level' }));
  },
  response(move, stem, { centreHz }) {
    const side = sideGain(move, stem);
    const gain = levelKeepingGain(stem.stereoEnergy, { mm: 1, ms: 0, sm: 0, ss: side });
    const bands = centreHz.length;
    return cascade(sideResponse(new Float64Array(bands).fill(side)), evenResponse(new Float64Array(bands).fill(gain)));
  },
  place(move, stem, taken) {
    const device = utilityFor(stem, 'Stereo Width') ?? { model: UTILITY, standing: undefined };
    const gain = levelKeepingGain(stem.stereoEnergy, { mm: 1, ms: 0, sm: 0, ss: sideGain(move, stem) });
    const outputDb = roundTo(shownGainDb(device) + amplitudeToDb(gain), GAIN_STEP_DB);
    const placement = widthKind.place(move, stem, taken);
    return { ...placement, changes: [...placement.changes, ...changesTo(device, [['Output', outputDb, 'dB']])] };
  },
  phrase: (move, stem) => `${widthKind.phrase(move, stem)}, as loud as before`,
};

/** Utility's Output goes on from here in smaller and smaller steps, down to silence. */
const LOWEST_GAIN_DB: Decibels = -35;
const GAIN_STEP_DB: Decibels = 0.1;

function shownGainDb(device: DeviceInPlace): Decibels {
  const shown = shownIn(device, 'Output');
  return typeof shown === 'number' ? shown : NaN;
}

function sideGain(move: Move, stem: StemContext): number {
  const now = widthOf(stem);
  return toMidSide(widthMatrix(now * 10 ** (move.size / 20))).ss / toMidSide(widthMatrix(now)).ss;
}

function widthOf(stem: StemContext): Percent {
  return utilityFor(stem, 'Stereo Width')?.widthPercent ?? 100;
}

function percentAfter(size: Decibels, now: Percent): Percent {
  return Math.min(WIDEST_PERCENT, Math.max(STEP_PERCENT, roundTo(now * 10 ** (size / 20), STEP_PERCENT)));
}

/** From here on a mono sound that was panned; a stereo sound with one side so much louder is no better a case. */
export const PANNED_DB: Decibels = 4;
/** What is panned reads 0.97 and more; a wide lead of which one layer leans reads 0.7, and may be narrowed. */
const PANNED_COHERENCE: Normal = 0.9;

import { MIXER_NAME } from '../../devices/mixer.ts';
import { panMatrix } from '../../devices/stereo-matrix.ts';
import { formatPan } from '../../devices/display-text.ts';
import type { Decibels } from '../../dsp/units.ts';
import { roundTo, type FixKind } from '../fix-kind.ts';
import { isHeard, shownNumber, writable, type StemContext } from '../stem-context.ts';
import { leftRightResponse } from '../predict/stem-response.ts';
import { changeOf } from './device-change.ts';

/** Seven tenths of the way to one side, in Live's units of 50: what leans further was put there. */
const LARGEST_MOVE = 35;
/** Less is how a wide sound leans by itself. */
const LEANING_DB: Decibels = 3;
/** Beyond this a channel is all but gone and cannot be turned up again by panning back. */
const HARD_PAN = 45;

/** The track's pan pot, in Live's units: −50 is left, 50 is right. */
export const panKind: FixKind = {
  name: 'pan',
  category: 'stereo',
  sized: true,
  model: MIXER_NAME,
  typicalSize: 12,
  smallestSize: 3,
  evidenceNeeded: 12,
  onMain: false,
  // Only back towards the middle: panning a stem that stands there also widens the mix, at the price of its balance,
  // and a width that is missing is not won that way.
  limits(stem) {
    const now = panOf(stem) ?? 0;
    return stem.leanDb > 0
      ? [0, Math.min(LARGEST_MOVE, HARD_PAN - now)]
      : [Math.max(-LARGEST_MOVE, -HARD_PAN - now), 0];
  },
  candidates(stem, { centreHz }) {
    const now = panOf(stem);
    if (now === undefined || Math.abs(now) > HARD_PAN || Math.abs(stem.leanDb) < LEANING_DB) return [];
    if (!isHeard(stem, centreHz, 0, Infinity)) return [];
    return [{ kind: 'pan', stem: stem.index, size: 0, hz: 0, q: 0 }];
  },
  neighbours: () => [],
  rounded: (move) => ({ ...move, size: roundTo(move.size, 1) }),
  response(move, stem, { centreHz }) {
    const now = panOf(stem) ?? 0;
    const before = panMatrix(now);
    const after = panMatrix(now + move.size);
    return leftRightResponse(centreHz.length, after.ll / before.ll, after.rr / before.rr);
  },
  place(move, stem) {
    const pan = writable(stem.track.mixer, 'Pan', 'Track Panning', 'Panning');
    const from = shownNumber(pan) ?? 0;
    return {
      device: MIXER_NAME,
      insert: false,
      changes: [changeOf(pan?.name ?? 'Pan', from, roundTo(from + move.size, 1), pan?.unit ?? '')],
      spot: 'pan',
    };
  },
  phrase: (move, stem) => `pan to ${formatPan((panOf(stem) ?? 0) + move.size)}`,
};

function panOf(stem: StemContext): number | undefined {
  return shownNumber(writable(stem.track.mixer, 'Pan', 'Track Panning', 'Panning'));
}

import { MIXER_NAME } from '../../devices/mixer.ts';
import { amplitudeToDb, dbToAmplitude } from '../../dsp/decibels.ts';
import type { ParameterSnapshot } from '../../live/live-set.ts';
import { panMatrix } from '../../devices/stereo-matrix.ts';
import { formatPan } from '../../devices/display-text.ts';
import type { Decibels } from '../../dsp/units.ts';
import { roundTo, type FixKind, type Move } from '../fix-kind.ts';
import { isHeard, shownNumber, writable, type StemContext } from '../stem-context.ts';
import { leftRightResponse } from '../predict/stem-response.ts';
import { changeOf } from './device-change.ts';
import { FADER_TOP_DB } from './fader.ts';
import { levelKeepingGain } from './level-keeping-gain.ts';

/** Seven tenths of the way to one side, in Live's units of 50: what leans further was put there. */
const LARGEST_MOVE = 35;
/** Less is how a stereo sound leans by itself, and by what the mix hardly shows. */
const LEANING_DB: Decibels = 2;
/** Beyond this a channel is all but gone and cannot be turned up again by panning back. */
const HARD_PAN = 45;

/** Less is not worth a second control. */
const LEAST_GAIN_DB: Decibels = 0.5;
const FADER_STEP_DB: Decibels = 0.1;

/**
 * The track's pan pot, in Live's units: −50 is left, 50 is right. What was panned elsewhere, by a device or before it
 * was recorded, comes back quieter by the pot's own law; the fader makes up for that as far as it goes.
 */
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
    return [0, ...mirroring(stem)].map((size) => ({ kind: 'pan', stem: stem.index, size, hz: 0, q: 0 }));
  },
  neighbours: () => [],
  rounded: (move) => ({ ...move, size: roundTo(move.size, 1) }),
  response(move, stem, { centreHz }) {
    const { left, right } = sidesAfter(move, stem);
    const gain = dbToAmplitude(faderGainDb(move, stem));
    return leftRightResponse(centreHz.length, gain * left, gain * right);
  },
  place(move, stem) {
    const pan = writable(stem.track.mixer, 'Pan', 'Track Panning', 'Panning');
    const from = shownNumber(pan) ?? 0;
    const gainDb = faderGainDb(move, stem);
    const fader = faderOf(stem);
    const faderDb = shownNumber(fader) ?? 0;
    return {
      device: MIXER_NAME,
      insert: false,
      changes: [
        changeOf(pan?.name ?? 'Pan', from, roundTo(from + move.size, 1), pan?.unit ?? ''),
        ...(gainDb === 0
          ? []
          : [changeOf(fader?.name ?? 'Volume', faderDb, roundTo(faderDb + gainDb, FADER_STEP_DB), 'dB')]),
      ],
      spot: gainDb === 0 ? 'pan' : 'pan and fader',
    };
  },
  phrase: (move, stem) =>
    `pan to ${formatPan((panOf(stem) ?? 0) + move.size)}${faderGainDb(move, stem) === 0 ? '' : ', as loud as before'}`,
};

/**
 * The move after which a stem leans as far to the other side; none where the pot does not reach. What leant left and
 * was panned right comes through the middle on its way back, where the mix is narrower than on either side: a fit that
 * begins at a small move stays in front of that.
 */
function mirroring(stem: StemContext): number[] {
  const direction = Math.sign(stem.leanDb);
  const leanAfterDb = (size: number): Decibels => {
    const { left, right } = sidesAfter({ size }, stem);
    return stem.leanDb + amplitudeToDb(left / right);
  };
  const sizes = Array.from({ length: LARGEST_MOVE }, (_, i) => direction * (i + 1));
  const now = panOf(stem) ?? 0;
  const found = sizes.find(
    (size) => Math.abs(now + size) <= HARD_PAN && leanAfterDb(size) * direction <= -Math.abs(stem.leanDb),
  );
  return found === undefined ? [] : [found];
}

/** What the pan pot does to both channels. */
function sidesAfter(move: Pick<Move, 'size'>, stem: StemContext): { left: number; right: number } {
  const now = panOf(stem) ?? 0;
  const before = panMatrix(now);
  const after = panMatrix(now + move.size);
  return { left: after.ll / before.ll, right: after.rr / before.rr };
}

/** By how much the fader is turned up so that the stem stays as loud; 0 where that is too little, or it may not. */
function faderGainDb(move: Move, stem: StemContext): Decibels {
  const shown = shownNumber(faderOf(stem));
  if (shown === undefined || !Number.isFinite(shown)) return 0;
  const { left, right } = sidesAfter(move, stem);
  const [even, odd] = [(left + right) / 2, (left - right) / 2];
  const wanted = amplitudeToDb(levelKeepingGain(stem.stereoEnergy, { mm: even, ms: odd, sm: odd, ss: even }));
  const gainDb = Math.min(wanted, FADER_TOP_DB - shown);
  return gainDb < LEAST_GAIN_DB ? 0 : gainDb;
}

function faderOf(stem: StemContext): ParameterSnapshot | undefined {
  return writable(stem.track.mixer, 'Volume', 'Track Volume');
}

function panOf(stem: StemContext): number | undefined {
  return shownNumber(writable(stem.track.mixer, 'Pan', 'Track Panning', 'Panning'));
}

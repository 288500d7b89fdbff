import { dbToAmplitude } from '../../dsp/decibels.ts';
import { MIXER_NAME } from '../../devices/mixer.ts';
import { signedWithUnit } from '../../dsp/spoken-units.ts';
import type { Decibels } from '../../dsp/units.ts';
import { roundTo, type FixKind } from '../fix-kind.ts';
import { isHeard, shownNumber, writable, type StemContext } from '../stem-context.ts';
import { evenResponse } from '../predict/stem-response.ts';
import { changeOf } from './device-change.ts';

/** More than 9 dB is not a correction of a mix but another mix; 10 dB is twice as loud. */
const LARGEST_DB: Decibels = 9;
/** The top of Live's fader. */
export const FADER_TOP_DB: Decibels = 6;
const STEP_DB: Decibels = 0.5;

/** The track's fader, relative to where it stands. */
export const faderKind: FixKind = {
  name: 'fader',
  category: 'level',
  sized: true,
  model: MIXER_NAME,
  typicalSize: 3,
  smallestSize: 1.5,
  evidenceNeeded: 14,
  onMain: false,
  limits: (stem) => [-LARGEST_DB, Math.min(LARGEST_DB, FADER_TOP_DB - (faderDb(stem) ?? FADER_TOP_DB))],
  candidates(stem, { centreHz }) {
    if (faderDb(stem) === undefined || !isHeard(stem, centreHz, 0, Infinity)) return [];
    return [{ kind: 'fader', stem: stem.index, size: 0, hz: 0, q: 0 }];
  },
  neighbours: () => [],
  rounded: (move) => ({ ...move, size: roundTo(move.size, STEP_DB) }),
  response: (move, _stem, { centreHz }) =>
    evenResponse(new Float64Array(centreHz.length).fill(dbToAmplitude(move.size))),
  place(move, stem) {
    const volume = writable(stem.track.mixer, 'Volume', 'Track Volume');
    const from = shownNumber(volume) ?? 0;
    return {
      device: MIXER_NAME,
      insert: false,
      changes: [changeOf(volume?.name ?? 'Volume', from, roundTo(from + move.size, 0.01), 'dB')],
      spot: 'fader',
    };
  },
  phrase: (move) => signedWithUnit(move.size, 'dB'),
};

/** Where the fader stands; `undefined` where it is closed, automated or held by a macro. */
function faderDb(stem: StemContext): Decibels | undefined {
  const shown = shownNumber(writable(stem.track.mixer, 'Volume', 'Track Volume'));
  return shown !== undefined && Number.isFinite(shown) ? shown : undefined;
}

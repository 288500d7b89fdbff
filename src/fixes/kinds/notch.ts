import { EQ_EIGHT, eqBandPowerGain } from '../../devices/eq-eight.ts';
import { signedWithUnit, spokenHertz } from '../../dsp/spoken-units.ts';
import type { Decibels, Hertz } from '../../dsp/units.ts';
import { roundTo, type BandAxis, type FixKind, type Move } from '../fix-kind.ts';
import { evenResponse } from '../predict/stem-response.ts';
import type { StemContext } from '../stem-context.ts';
import { EQ_STEP_DB, hasEqBand, isHeardAt, placeEqBand } from './eq-band.ts';

/** So narrow a cut takes little of the instrument, even where it is deep. */
const LARGEST_CUT_DB: Decibels = -12;
/** What is wider is for a bell; a narrower cut misses as soon as the ring moves by a hair. */
const [WIDEST_Q, NARROWEST_Q] = [4, 14];
/** From here on it is a note that is held: supersaws and strings read 23 to 140, bells of a Q of 14 mostly 9 to 22. */
const NOTE_Q = 23;
/** A ring is measured 3 dB below its top, an equaliser's Q at half of its decibels. */
const Q_BY_RING_Q = 0.65;
/** What stands out by less is the instrument's own colour, by more a note: rings of 14 dB read 16 at most. */
const [LEAST_PROMINENCE_DB, MOST_PROMINENCE_DB]: readonly Decibels[] = [6, 17];
/** A stem with more has a spectrum of peaks, and no ring. */
const MOST_RINGS = 3;

/**
 * A narrow cut where the stem rings: a resonance of a filter, a room or a sample that stands still while what is played
 * changes. Where it is and how narrow, its own sound tells; whether it is too much, and by how much, the mix beside its
 * references does, for a bell may be meant to ring.
 */
export const notchKind: FixKind = {
  name: 'notch',
  category: 'tone',
  sized: true,
  model: EQ_EIGHT.name,
  typicalSize: 8,
  smallestSize: 3,
  // A bell's, less 2·ln 20: a third of clean stems show a peak somewhere, but at one of sixty places.
  evidenceNeeded: 12,
  onMain: false,
  limits: (stem, move) => [Math.max(LARGEST_CUT_DB, -(ringAt(stem, move)?.prominenceDb ?? 0)), 0],
  candidates(stem, { centreHz }) {
    // What stands still in a kick or a bass is its note.
    if (!hasEqBand(stem) || stem.role === 'kick' || stem.role === 'bass') return [];
    return stem.rings
      .filter(
        ({ prominenceDb, q }) => prominenceDb >= LEAST_PROMINENCE_DB && prominenceDb < MOST_PROMINENCE_DB && q < NOTE_Q,
      )
      .slice(0, MOST_RINGS)
      .filter(({ hz }) => isHeardAt(stem, centreHz, hz))
      .map(({ hz, q }) => ({ kind: 'notch', stem: stem.index, size: 0, hz: dialled(hz), q: dialledQ(q) }));
  },
  neighbours: () => [],
  rounded: (move) => ({ ...move, size: roundTo(move.size, EQ_STEP_DB) }),
  response(move, stem, axis) {
    return evenResponse(Float64Array.from(axis.centreHz, (hz) => amplitudeLeft(move, stem, hz, axis)));
  },
  place: (move, stem, taken) => placeEqBand('Bell', move, stem, taken),
  phrase: (move) => `${signedWithUnit(move.size, 'dB')} at ${spokenHertz(move.hz)}, where it rings`,
};

function ringAt({ rings }: StemContext, { hz }: Pick<Move, 'hz'>): StemContext['rings'][number] | undefined {
  return rings.find((ring) => dialled(ring.hz) === hz);
}

/** As exactly as the dial shows it. */
function dialled(hz: Hertz): Hertz {
  return Number(hz.toPrecision(3));
}

function dialledQ(q: number): number {
  return Math.round(Math.min(NARROWEST_Q, Math.max(WIDEST_Q, Q_BY_RING_Q * q)));
}

/** Inside a third octave: four in the width of the narrowest cut. */
const POINTS_PER_BAND = 20;

/**
 * The root of what is left of a third octave's power. Where the ring lies in it, most of that is the ring, so that the
 * cut takes more than it would of a level spectrum.
 */
function amplitudeLeft(move: Move, stem: StemContext, centreHz: Hertz, { sampleRateHz }: BandAxis): number {
  const bell = (hz: Hertz, gainDb: Decibels): number =>
    eqBandPowerGain('Bell', move.hz, move.q, gainDb, Math.min(hz, sampleRateHz * 0.499), sampleRateHz);
  const prominenceDb = ringAt(stem, move)?.prominenceDb ?? 0;
  let before = 0;
  let after = 0;
  for (let i = 0; i < POINTS_PER_BAND; i++) {
    const hz = centreHz * 2 ** ((i + 0.5) / POINTS_PER_BAND / 3 - 1 / 6);
    const ringing = bell(hz, prominenceDb);
    before += ringing;
    after += ringing * bell(hz, move.size);
  }
  return Math.sqrt(after / before);
}

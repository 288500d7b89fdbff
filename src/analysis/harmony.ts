import type { Cents, Hertz } from '../dsp/units.ts';
import type { MusicalKey } from '../store/analysis-document.ts';
import type { Measurement } from './feature-catalogue.ts';
import { TONIC_NAMES } from './key/musical-keys.ts';

/**
 * What the notes are, as far as it is a number.
 *
 * - `harmony.tuning`: cents of the track's pitches from A = 440 Hz, −50 … 50
 * - `harmony.kickToKey`: cents of the kick's pitch from the nearest note of the tonic chord (root, third or fifth) in
 *   the track's own tuning, in any octave; −250 … 250, as the widest gap of a triad is a fourth. Missing where the kick
 *   has no pitch, or the key is unlikelier than all others together.
 *
 * @param kickHz pitch on which the kick settles, `lowEnd.kickFundamental`
 */
export function measureHarmony(key: MusicalKey, kickHz: Hertz | undefined): Measurement {
  const measurement: Measurement = { features: [], missing: [] };
  const add = (id: string, value: Cents | undefined, why: string): void => {
    if (value === undefined) measurement.missing.push({ id, why });
    else measurement.features.push({ id, scope: 'whole', value });
  };
  const hasKey = key.tonic !== '';
  const isSure = hasKey && key.mode !== 'unknown' && key.confidence >= LEAST_CONFIDENCE;
  add('harmony.tuning', hasKey ? key.tuningCents : undefined, NO_PITCH);
  add(
    'harmony.kickToKey',
    isSure && kickHz !== undefined ? centsFromChord(kickHz, key) : undefined,
    !hasKey ? NO_PITCH : isSure ? 'The kick has no pitch.' : 'The key is not sure.',
  );
  return measurement;
}

const NO_PITCH = 'The file has no pitch.';
const LEAST_CONFIDENCE = 0.5;
/** C0 in equal temperament at A = 440 Hz. */
const C0_HZ: Hertz = 440 * 2 ** (-57 / 12);
const OCTAVE: Cents = 1200;

function centsFromChord(hertz: Hertz, { tonic, mode, tuningCents }: MusicalKey): Cents {
  const root = TONIC_NAMES.findIndex((name) => name === tonic);
  const place = OCTAVE * Math.log2(hertz / C0_HZ) - tuningCents;
  const distances = [0, mode === 'minor' ? 3 : 4, 7].map((semitones) => {
    const off = (place - 100 * (root + semitones)) % OCTAVE;
    return off - OCTAVE * Math.round(off / OCTAVE);
  });
  return distances.reduce((nearest, off) => (Math.abs(off) < Math.abs(nearest) ? off : nearest));
}

import { spokenHertz, withUnit } from '../../dsp/spoken-units.ts';
import type { Hertz } from '../../dsp/units.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import { FLAT_Q, hasEqBand } from '../kinds/eq-band.ts';
import type { FindingKind } from '../stem-findings.ts';

/** Instruments that are not made of noise; of all others it may be the sound itself. */
const QUIET_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['kick', 'bass', 'acid', 'lead', 'pluck', 'pad', 'vocal']);
/** Corners a person would dial in. */
const CORNERS_HZ: readonly Hertz[] = [2000, 3150, 5000, 6300, 8000, 10_000];
/** A high cut of 12 dB per octave takes 3 dB at its corner: so much above what the instrument needs it begins. */
const ROOM = 1.25;

/** Hiss that goes on while the instrument rests. */
export const noiseFloorFinding: FindingKind = (stem, { noiseFloor }) => {
  if (noiseFloor === undefined || !QUIET_ROLES.has(stem.role)) return undefined;
  const { levelDb, aloneFromHz = Infinity } = noiseFloor;
  const corner = CORNERS_HZ.find((hz) => hz >= ROOM * aloneFromHz);
  const canCut = corner !== undefined && hasEqBand(stem);
  const alone = canCut ? `, and above ${spokenHertz(Number(aloneFromHz.toPrecision(2)))} there is nothing else` : '';
  return {
    stem,
    move: canCut ? { kind: 'high cut', stem: stem.index, size: 1, hz: corner, q: FLAT_Q } : undefined,
    byHand:
      'a steady noise goes on in its rests. Put a Gate on the track that closes between the notes, or mute the source there, and look for what makes the noise: a preamplifier, a vinyl or tape plug-in, a noise oscillator.',
    why: `Between 4 and 16 kHz a steady hiss of ${withUnit(levelDb, 'dBFS', 0)} goes on while it rests${alone}.`,
    colours: true,
    bendsLevel: true,
  };
};

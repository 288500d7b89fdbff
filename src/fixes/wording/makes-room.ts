import type { MaskedPair } from '../../analysis/masking.ts';
import { spokenNumber } from '../../dsp/spoken-units.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import type { Hertz, Normal } from '../../dsp/units.ts';
import type { Move } from '../fix-kind.ts';
import { plateauHz } from '../kinds/plateau.ts';

/** What a listener follows; that a pad is covered is what pads are for. */
const FOLLOWED_ROLES: ReadonlySet<StemRole> = new Set<StemRole>(['lead', 'vocal', 'kick']);
/** From here on one stem covers so much of another that it is worth a word, as in the notes of a plan. */
const NOTED_LOST: Normal = 0.35;
/** A cut makes room where so much of what is lost lies within an octave of it. */
const LEAST_SHARE: Normal = 0.3;
const REACH_OCTAVES = 1;

/**
 * Whom a cut makes room for: ` It makes room for "Lead", which loses 48 % of its loudness behind this stem.`; empty
 * where the stem covers nothing that a listener follows, or not where the cut is.
 *
 * @param pairs of the kind of section where masking is worst, or of the whole
 * @param roleOf role of a stem by its track
 */
export function makesRoom(
  move: Move,
  stem: string,
  pairs: readonly MaskedPair[],
  roleOf: (track: string) => StemRole | undefined,
): string {
  const { kind, size } = move;
  const isCut = kind === 'low cut' || kind === 'high cut' || (size < 0 && CUTTING.has(kind));
  if (!isCut) return '';
  const covered = pairs.find(({ masker, masked, lost, bands }) => {
    const role = roleOf(masked);
    if (masker !== stem || lost < NOTED_LOST || role === undefined || !FOLLOWED_ROLES.has(role)) return false;
    const sum = (of: typeof bands): number => of.reduce((all, band) => all + band.importance * band.lost, 0);
    return sum(bands.filter(({ centreHz }) => isReached(move, centreHz))) >= LEAST_SHARE * sum(bands);
  });
  if (covered === undefined) return '';
  return ` It makes room for "${covered.masked}", which loses ${spokenNumber(100 * covered.lost, 0)} % of its loudness behind this stem.`;
}

const CUTTING: ReadonlySet<Move['kind']> = new Set<Move['kind']>([
  'fader',
  'bell',
  'plateau',
  'notch',
  'low shelf',
  'high shelf',
]);

function isReached(move: Move, centreHz: Hertz): boolean {
  const { kind, hz } = move;
  if (kind === 'fader') return true;
  if (kind === 'low shelf' || kind === 'low cut') return centreHz <= hz;
  if (kind === 'high shelf' || kind === 'high cut') return centreHz >= hz;
  const [low, high] = kind === 'plateau' ? plateauHz(move) : [hz, hz];
  return centreHz >= low / 2 ** REACH_OCTAVES && centreHz <= high * 2 ** REACH_OCTAVES;
}

import { profileFit } from './key-profiles.ts';
import { KEY_COUNT, keyIndex, MAJOR_SCALE, modeOf, tonicOf } from './musical-keys.ts';
import type { TonalBars } from './tonal-bars.ts';

/** Bars `from` up to, but not including, `until`. */
export interface BarRange {
  from: number;
  until: number;
}

/** What speaks for a key, in the order of `KEY_EVIDENCE`. */
export type EvidenceRow = readonly number[];

/** Kinds of evidence; what each of them weighs is in `KEY_WEIGHTS`. */
export const KEY_EVIDENCE = [
  /** Correlation of the pitch classes with the published profiles. */
  'profile',
  /** The same of the bass. */
  'bassProfile',
  /** Share of the pitch classes that lie in the scale: major, or natural minor. */
  'scale',
  /** Share of the tonic chord among the chords of the first bar of sixteen, and of four. */
  'openingOfSixteen',
  'openingOfFour',
  /** Share of the chords, in the first bar of eight, that phrases open on where they come to the tonic later. */
  'otherOpening',
  /** Share of the tonic among the pitch classes of the last bar of eight: the note that melodies come to rest on. */
  'restNote',
  /** How often the tonic chord stays for a second bar. */
  'held',
  /** Share of the chords of the key among the chords. */
  'diatonic',
  /**
   * How often the tonic follows its dominant, in a minor key with either third. The subtonic leads there as well, but
   * VII i is what V vi is in the relative major, which turns nearly as often.
   */
  'cadence',
  /** 1 for a minor key. */
  'minor',
] as const;

/** What speaks for each of the 24 keys in some bars, in the order of `keyIndex`; all shares are 0 without pitch. */
export function keyEvidence(bars: TonalBars, chords: Float64Array, range: BarRange): EvidenceRow[] {
  const classes = meanRow(bars.upper, 12, range, (row) => bars.weight[row]);
  const bass = meanRow(bars.bass, 12, range, () => 1);
  const all = meanRow(chords, KEY_COUNT, range, (row) => bars.weight[row]);
  // Without phrases, or without a bar of that place in the range, no bar is better than another.
  const placed = (matrix: Float64Array, ofAll: Float64Array, every: number, place: number): Float64Array => {
    if (!bars.phrased) return ofAll;
    const weightOf = (row: number): number => (row % every === place ? bars.weight[row] : 0);
    const shares = meanRow(matrix, ofAll.length, range, weightOf);
    return shares.some((share) => share > 0) ? shares : ofAll;
  };
  const chordsAt = (every: number, place: number): Float64Array => placed(chords, all, every, place);
  const openingOfSixteen = chordsAt(16, bars.doublePhraseBar);
  const [openingOfEight, openingOfFour] = [chordsAt(8, 0), chordsAt(4, 0)];
  const restNotes = placed(bars.upper, classes, 8, 7);
  return Array.from({ length: KEY_COUNT }, (_, key) => {
    const [tonic, mode] = [tonicOf(key), modeOf(key)];
    const leading = LEADING[mode].map(([degree, quality]) => keyIndex(tonic + degree, quality));
    const shareOf = (shares: Float64Array, degrees: Degrees): number =>
      degrees.reduce((sum, [degree, quality]) => sum + shares[keyIndex(tonic + degree, quality)], 0);
    return [
      profileFit(classes, mode, tonic),
      profileFit(bass, mode, tonic),
      shareInScale(classes, mode === 'minor' ? tonic + 3 : tonic),
      openingOfSixteen[key],
      openingOfFour[key],
      shareOf(openingOfEight, OTHER_OPENING[mode]),
      restNotes[tonic],
      moves(bars, chords, range, [key], key),
      shareOf(all, DIATONIC[mode]),
      moves(bars, chords, range, leading, key),
      mode === 'minor' ? 1 : 0,
    ];
  });
}

type Degrees = readonly (readonly [semitones: number, quality: 'major' | 'minor'])[];

/** The major and minor triads of the major scale, and of the natural minor. */
const DIATONIC: Readonly<Record<'major' | 'minor', Degrees>> = {
  major: [[0, 'major'], [2, 'minor'], [4, 'minor'], [5, 'major'], [7, 'major'], [9, 'minor']],
  minor: [[0, 'minor'], [3, 'major'], [5, 'minor'], [7, 'minor'], [8, 'major'], [10, 'major']],
}; // prettier-ignore
/** What loops open on besides the tonic: VI VII i and iv VI i, IV V I and vi IV I. */
const OTHER_OPENING: Readonly<Record<'major' | 'minor', Degrees>> = {
  major: [[5, 'major'], [9, 'minor']],
  minor: [[5, 'minor'], [8, 'major']],
}; // prettier-ignore
/** Dominants. */
const LEADING: Readonly<Record<'major' | 'minor', Degrees>> = {
  major: [[7, 'major']],
  minor: [[7, 'major'], [7, 'minor']],
}; // prettier-ignore

function shareInScale(classes: Float64Array, majorTonic: number): number {
  return MAJOR_SCALE.reduce((sum, degree) => sum + classes[(majorTonic + degree) % 12], 0);
}

function meanRow(
  matrix: Float64Array,
  columns: number,
  { from, until }: BarRange,
  weightOf: (row: number) => number,
): Float64Array {
  const sums = new Float64Array(columns);
  let total = 0;
  for (let row = from; row < until; row++) {
    const weight = weightOf(row);
    total += weight;
    for (let c = 0; c < columns; c++) sums[c] += weight * matrix[row * columns + c];
  }
  return total > 0 ? sums.map((sum) => sum / total) : sums;
}

/** Share of the bar lines at which one of some chords goes over into `to`. */
function moves(
  { weight }: TonalBars,
  chords: Float64Array,
  { from, until }: BarRange,
  before: readonly number[],
  to: number,
): number {
  let moved = 0;
  let total = 0;
  for (let row = from; row + 1 < until; row++) {
    const both = Math.min(weight[row], weight[row + 1]);
    total += both;
    for (const chord of before) {
      moved += both * chords[row * KEY_COUNT + chord] * chords[(row + 1) * KEY_COUNT + to];
    }
  }
  return total > 0 ? moved / total : 0;
}

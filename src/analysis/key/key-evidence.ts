import { profileFit } from './key-profiles.ts';
import { KEY_COUNT, keyIndex, modeOf, tonicOf } from './musical-keys.ts';
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
  /** Share of the bass on the tonic in the first bar of the eight-bar phrases: what the track stands on. */
  'bassOpening',
  /** Share of the tonic chord among the chords. */
  'chord',
  /**
   * The same of the first bar of sixteen, of eight and of four, and of the last of eight, where phrases come to rest.
   */
  'openingOfSixteen',
  'openingOfEight',
  'openingOfFour',
  'restOfEight',
  /** The tonic chord in the last bar that has chords. */
  'end',
  /** How often the tonic chord stays for a second bar. */
  'held',
  /** Share of the chords of the key among the chords. */
  'diatonic',
  /** How often the tonic follows its dominant, or in a minor key the minor dominant or the subtonic. */
  'cadence',
  /** Share of the tonic among the pitch classes. */
  'tonic',
  /** 1 for a minor key. */
  'minor',
] as const;

/** What speaks for each of the 24 keys in some bars, in the order of `keyIndex`; all shares are 0 without pitch. */
export function keyEvidence(bars: TonalBars, chords: Float64Array, range: BarRange): EvidenceRow[] {
  const classes = meanRow(bars.upper, 12, range, (row) => bars.weight[row]);
  const bass = meanRow(bars.bass, 12, range, () => 1);
  const all = meanRow(chords, KEY_COUNT, range, (row) => bars.weight[row]);
  // Without phrases, or without a bar of that place in the range, no bar is better than another.
  const placed = (every: number, place: number): Float64Array => {
    if (!bars.phrased) return all;
    const shares = meanRow(chords, KEY_COUNT, range, (row) => (row % every === place ? bars.weight[row] : 0));
    return shares.some((share) => share > 0) ? shares : all;
  };
  const openingBass = bars.phrased ? meanRow(bars.bass, 12, range, (row) => (row % 8 === 0 ? 1 : 0)) : bass;
  const openingOfSixteen = placed(16, bars.doublePhraseBar);
  const [openingOfEight, openingOfFour, restOfEight] = [placed(8, 0), placed(4, 0), placed(8, 7)];
  const end = lastChord(bars, chords, range);
  return Array.from({ length: KEY_COUNT }, (_, key) => {
    const [tonic, mode] = [tonicOf(key), modeOf(key)];
    const leading = LEADING[mode].map(([degree, quality]) => keyIndex(tonic + degree, quality));
    return [
      profileFit(classes, mode, tonic),
      profileFit(bass, mode, tonic),
      openingBass[tonic],
      all[key],
      openingOfSixteen[key],
      openingOfEight[key],
      openingOfFour[key],
      restOfEight[key],
      end[key],
      moves(bars, chords, range, [key], key),
      DIATONIC[mode].reduce((sum, [degree, quality]) => sum + all[keyIndex(tonic + degree, quality)], 0),
      moves(bars, chords, range, leading, key),
      classes[tonic],
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
/** Chords that lead to the tonic. */
const LEADING: Readonly<Record<'major' | 'minor', Degrees>> = {
  major: [[7, 'major']],
  minor: [[7, 'major'], [7, 'minor'], [10, 'major']],
}; // prettier-ignore

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

/** Less tonal bars than this, beside the most tonal ones, do not end a track: its last chord was before. */
const CHORDAL_WEIGHT = 0.3;

function lastChord({ weight }: TonalBars, chords: Float64Array, { from, until }: BarRange): Float64Array {
  let row = until - 1;
  while (row > from && weight[row] < CHORDAL_WEIGHT) row--;
  return chords.subarray(row * KEY_COUNT, (row + 1) * KEY_COUNT);
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

import { kernelsSupported } from './kernels/kernel-instance.ts';
import { foldPitchesOnKernel } from './kernels/wasm-pitch-classes.ts';
import type { PitchPlan } from './pitch-rows.ts';
import type { Normal } from './units.ts';

/** Rows of an octave's columns, row-major: chords and melodies in `upper`, what they stand on in `bass`. */
export interface PitchClasses {
  upper: Float32Array;
  bass: Float32Array;
}

/** What `PitchRows` finished, and the plan it was made by. */
export interface FoundPitches {
  plan: PitchPlan;
  rows: Float32Array;
}

/** How rows of pitches, in columns above C1, are folded to an octave. */
export interface FoldingRules {
  columnsPerOctave: number;
  /** Harmonics that a pitch explains, as columns above it, and as shares of its strength. */
  explained: readonly { offset: number; share: Normal }[];
  /** What a column beside such a harmonic loses of that share. */
  besideShare: Normal;
  /** The first column that counts as upper register. */
  upperFrom: number;
  /** The weight of each column of the bass register, from the first on. */
  bassWeights: Float64Array;
  /** Columns above a bass pitch of the harmonics that support it; its own strength counts by how many it has. */
  supporting: readonly number[];
  /** The strength of a harmonic, with both columns beside it, that supports fully. */
  fullSupport: number;
  /** What a bass pitch without any counts, as a share of one with all. */
  unsupported: Normal;
}

/**
 * Folds the pitches of `pools` rows: those of low and main spectra together, of which each, from the lowest up, takes
 * what its harmonics explain; what is left is folded to an octave. On the kernels, where this machine runs them, with
 * the same result to the last bit.
 */
export function foldPitches(low: FoundPitches, main: FoundPitches, pools: number, rules: FoldingRules): PitchClasses {
  return (kernelsSupported() ? foldPitchesOnKernel : foldPitchesPlainly)(low, main, pools, rules);
}

/** `foldPitches` in plain TypeScript. */
export function foldPitchesPlainly(
  low: FoundPitches,
  main: FoundPitches,
  pools: number,
  rules: FoldingRules,
): PitchClasses {
  const octave = rules.columnsPerOctave;
  const columns = mapColumns(low, main);
  const upper = new Float32Array(pools * octave);
  const bass = new Float32Array(pools * octave);
  const map = new Float32Array(columns);
  const rest = new Float32Array(columns);
  for (let pool = 0; pool < pools; pool++) {
    map.fill(0);
    addRow(low, pool, map);
    addRow(main, pool, map);
    rest.set(map);
    takeHarmonics(rest, rules);
    const [from, to] = [pool * octave, (pool + 1) * octave];
    foldUpper(rest, rules, upper.subarray(from, to));
    foldBass(map, rest, rules, bass.subarray(from, to));
  }
  return { upper, bass };
}

/** Columns of a map that holds the rows of both. */
export function mapColumns(low: FoundPitches, main: FoundPitches): number {
  return Math.max(...[low, main].map(({ plan }) => plan.firstColumn + plan.columns));
}

function addRow({ plan: { firstColumn, columns }, rows }: FoundPitches, row: number, map: Float32Array): void {
  for (let i = 0; i < columns; i++) map[firstColumn + i] += rows[row * columns + i];
}

function takeHarmonics(map: Float32Array, { explained, besideShare }: FoldingRules): void {
  for (let column = 0; column < map.length; column++) {
    const strength = map[column];
    if (strength <= 0) continue;
    for (const { offset, share } of explained) {
      const at = column + offset;
      if (at + 1 >= map.length) break;
      const taken = strength * share;
      map[at] = Math.max(0, map[at] - taken);
      map[at - 1] = Math.max(0, map[at - 1] - besideShare * taken);
      map[at + 1] = Math.max(0, map[at + 1] - besideShare * taken);
    }
  }
}

function foldUpper(map: Float32Array, { upperFrom, columnsPerOctave }: FoldingRules, row: Float32Array): void {
  for (let column = upperFrom; column < map.length; column++) row[column % columnsPerOctave] += map[column];
}

function foldBass(map: Float32Array, rest: Float32Array, rules: FoldingRules, row: Float32Array): void {
  const { bassWeights, supporting, fullSupport, unsupported, columnsPerOctave } = rules;
  for (let column = 0; column < bassWeights.length; column++) {
    if (rest[column] <= 0) continue;
    let support = 0;
    for (const offset of supporting) {
      const at = column + offset;
      support += Math.min(1, (map[at - 1] + map[at] + map[at + 1]) / fullSupport);
    }
    const share = unsupported + support / supporting.length;
    row[column % columnsPerOctave] += rest[column] * bassWeights[column] * share;
  }
}

import type { SpectraPlan } from '../../dsp/spectra-plan.ts';
import type { Hertz } from '../../dsp/units.ts';
import { PitchMap } from './pitch-map.ts';

const { max, min, round, log2 } = Math;

/**
 * Columns of a chroma row: 12 pitch classes in thirds of a semitone; column 0 is C at A = 440 Hz, column 3 is C sharp.
 */
export const CHROMA_COLUMNS = 36;

/** A row of 36 columns each pool, row-major: chords and melodies in `upper`, what they stand on in `bass`. */
export interface ChromaRows {
  upper: Float32Array;
  bass: Float32Array;
}

/**
 * Pitch classes of pooled power spectra, a row a pool.
 *
 * The peaks of both spectra are put on one map of thirds of a semitone (`PitchMap`). From the lowest up, each pitch
 * then takes from the map what its third, fifth, sixth and seventh harmonic explain: a fifth, a third and a seventh
 * that nobody plays, and that would turn a minor chord into a major one. What is left is folded to pitch classes.
 *
 * In the bass a pitch counts for as much as it has harmonics of its own, and less the higher it is: a kick drum is
 * nearly a sine, and the lowest note is the one a chord stands on.
 *
 * A pool without pitch, such as silence or noise, gives zeros. The rows do not depend on the level.
 */
export class ChromaMeter {
  readonly #low: PitchMap;
  readonly #main: PitchMap;

  constructor(plan: SpectraPlan) {
    const crossoverHz = min(CROSSOVER_HZ, plan.low.hzPerBin * plan.low.size * LOW_REACH);
    this.#low = new PitchMap(plan.low.hzPerBin, LOWEST_HZ, crossoverHz, LEAST_EXCESS.low);
    this.#main = new PitchMap(plan.main.hzPerBin, crossoverHz, HIGHEST_HZ, LEAST_EXCESS.main);
  }

  /** Takes the mean power per bin of a pool. */
  pushMain(power: Float32Array): void {
    this.#main.push(power);
  }

  /** The same of the decimated signal, whose bins are four times as fine. */
  pushLow(power: Float32Array): void {
    this.#low.push(power);
  }

  /** The rows of the first `pools` pools. */
  finish(pools: number): ChromaRows {
    const upper = new Float32Array(pools * CHROMA_COLUMNS);
    const bass = new Float32Array(pools * CHROMA_COLUMNS);
    const columns = max(this.#low.end, this.#main.end);
    const addLow = this.#low.finish();
    const addMain = this.#main.finish();
    const map = new Float32Array(columns);
    const rest = new Float32Array(columns);
    for (let pool = 0; pool < pools; pool++) {
      map.fill(0);
      addLow(pool, map);
      addMain(pool, map);
      rest.set(map);
      takeHarmonics(rest);
      const [from, to] = [pool * CHROMA_COLUMNS, (pool + 1) * CHROMA_COLUMNS];
      foldUpper(rest, upper.subarray(from, to));
      foldBass(map, rest, bass.subarray(from, to));
    }
    return { upper, bass };
  }
}

/** Below E1 there is rumble and no bass line. */
const LOWEST_HZ: Hertz = 36;
/** Above, what stands out are harmonics and hats rather than notes: leads seldom go beyond D♯7. */
const HIGHEST_HZ: Hertz = 2500;
/** Up to here the finer spectrum is used: it tells neighbouring semitones apart from 130 Hz on, the other from 500. */
const CROSSOVER_HZ: Hertz = 600;
/** Share of the decimated rate up to which its spectrum is true to a few decibels: 600 Hz at 44.1 kHz. */
const LOW_REACH = 0.218;
/**
 * How far a peak must stand above the mean level around it, in nepers of power (4.34 dB each). Pooled noise peaks at
 * 1.3 above its mean. The bass is crowded with the flanks of kicks, so less is asked for there, and harmonics decide.
 */
const LEAST_EXCESS = { low: 1.25, main: 3 } as const;

/** What a pitch explains of its harmonics, as a share of its own strength; octaves are the same class and stay. */
const EXPLAINED: readonly (readonly [harmonic: number, share: number])[] = [
  [3, 0.6],
  [5, 0.6],
  [6, 0.5],
  [7, 0.5],
];
const EXPLAINED_OFFSETS = EXPLAINED.map(([harmonic]) => offsetOf(harmonic));
const EXPLAINED_SHARES = EXPLAINED.map(([, share]) => share);
/** A column beside that of the harmonic holds half of what a peak is shared into. */
const BESIDE = 0.5;

function takeHarmonics(map: Float32Array): void {
  for (let column = 0; column < map.length; column++) {
    const strength = map[column];
    if (strength <= 0) continue;
    for (let i = 0; i < EXPLAINED_OFFSETS.length; i++) {
      const at = column + EXPLAINED_OFFSETS[i];
      if (at + 1 >= map.length) break;
      const share = strength * EXPLAINED_SHARES[i];
      map[at] = max(0, map[at] - share);
      map[at - 1] = max(0, map[at - 1] - BESIDE * share);
      map[at + 1] = max(0, map[at + 1] - BESIDE * share);
    }
  }
}

/** Where the registers meet: the lowest chords of a pad count in both. */
const UPPER_FROM_HZ: Hertz = 200;
const BASS_UNTIL_HZ: Hertz = 260;
const UPPER_FROM = PitchMap.columnOf(UPPER_FROM_HZ);
const BASS_UNTIL = PitchMap.columnOf(BASS_UNTIL_HZ);

function foldUpper(map: Float32Array, row: Float32Array): void {
  for (let column = UPPER_FROM; column < map.length; column++) row[column % CHROMA_COLUMNS] += map[column];
}

/** The harmonics that make a low peak a note. */
const SUPPORT_OFFSETS = [2, 3, 4].map(offsetOf);
/** A harmonic this strong supports fully. */
const FULL_SUPPORT = 2;
/** A pure sine sub still counts for a little. */
const UNSUPPORTED = 0.05;
/** F♯2, 92 Hz: the top of a bass line. An octave above it a pitch counts half. */
const BASS_TOP = PitchMap.columnOf(92.5);

function foldBass(map: Float32Array, rest: Float32Array, row: Float32Array): void {
  for (let column = 0; column < BASS_UNTIL; column++) {
    if (rest[column] <= 0) continue;
    let support = 0;
    for (const offset of SUPPORT_OFFSETS) {
      const at = column + offset;
      support += min(1, (map[at - 1] + map[at] + map[at + 1]) / FULL_SUPPORT);
    }
    const height = 2 ** (-max(0, column - BASS_TOP) / CHROMA_COLUMNS);
    row[column % CHROMA_COLUMNS] += rest[column] * height * (UNSUPPORTED + support / SUPPORT_OFFSETS.length);
  }
}

/** Columns between a pitch and its harmonic. */
function offsetOf(harmonic: number): number {
  return round(CHROMA_COLUMNS * log2(harmonic));
}

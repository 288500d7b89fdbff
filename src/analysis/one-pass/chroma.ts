import { foldPitches, type FoldingRules, type PitchClasses } from '../../dsp/pitch-classes.ts';
import {
  COLUMNS_PER_OCTAVE,
  pitchColumn,
  pitchPlan,
  pitchRows,
  type PitchPlan,
  type PitchRows,
} from '../../dsp/pitch-rows.ts';
import type { SpectraPlan } from '../../dsp/spectra-plan.ts';
import type { Hertz } from '../../dsp/units.ts';

/**
 * Columns of a chroma row: 12 pitch classes in thirds of a semitone; column 0 is C at A = 440 Hz, column 3 is C sharp.
 */
export const CHROMA_COLUMNS = COLUMNS_PER_OCTAVE;

/**
 * Pitch classes of pooled power spectra, a row a pool.
 *
 * The peaks of both spectra are put on one map of thirds of a semitone (`PitchRows`). From the lowest up, each pitch
 * then takes from the map what its third, fifth, sixth and seventh harmonic explain: a fifth, a third and a seventh
 * that nobody plays, and that would turn a minor chord into a major one. What is left is folded to pitch classes.
 *
 * In the bass a pitch counts for as much as it has harmonics of its own, and less the higher it is: a kick drum is
 * nearly a sine, and the lowest note is the one a chord stands on.
 *
 * A pool without pitch, such as silence or noise, gives zeros. The rows do not depend on the level.
 */
export class ChromaMeter {
  readonly #plans: { low: PitchPlan; main: PitchPlan };
  readonly #low: PitchRows;
  readonly #main: PitchRows;

  constructor({ low, main }: SpectraPlan) {
    const crossoverHz = Math.min(CROSSOVER_HZ, low.hzPerBin * low.size * LOW_REACH);
    this.#plans = {
      low: pitchPlan(low.hzPerBin, LOWEST_HZ, crossoverHz, LEAST_EXCESS.low),
      main: pitchPlan(main.hzPerBin, crossoverHz, HIGHEST_HZ, LEAST_EXCESS.main),
    };
    this.#low = pitchRows(this.#plans.low);
    this.#main = pitchRows(this.#plans.main);
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
  finish(pools: number): PitchClasses {
    const low = { plan: this.#plans.low, rows: this.#low.finish() };
    const main = { plan: this.#plans.main, rows: this.#main.finish() };
    return foldPitches(low, main, pools, RULES);
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

/** Where the registers meet: the lowest chords of a pad count in both. */
const UPPER_FROM_HZ: Hertz = 200;
const BASS_UNTIL_HZ: Hertz = 260;
/** F♯2, 92 Hz: the top of a bass line. An octave above it a pitch counts half. */
const BASS_TOP = pitchColumn(92.5);

const RULES: FoldingRules = {
  columnsPerOctave: CHROMA_COLUMNS,
  // Octaves are the same class and stay.
  explained: [
    { offset: offsetOf(3), share: 0.6 },
    { offset: offsetOf(5), share: 0.6 },
    { offset: offsetOf(6), share: 0.5 },
    { offset: offsetOf(7), share: 0.5 },
  ],
  // A column beside that of the harmonic holds half of what a peak is shared into.
  besideShare: 0.5,
  upperFrom: pitchColumn(UPPER_FROM_HZ),
  bassWeights: Float64Array.from(
    { length: pitchColumn(BASS_UNTIL_HZ) },
    (_, column) => 2 ** (-Math.max(0, column - BASS_TOP) / CHROMA_COLUMNS),
  ),
  // The harmonics that make a low peak a note.
  supporting: [2, 3, 4].map(offsetOf),
  fullSupport: 2,
  // A pure sine sub still counts for a little.
  unsupported: 0.05,
};

/** Columns between a pitch and its harmonic. */
function offsetOf(harmonic: number): number {
  return Math.round(CHROMA_COLUMNS * Math.log2(harmonic));
}

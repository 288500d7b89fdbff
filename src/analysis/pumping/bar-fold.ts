import { commonLevel, foldedLevels } from '../../dsp/folded-levels.ts';
import { runningSums } from '../../dsp/running-sums.ts';
import { mean, median } from '../../dsp/statistics.ts';
import type { Decibels, Power, Seconds } from '../../dsp/units.ts';

/** The course of a level over one bar, as many bars of a track have it in common. */
export interface BarFold {
  /** Median over the bars in dB around 0, `BEAT_BINS` values a beat; `NaN` where most bars are silent. */
  curve: Float64Array;
  /** One row a bar, `NaN` where it is silent. */
  bars: readonly Float64Array[];
  /** Median level of the bars: low where single hits stand in silence, however loud they are. */
  levelDb: Decibels;
}

/** 9 ms each at 138 BPM, two of the 5 ms blocks the level is measured in, and a whole number in a sixteenth. */
export const BEAT_BINS = 48;
/** Levels this far below the loud parts are silence between notes. */
const FLOOR_DB: Decibels = 40;
/** A bar that sounds for less than a sixteenth of its length shows no course. */
const LEAST_HEARD = 1 / 16;

/**
 * Lays the bars of an envelope over each other, each as dB around its own median, so that chords and fills of different
 * loudness count alike, and takes the median over the bars. Bars of silence are left out; of none, the curve is `NaN`.
 *
 * @param loud power that counts as loud; 40 dB below it is silence
 */
export function foldBars(
  envelope: Float32Array,
  blockSeconds: Seconds,
  starts: readonly Seconds[],
  { beatSeconds, beatsPerBar }: { beatSeconds: Seconds; beatsPerBar: number },
  loud: Power,
): BarFold {
  const sums = SUMS.get(envelope) ?? runningSums(envelope);
  SUMS.set(envelope, sums);
  const bins = beatsPerBar * BEAT_BINS;
  const { common, rows, medians } = foldedLevels(
    sums,
    Float64Array.from(starts, (start) => start / blockSeconds),
    {
      bins,
      binBlocks: beatSeconds / BEAT_BINS / blockSeconds,
      floor: loud * 10 ** (-FLOOR_DB / 10),
      leastHeard: LEAST_HEARD * bins,
    },
  );
  return { curve: common, bars: rows, levelDb: medians.length > 0 ? median(medians) : -Infinity };
}

/**
 * One beat from a bar's beats, in the middle of them. `unclapped` leaves out every second beat where a clap fills the
 * dip that the others show. To take whichever beats dip most would find a dip in any noise, so that only these two
 * halves are held against each other, and all beats count where neither is clearly the louder one after the kick.
 */
export function foldBeats(curve: Float64Array, by: 'all' | 'unclapped'): Float64Array {
  const beats = Array.from({ length: curve.length / BEAT_BINS }, (_, beat) =>
    curve.subarray(beat * BEAT_BINS, (beat + 1) * BEAT_BINS),
  );
  const chosen = by === 'all' ? beats : withoutClaps(beats);
  const folded = new Float64Array(BEAT_BINS);
  const scratch = new Float64Array(chosen.length);
  for (let bin = 0; bin < BEAT_BINS; bin++) folded[bin] = commonLevel(chosen, bin, scratch);
  return folded;
}

function withoutClaps(beats: readonly Float64Array[]): readonly Float64Array[] {
  const halves = [0, 1].map((half) => beats.filter((_, beat) => beat % 2 === half));
  const [first, second] = halves.map((half) => mean(half.map(riseOf)));
  if (Math.abs(first - second) < CLAP_DB) return beats;
  return first > second ? halves[0] : halves[1];
}

/** How much louder a beat becomes when what follows the kick is over. */
function riseOf(beat: Float64Array): Decibels {
  return meanLevel(beat.subarray(CLAP_BINS)) - meanLevel(beat.subarray(0, CLAP_BINS));
}

/** A clap that fills less than this of a dip hardly changes what is read. */
const CLAP_DB: Decibels = 3;
/** A clap has died away after a third of a beat. */
const CLAP_BINS = BEAT_BINS / 3;

/** Over what is heard; the floor where nothing is. */
function meanLevel(levels: Float64Array): Decibels {
  let sum = 0;
  let heard = 0;
  for (const level of levels) {
    if (Number.isNaN(level)) continue;
    sum += level;
    heard++;
  }
  return heard > 0 ? sum / heard : -FLOOR_DB;
}

/** One envelope is folded over the bars of each kind of section: its sums are forgotten with it. */
const SUMS = new WeakMap<Float32Array, Float64Array>();

import type { BandEnvelopes } from '../dsp/meters.ts';
import { median } from '../dsp/statistics.ts';
import type { Decibels, Milliseconds, Normal } from '../dsp/units.ts';
import { loudPower } from './beat-grid/onsets.ts';
import type { KickBars } from './kick-bars.ts';
import { BEAT_BINS, foldBars } from './pumping/bar-fold.ts';

/** How deep a line ducks that rests on the beat itself. */
export interface NoteDucking {
  /** Of the dip at the kick, as its notes let it be seen: below 0 where the first note of a beat is the louder one. */
  depthDb: Decibels;
  errorDb: Decibels;
}

/**
 * How far a rolling bass ducks: it rests on the beat and plays the sixteenths after it, so that the first of them still
 * lies in the dip and the last no more. Of notes that are alike the first is quieter by D·(e^(−t₁/τ) − e^(−t₄/τ)); the
 * depth D at the kick is read from that, moment by moment of the note, as the median over all beats.
 *
 * @param envelopes of the stem, lined up with the song; only `full` is read
 * @param bars of the song, from the mix: `kickBarsOf`
 * @param releaseMs until 1/e of the dip is left, as the stem's siblings have it
 * @returns `undefined` where it cannot be told: silence, no such notes, too few beats, or a dip that is over before
 * they begin
 */
export function measureNoteDucking(
  envelopes: Pick<BandEnvelopes, 'blockSeconds' | 'full'>,
  bars: KickBars,
  releaseMs: Milliseconds,
): NoteDucking | undefined {
  const loud = loudPower(envelopes.full);
  if (!(loud > 0)) return undefined;
  const fold = foldBars(envelopes.full, envelopes.blockSeconds, bars.kick, bars, loud);
  const beats = fold.bars.flatMap((bar) =>
    Array.from({ length: bars.beatsPerBar }, (_, beat) => bar.subarray(beat * BEAT_BINS, (beat + 1) * BEAT_BINS)),
  );
  const binSeconds = bars.beatSeconds / BEAT_BINS;
  const left = (bin: number): Normal => Math.exp((-1000 * (bin + 0.5) * binSeconds) / releaseMs);
  const depths = beats.flatMap((beat) => depthOf(beat, left) ?? []);
  if (depths.length < LEAST_BEATS || depths.length < beats.length / 2) return undefined;
  const depthDb = median(depths);
  const scatter = NORMAL_SCATTER * median(depths.map((depth) => Math.abs(depth - depthDb)));
  const seen = meanOf(NOTE_BINS, (bin) => left(FIRST + bin) - left(LAST + bin));
  return { depthDb, errorDb: Math.hypot(scatter / Math.sqrt(depths.length), ACCENT_DB / seen) };
}

const SIXTEENTH = BEAT_BINS / 4;
/** Where the first and the last note after the beat begin. */
const FIRST = SIXTEENTH;
const LAST = 3 * SIXTEENTH;
/** Of a note's bins its attack is not read: the note before may still ring there. */
const ATTACK_BINS = 2;
const NOTE_BINS = Array.from({ length: SIXTEENTH - ATTACK_BINS }, (_, i) => ATTACK_BINS + i);
const LEAST_BINS = NOTE_BINS.length / 2;
/** Four bars. */
const LEAST_BEATS = 16;
/** A dip of which the first note shows less is over before it. */
const LEAST_SEEN: Normal = 0.1;
/** Standard deviation of a normal distribution over the median distance from its middle. */
const NORMAL_SCATTER = 1.4826;
/** Notes that a sequencer plays alike come out alike to about this. */
const ACCENT_DB: Decibels = 0.2;

/** Least squares through the origin, of how much quieter the first note is over how much more of the dip it lies in. */
function depthOf(beat: Float64Array, left: (bin: number) => Normal): Decibels | undefined {
  if (NOTE_BINS.filter((bin) => Number.isFinite(beat[bin])).length >= LEAST_BINS) return undefined;
  const heard = NOTE_BINS.filter((bin) => Number.isFinite(beat[FIRST + bin] + beat[LAST + bin]));
  if (heard.length < LEAST_BINS) return undefined;
  const seenAt = (bin: number): Normal => left(FIRST + bin) - left(LAST + bin);
  if (meanOf(heard, seenAt) < LEAST_SEEN) return undefined;
  const squares = heard.reduce((sum, bin) => sum + seenAt(bin) ** 2, 0);
  return heard.reduce((sum, bin) => sum + seenAt(bin) * (beat[LAST + bin] - beat[FIRST + bin]), 0) / squares;
}

function meanOf(bins: readonly number[], value: (bin: number) => number): number {
  return bins.reduce((sum, bin) => sum + value(bin), 0) / bins.length;
}

import type { BandEnvelopes } from '../dsp/meters.ts';
import type { Seconds } from '../dsp/units.ts';
import { loudPower } from './beat-grid/onsets.ts';
import type { KickBars } from './kick-bars.ts';
import { foldBars } from './pumping/bar-fold.ts';
import { findDucking, LEAST_BARS, type Ducking } from './pumping/ducking.ts';

/**
 * How far a stem ducks under the kick of its song: its level in the bars with a kick against its level in the bars
 * without, over the beat. A stem that plays the same in both shows its sidechain alone, whatever its rhythm; one that
 * never plays without the kick is read by the shape of its level.
 *
 * Depths of 0–12 dB come out to about half a decibel. @returns a sentence where it cannot be told: the stem does not
 * play with the kick, rests on the beat (an off-beat bass), or has a rhythm of its own and no bars without the kick.
 *
 * @param envelopes of the stem, lined up with the song; only `full` is read
 * @param bars of the song, from the mix: `kickBarsOf`
 */
export function measureStemPumping(
  envelopes: Pick<BandEnvelopes, 'blockSeconds' | 'full'>,
  bars: KickBars,
): Ducking | string {
  const loud = loudPower(envelopes.full);
  const fold = (starts: readonly Seconds[]) => foldBars(envelopes.full, envelopes.blockSeconds, starts, bars, loud);
  const kick = fold(bars.kick);
  if (!(loud > 0) || kick.bars.length < LEAST_BARS) return 'It does not play with the kick.';
  return findDucking(kick, bars.rest.map(fold), {
    beatSeconds: bars.beatSeconds,
    fromSeconds: FROM_SECONDS,
    beatsBy: 'all',
  });
}

/** A quick compressor's attack: the level is still on its way down. */
const FROM_SECONDS: Seconds = 0.01;

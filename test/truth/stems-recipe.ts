import type { StereoSignal } from '../../src/audio/audio-source.ts';
import type { StemRole } from '../../src/store/stem-map-document.ts';
import type { Draw } from './draw.ts';
import { clockOf, StemTape, type Clock, type Wave } from './stems-synth.ts';

/** One way of making the sound of one role. Parameters, notes and tempo are drawn. */
export interface StemRecipe {
  role: StemRole;
  name: string;
  /** Never used to fit anything: only to report how well roles are told. */
  isHeldOut: boolean;
  /** A stretch of a stem. */
  loop: (draw: Draw, seconds: number) => StereoSignal;
  /** A single sound, for roles whose single sounds can be told by ear. */
  shot?: (draw: Draw) => StereoSignal;
}

/** One hit, the same on both sides or not. */
export interface Hit {
  left: Wave;
  right?: Wave;
}

export type Pattern = (draw: Draw, clock: Clock) => { seconds: number; gain: number; pan?: number; hit?: number }[];

/** A drum: some hits (takes or sorts) and the patterns it is played in. */
export function drum(
  head: Pick<StemRecipe, 'role' | 'name' | 'isHeldOut'>,
  strike: (draw: Draw) => readonly Hit[],
  patterns: readonly Pattern[],
  room: (draw: Draw) => readonly [wet: number, seconds: number] = () => [0, 1],
): StemRecipe {
  return {
    ...head,
    loop: (draw, seconds) => {
      const hits = strike(draw);
      const tape = new StemTape(seconds);
      for (const { seconds: time, gain, pan = 0, hit = 0 } of draw.pick(patterns)(draw, clockOf(draw, seconds))) {
        const { left, right = left } = hits[hit % hits.length];
        tape.addBoth(left, right, time, gain * Math.min(1, 1 - pan), gain * Math.min(1, 1 + pan));
      }
      return tape.finish(draw, room(draw));
    },
    shot: (draw) => {
      const [{ left, right = left }] = strike(draw);
      return new StemTape(left.length / 44_100 + 0.3)
        .addBoth(left, right, draw.between(0, 0.02))
        .finish(draw, room(draw));
    },
  };
}
